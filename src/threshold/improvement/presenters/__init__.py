"""What do the pages of the improvement loop say? One file for each noun; no queries, no permissions."""
