"""Hyperbolic functions of math."""

import math

from numlir import njit

TOLERANCE = 1e-14


@njit
def f(x):
    return math.sinh(x), math.cosh(x), math.tanh(x), math.asinh(x), math.atanh(x / 2), math.acosh(x + 3)


CASES = [(0.5,), (-0.25,), (1,), (0.0,)]
