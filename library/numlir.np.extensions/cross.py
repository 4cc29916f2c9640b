"""Products that NumPy no longer has."""

import numpy as np
from numlir.library import ScalarOrArray, is_array, reject


def cross2d(a, b):
    x, y = _vectors(a), _vectors(b)
    if x.shape[x.ndim - 1] != 2 or y.shape[y.ndim - 1] != 2:
        raise ValueError("Incompatible dimensions for 2D cross product\n(dimension must be 2 for both inputs)")
    return x[..., 0] * y[..., 1] - x[..., 1] * y[..., 0]


def _vectors(a: ScalarOrArray):
    if not is_array(a):
        reject("Inputs must be array-like.")
    if a.ndim == 0:
        reject("Incompatible dimensions for 2D cross product")
    return a
