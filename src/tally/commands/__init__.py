"""The tasks of `threshold returns`, one file each: `arguments(parser)` says what it takes, `run(given)` does it."""
