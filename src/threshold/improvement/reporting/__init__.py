"""What a quarterly report says: frozen, compared with the last, made fit for everybody, set as a document. Pure."""
