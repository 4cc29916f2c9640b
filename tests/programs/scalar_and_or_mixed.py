"""The operands of `and` and `or` unify."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    return a and b, a or b


CASES = [(0, 2.5), (3, 0.0), (True, 7), (2.5, 1j), (np.int8(3), np.uint8(4))]
SAME_AS_NUMBA = True
EXPECTED = [(0.0, 2.5), (0.0, 3.0), (7, 1), (1j, (2.5+0j)), (4, 3)]
