"""The reads that pages and reports share, one file for each noun."""
