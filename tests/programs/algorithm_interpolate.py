"""Linear interpolation in a table."""

import numpy as np

from numlir import njit


@njit
def f(xs, ys, x):
    n = len(xs)
    if x <= xs[0]:
        return ys[0]
    if x >= xs[n - 1]:
        return ys[n - 1]
    for i in range(1, n):
        if x < xs[i]:
            t = (x - xs[i - 1]) / (xs[i] - xs[i - 1])
            return ys[i - 1] * (1 - t) + ys[i] * t
    return ys[-1]


XS = np.array([0.0, 1.0, 3.0])
CASES = [(XS, XS * 2, 0.5), (XS, XS * 2, -1.0), (XS, XS * 2, 9), (XS[::1], np.array([1, 5, 9.0]), 2.0), (XS, XS, 1.0)]
