"""divmod."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    q, r = divmod(a, b)
    return q, r, divmod(a, b)


CASES = [(7, 2), (-7, 2), (7, -2), (7.5, 2.0), (-7.5, 2), (1, 0), (1.0, 0.0), (np.uint8(7), np.uint8(2)), (5, 2.5)]
