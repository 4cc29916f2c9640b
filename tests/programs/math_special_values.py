"""Infinities and NaN through math."""

import math

from numlir import njit


@njit
def f(x):
    return math.exp(x), math.atan(x), math.tanh(x), math.erf(x), math.sqrt(x * x), math.fabs(x), math.log1p(x * x), math.asinh(x)


CASES = [(float("inf"),), (float("-inf"),), (float("nan"),), (0.0,), (-0.0,)]
