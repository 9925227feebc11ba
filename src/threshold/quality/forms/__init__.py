"""What the pages of quality assurance ask. One file for each noun."""
