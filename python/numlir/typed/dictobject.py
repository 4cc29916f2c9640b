"""Typed dictionaries by numba's inner names."""

from .tables import Dict


def new_dict(key, value, n_keys=0):
    """An empty dictionary of types."""
    return Dict.empty(key, value, n_keys)
