"""A chain of small functions."""

import numpy as np

from numlir import njit


@njit
def a1(x):
    return x + 1


@njit
def a2(x):
    return a1(x) * 2


@njit
def a3(x):
    return a2(x) - a1(x)


@njit
def f(x):
    return a3(a2(a1(x))) + a3(x)


CASES = [(1,), (2.5,), (np.uint8(250),)]
SAME_AS_NUMBA = True
EXPECTED = [9, 13.5, 756]
