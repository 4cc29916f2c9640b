"""Two buffers swapped in a loop."""

import numpy as np

from numlir import njit


@njit
def f(a, n):
    b = np.empty(len(a))
    for _ in range(n):
        for i in range(len(a)):
            b[i] = 0.5 * a[i] + 0.25 * (a[i - 1] + a[(i + 1) % len(a)])
        a, b = b, a
    return a


CASES = [(np.arange(6.0), 0), (np.arange(6.0), 1), (np.arange(6.0), 4)]
