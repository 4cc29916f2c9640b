"""Functions of elements that NumPy has beside its ufuncs."""

import numpy as np
from numlir.library import Literal, is_complex, reject


def fix(x, out=None):
    return np.trunc(x) if out is None else np.trunc(x, out=out)


def isposinf(x, out=None):
    if is_complex(x):
        reject("This operation is not supported for complex128 values because it would be ambiguous.")
    found = np.isinf(x) & (x > 0)
    return _into(found, out)


def isneginf(x, out=None):
    if is_complex(x):
        reject("This operation is not supported for complex128 values because it would be ambiguous.")
    found = np.isinf(x) & (x < 0)
    return _into(found, out)


def _into(result, out):
    if out is None:
        return result
    out[...] = result
    return out


def angle(z, deg: Literal = False):
    """The compiler's own, in degrees where that is asked for."""
    angles = np.angle(z)
    return angles * (180 / np.pi) if deg else angles
