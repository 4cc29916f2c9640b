"""0-d arrays."""

import numpy as np

from numlir import njit


@njit
def f(a):
    x = a[()]
    a[()] = x + 1
    return x, a.shape, a.ndim, a.size, a.item()


CASES = [(np.array(3.0),), (np.array(7),), (np.array(1j),)]
