"""Float floor division and modulo, with signed zeros and infinities."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    return a // b, a % b


INF = float("inf")
CASES = [(7.5, 2.0), (-7.5, 2.0), (7.5, -2.0), (-0.0, 1.0), (0.0, -1.0), (1.0, INF), (-1.0, INF), (1.0, -INF), (INF, 2.0),
         (1.0, float("nan")), (-1e-20, 1.0), (1.0, 0.0), (5, 2.0), (5.0, 2), (np.float32(5.5), np.float32(2)), (6.0, 3.0), (-6.0, 3.0)]
