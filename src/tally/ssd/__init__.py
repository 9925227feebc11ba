"""The Standard Safeguarding Dataset: its tables, and how they are read. Every other return can be turned into it."""
