"""`math.fsum` of lists: sums that are rounded once."""

import math

from numlir import njit


@njit
def f(values):
    return math.fsum(values)


CASES = [
    ([0.1] * 10,),
    ([1e16, 1.0, -1e16, 1e-3, 2.0**-1074, -3.5],),
    ([1, 2, 3],),
    ([1e308, 1e308, -1e308],),
    ([float("inf"), 1.0],),
    ([float("inf"), float("-inf")],),
    ([float("nan"), float("inf")],),
    ([2.0**53, 1.0, 2.0**-60],),
    ([-0.0],),
]
