"""full takes the type of its value."""

import numpy as np

from numlir import njit


@njit
def f(n, x):
    return np.full(n, x), np.full((1, n), x)


CASES = [(2, 3), (2, 2.5), (2, True), (2, 1j)]
