"""May this happen now? One file for each noun; none of them knows the user or the request."""
