"""isinstance is answered when compiling."""

import numpy as np
from numlir import njit


@njit
def double(x):
    if isinstance(x, str):
        return x + x
    elif isinstance(x, (list, tuple)):
        return len(x) * 2
    elif isinstance(x, np.ndarray):
        return x.size * 2
    return x * 2


@njit
def f(n, x, s, values, pair, array):
    flags = isinstance(n, int), isinstance(n, float), isinstance(x, float), isinstance(True, int), isinstance(pair, list)
    return double(n), double(x), double(s), double(values), double(pair), double(array), flags


CASES = [(3, 1.5, "ab", [1, 2], (1, 2, 3), np.arange(3.0))]
