"""Functions of elements that NumPy has beside its ufuncs."""

import numpy as np
from numlir.library import Literal, ScalarOrArray, is_complex, is_list, is_tuple, reject


def fix(x, out=None):
    return np.trunc(x) if out is None else np.trunc(x, out=out)


def isposinf(x: ScalarOrArray, out=None):
    if is_complex(x):
        reject("This operation is not supported for complex128 values because it would be ambiguous.")
    found = np.isinf(x) & (x > 0)
    return _into(found, out)


def isneginf(x: ScalarOrArray, out=None):
    if is_complex(x):
        reject("This operation is not supported for complex128 values because it would be ambiguous.")
    found = np.isinf(x) & (x < 0)
    return _into(found, out)


def _into(result, out):
    if out is None:
        return result
    out[...] = result
    return out


def ldexp(x1, x2, out=None, *, where: Literal = True):
    """The compiler's own, of lists and tuples too and with a place for the result."""
    result = np.ldexp(np.asarray(x1), np.asarray(x2))
    if out is None:
        return result
    np.copyto(out, result, where=where)
    return out


def angle(z, deg: Literal = False):
    """The compiler's own, in degrees where that is asked for, and of lists and tuples."""
    angles = np.angle(np.asarray(z) if is_list(z) or is_tuple(z) else z)
    return angles * (180 / np.pi) if deg else angles


def clip(a, a_min=None, a_max=None, out=None, *, min=None, max=None):
    """The compiler's own, of lists and tuples."""
    if not (is_list(a) or is_tuple(a)):
        reject("the values are an array or a number, and so are the bounds")
    if min is None and max is None:
        return np.clip(np.asarray(a), a_min, a_max, out)
    return np.clip(np.asarray(a), min, max, out)


def round(a, decimals=0, out=None):
    """The compiler's own, of lists and tuples."""
    if not (is_list(a) or is_tuple(a)):
        reject("the values are an array or a number, and decimals an integer")
    return np.round(np.asarray(a), decimals, out)


def around(a, decimals=0, out=None):
    """The compiler's own, of lists and tuples."""
    return round(a, decimals, out)
