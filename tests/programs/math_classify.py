"""isnan, isinf, isfinite, copysign."""

import math

from numlir import njit


@njit
def f(x):
    return math.isnan(x), math.isinf(x), math.isfinite(x), math.copysign(2.0, x), math.copysign(x, -1.0)


CASES = [(1.0,), (-0.0,), (float("inf"),), (float("-inf"),), (float("nan"),), (3,), (-3,)]
