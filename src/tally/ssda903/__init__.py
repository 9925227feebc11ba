"""SSDA903: the return on children looked after and care leavers."""
