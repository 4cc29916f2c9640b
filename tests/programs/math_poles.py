"""Poles give infinity."""

import math

from numlir import njit


@njit
def f(x):
    return math.log(x), math.log2(x), math.log10(x), math.pow(x, -1.0), math.lgamma(x)


CASES = [(0.0,)]
SAME_AS_NUMBA = True
EXPECTED = [(float("-inf"), float("-inf"), float("-inf"), float("inf"), float("inf"))]
