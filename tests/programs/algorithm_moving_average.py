"""A moving average over a window."""

import numpy as np

from numlir import njit


@njit
def f(a, window):
    n = len(a) - window + 1
    if window < 1 or n < 1:
        raise ValueError("window does not fit")
    out = np.empty(n)
    total = 0.0
    for i in range(len(a)):
        total += a[i]
        if i >= window:
            total -= a[i - window]
        if i >= window - 1:
            out[i - window + 1] = total / window
    return out


CASES = [(np.arange(8.0), 3), (np.arange(8)[::-1], 2), (np.arange(3.0), 5), (np.arange(3.0), 0)]
