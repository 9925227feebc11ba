"""What the pages of quality assurance say. One file for each noun; no queries, no permissions."""
