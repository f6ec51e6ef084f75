"""Searches of the design space: by trial (search.py), along the gradient beside it (climb.py)."""
