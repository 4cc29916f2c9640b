"""Eight array arguments."""

import numpy as np

from numlir import njit


@njit
def f(a, b, c, d, e, g, h, i):
    h[0] = a[0] + b[0] * c[0] - d[0] / (e[0] + 1)
    return h[0] + g[0] + i[0, 0]


CASES = [(np.ones(1), np.ones(1, np.int8), np.ones(2, np.float32), np.ones(3), np.ones(1), np.ones(1), np.zeros(4), np.ones((2, 2)))]
