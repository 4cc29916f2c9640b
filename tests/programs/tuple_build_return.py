"""Tuples in, tuples out, nested and heterogeneous."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    t = (a, b, (a + 1, (b, True)))
    return t, t[2][1][0], t[-1], (), (a,)


CASES = [(1, 2.5), (1j, 3), (np.int8(1), np.float32(2))]
