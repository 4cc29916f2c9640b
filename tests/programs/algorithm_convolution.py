"""Direct convolution."""

import numpy as np

from numlir import njit


@njit
def f(signal, kernel):
    n = len(signal)
    k = len(kernel)
    out = np.zeros(n + k - 1)
    for i in range(n):
        for j in range(k):
            out[i + j] += signal[i] * kernel[j]
    return out


CASES = [(np.arange(5.0), np.array([1.0, -1.0, 2.0])), (np.arange(6)[::-2], np.array([1, 2])), (np.ones(1), np.ones(1))]
