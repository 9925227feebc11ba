"""Annex A: the eleven child-level lists that Ofsted asks for when an inspection begins."""
