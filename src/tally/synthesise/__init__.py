"""A believable authority that does not exist, and its returns: for tests, demonstrations, and other tools.

`dice` draws, `england` says how often what happens, `people`, `need`, `care` and `around` make the world once; each of
the `as_…` modules is a view of that world as one return. See docs/explanation/synthetic-data.md.
"""
