"""Comparisons of arrays of texts, element by element."""

import numpy as np
from numlir.library import is_array, is_bytes, is_string, is_text, reject


def _is_text(x):
    if is_array(x):
        return is_text(x)
    return is_string(x) or is_bytes(x)


def _shape(a, b):
    """The shape that both broadcast to."""
    if not (_is_text(a) and _is_text(b)):
        reject("arrays that hold no numbers are compared with texts only")
    if not is_array(b):
        return a.shape
    if not is_array(a):
        return b.shape
    return np.broadcast_shapes(a.shape, b.shape)


def _elements(x, shape):
    return np.broadcast_to(x, shape) if is_array(x) else x


def _compared(a, b, holds):
    shape = _shape(a, b)
    made = np.empty(shape, np.bool_)
    p, q = _elements(a, shape), _elements(b, shape)
    for place in np.ndindex(shape):
        x = p[place] if is_array(p) else p
        y = q[place] if is_array(q) else q
        made[place] = holds(x, y)
    return made


def eq(a, b):
    return _compared(a, b, lambda x, y: x == y)


def ne(a, b):
    return _compared(a, b, lambda x, y: x != y)


def lt(a, b):
    return _compared(a, b, lambda x, y: x < y)


def le(a, b):
    return _compared(a, b, lambda x, y: x <= y)


def gt(a, b):
    return _compared(a, b, lambda x, y: x > y)


def ge(a, b):
    return _compared(a, b, lambda x, y: x >= y)
