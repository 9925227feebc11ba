"""How data goes out again: each module writes one form."""
