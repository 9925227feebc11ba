"""How do we compare? Published statistics and inspection grades of every authority: read, kept, and set beside ours."""
