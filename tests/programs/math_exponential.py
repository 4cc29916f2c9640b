"""Exponentials and logarithms of math."""

import math

from numlir import njit

TOLERANCE = 1e-14


@njit
def f(x):
    return math.exp(x), math.expm1(x), math.exp2(x), math.log(x), math.log1p(x), math.log2(x), math.log10(x), math.sqrt(x), math.pow(x, 1.5)


CASES = [(0.5,), (1,), (10,), (1e-10,), (123.456,)]
