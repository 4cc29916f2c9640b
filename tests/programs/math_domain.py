"""Outside their domain, functions of math give NaN or infinity, as numba's do."""

import math

from numlir import njit


@njit
def f(x):
    return math.sqrt(x), math.log(x), math.acos(x), math.log1p(x)


CASES = [(-2.0,), (-1e300,)]
SAME_AS_NUMBA = True
EXPECTED = [(float("nan"), float("nan"), float("nan"), float("nan")), (float("nan"), float("nan"), float("nan"), float("nan"))]
