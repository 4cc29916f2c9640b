"""min and max of several arguments and of tuples."""

import numpy as np

from numlir import njit


@njit
def f(a, b, c):
    return min(a, b), max(a, b, c), min((a, b, c)), max((c, b)), min(a, b, c)


CASES = [(1, 2, 3), (3, 2, 1), (2.5, -1.0, 0.0), (0.0, -0.0, 0.0), (np.int8(1), np.int8(5), np.int8(-5))]
