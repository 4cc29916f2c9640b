"""Overflow gives infinity."""

import math

from numlir import njit


@njit
def f(x):
    return math.exp(x), math.sinh(x), math.cosh(-x), math.pow(x, x), math.ldexp(x, 3000), math.expm1(x)


CASES = [(1000.0,), (720.0,)]
SAME_AS_NUMBA = True
EXPECTED = [
    (float("inf"), float("inf"), float("inf"), float("inf"), float("inf"), float("inf")),
    (float("inf"), float("inf"), float("inf"), float("inf"), float("inf"), float("inf")),
]
