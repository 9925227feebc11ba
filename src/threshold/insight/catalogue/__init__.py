"""The measures of the front door and of quality assurance, each with its definition. Others register their own."""
