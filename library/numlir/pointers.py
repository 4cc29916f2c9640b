"""Arrays at addresses that C gives."""

from numlir.library import is_tuple, pointed, raise_if


def _extents(shape):
    if is_tuple(shape):
        for extent in shape:
            raise_if(extent < 0, "ValueError", "negative dimensions not allowed")
        return shape
    raise_if(shape < 0, "ValueError", "negative dimensions not allowed")
    return (shape,)


def carray(ptr, shape, dtype=None):
    return pointed(ptr, 0, _extents(shape), "C", dtype)


def farray(ptr, shape, dtype=None):
    return pointed(ptr, 0, _extents(shape), "F", dtype)
