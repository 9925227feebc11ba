"""The pages of the improvement loop, one file for each noun."""
