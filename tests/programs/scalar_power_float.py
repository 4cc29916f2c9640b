"""Powers of floats, with the special cases of pow."""

import numpy as np

from numlir import njit

TOLERANCE = 1e-14


@njit
def f(a, b):
    return a**b


INF = float("inf")
CASES = [(2.0, 0.5), (2.0, 3.0), (2.0, 3), (2.0, -2), (2, 0.5), (2, -2.0), (0.0, 0.0), (INF, 0.0), (1.0, float("nan")), (0.5, INF), (-2.0, 3.0),
         (4.0, -0.5), (-0.0, 3.0), (np.float32(1.5), 2), (9.0, 2)]
