"""sum of tuples."""

import numpy as np

from numlir import njit


@njit
def f(a, b, c):
    t = (a, b, c)
    return sum(t), sum((a, a)), sum(t) / len(t)


CASES = [(1, 2, 3), (1.5, 2.5, 3.0), (1, 2.5, 3), (True, True, False), (np.int8(100), np.int8(100), np.int8(100)), (1, 2.0, 3j)]
SAME_AS_NUMBA = True
EXPECTED = [
    (6, 2, 2.0), (7.0, 3.0, 2.3333333333333335), (6.5, 2, 2.1666666666666665), (2, 2, 0.6666666666666666), (300, 200, 100.0),
    ((3+3j), 2, (1+1j)),
]
