"""hypot, dist and sums over tuples."""

import math

from numlir import njit

TOLERANCE = 1e-14


@njit
def f(x, y):
    return math.hypot(x, y), math.dist((x, y), (1.0, 2.0)), math.prod((x, y, 2))


CASES = [(3.0, 4.0), (3, 4), (1e200, 1e200), (0.1, 0.2)]
