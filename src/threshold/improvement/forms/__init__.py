"""What do the pages of the improvement loop ask? One file for each noun."""
