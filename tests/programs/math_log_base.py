"""log with a base."""

import math

from numlir import njit

TOLERANCE = 1e-14


@njit
def f(x, b):
    return math.log(x, b), math.log(x)


CASES = [(8.0, 2.0), (100, 10), (5.5, 3)]
