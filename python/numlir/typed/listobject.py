"""Typed lists by numba's inner names."""

from .lists import List


def new_list(item, allocated=0):
    """An empty list of items of a type."""
    return List.empty_list(item, allocated)
