"""parallel=True on a function with prange."""

import numpy as np

from numlir import njit, prange


@njit(parallel=True)
def f(a):
    out = np.empty(len(a))
    for i in prange(len(a)):
        out[i] = a[i] * 2 + 1
    return out


CASES = [(np.arange(5.0),), (np.arange(3),)]
