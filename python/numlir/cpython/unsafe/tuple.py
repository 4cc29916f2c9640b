"""Tuples with other elements, under numba's names."""

__all__ = ["build_full_slice_tuple", "tuple_setitem"]


def tuple_setitem(tup, idx, val):
    """A tuple with the element at a position replaced, which counts from the front."""
    return (*tup[:idx], val, *tup[idx + 1 :])


def build_full_slice_tuple(size):
    """A tuple of so many slices of everything; in compiled code the size is a constant."""
    return (slice(None),) * size
