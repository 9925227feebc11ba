"""The verbs of the improvement loop, one file for each noun: the only writers."""
