"""One helper used at many types in one caller."""

import numpy as np

from numlir import njit


@njit
def twice(x):
    return x + x


@njit
def f(a, b):
    return twice(a), twice(b), twice(1), twice(2.5), twice(1j), twice((a, b)), twice(True)


CASES = [(1, 2.5), (np.int8(3), np.float32(1.5))]
