"""modf, fmod and remainder."""

import math

from numlir import njit


@njit
def f(x, y):
    return math.modf(x), math.fmod(x, y), math.remainder(x, y)


CASES = [(7.5, 2.0), (-7.5, 2.0), (7.5, -2.0), (5, 3), (0.5, 0.3), (2.5, 1.0)]
