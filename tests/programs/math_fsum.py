"""The exact sum of a tuple, with cancellation, halves to round, infinities and NaN."""

import math

from numlir import njit


@njit
def f(a, b, c, d):
    return math.fsum((a, b, c, d)), math.fsum((a, 1, d)), math.fsum(())


CASES = [
    (1e100, 1.0, -1e100, 1e-3),
    (0.1, 0.2, 0.3, -0.6),
    (1.0, 2.0**-53, 2.0**-106, 0.0),
    (1.0, 2.0**-53, -(2.0**-106), 0.0),
    (-1.0, -(2.0**-53), -(2.0**-106), 0.0),
    (math.inf, 1.0, 2.0, 3.0),
    (math.nan, 1.0, 2.0, 3.0),
    (3, 4, 5, 6),
]
