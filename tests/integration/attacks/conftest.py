from a_family import family, signed_in

__all__ = ["family", "signed_in"]
