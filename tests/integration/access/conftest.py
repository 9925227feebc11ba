"""The family of `tests/a_family.py`, and browsers of people in each role."""

from a_family import family, signed_in

__all__ = ["family", "signed_in"]
