"""What pages, reports and measures read of quality assurance. Every read starts from a scope."""
