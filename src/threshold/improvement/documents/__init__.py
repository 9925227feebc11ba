"""A document as plain blocks, and the same blocks written as HTML, PDF and Word. Pure: no database, no clock."""
