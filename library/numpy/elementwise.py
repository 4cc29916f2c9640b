"""Functions of elements that NumPy has beside its ufuncs."""

import numpy as np
from numlir.library import Literal, ScalarOrArray, is_complex, is_list, is_none, is_tuple, reject
from numlir.library.numlir.library.conversions import _is_sequence


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
    low, high = (a_min, a_max) if is_none(min) and is_none(max) else (min, max)
    if not (_is_sequence(a) or _is_sequence(low) or _is_sequence(high)):
        reject("the values are an array or a number, and so are the bounds")
    return np.clip(ScalarOrArray(a), ScalarOrArray(low), ScalarOrArray(high), out)


def round(a, decimals=0, out=None):
    """The compiler's own, of lists and tuples."""
    if not (is_list(a) or is_tuple(a)):
        reject("the values are an array or a number, and decimals an integer")
    return np.round(np.asarray(a), decimals, out)


def around(a, decimals=0, out=None):
    """The compiler's own, of lists and tuples."""
    return round(a, decimals, out)
