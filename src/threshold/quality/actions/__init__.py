"""The verbs of quality assurance, the only writers. One file for each noun."""
