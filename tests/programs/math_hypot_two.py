"""hypot of two arguments, without overflow."""

import math

from numlir import njit

TOLERANCE = 1e-15


@njit
def f(x, y):
    return math.hypot(x, y)


CASES = [(3.0, 4.0), (3, 4), (1e200, 1e200), (0.0, -0.0), (float("inf"), float("nan")), (5e-324, 0.0)]
