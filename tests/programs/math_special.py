"""erf, erfc, gamma, lgamma."""

import math

from numlir import njit

TOLERANCE = 1e-13


@njit
def f(x):
    return math.erf(x), math.erfc(x), math.gamma(x), math.lgamma(x)


CASES = [(0.5,), (1,), (5.0,), (2.25,), (-0.5,), (10,)]
