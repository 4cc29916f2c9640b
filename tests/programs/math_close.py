"""isclose, nextafter, ulp and cbrt."""

import math

from numlir import njit

TOLERANCE = 1e-15


@njit
def f(x, y):
    return math.isclose(x, y), math.nextafter(x, y), math.ulp(x), math.cbrt(x)


CASES = [(1.0, 1.0 + 1e-12), (1.0, 1.1), (8.0, 7.0), (-27.0, 0.0), (0.0, 1.0)]
