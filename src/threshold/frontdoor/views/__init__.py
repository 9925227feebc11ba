"""The front door's pages: scope, form, one action, redirect."""
