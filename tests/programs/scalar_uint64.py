"""Unsigned 64-bit arithmetic wraps, and shifts fill with zeros."""

import numpy as np

from numlir import njit


@njit
def f(x):
    h = np.uint64(14695981039346656037)
    for i in range(8):
        byte = (x >> np.uint64(8 * i)) & np.uint64(255)
        h = (h ^ byte) * np.uint64(1099511628211)
    return h, h % np.uint64(1000), h // np.uint64(7), h > np.uint64(2**63)


CASES = [(np.uint64(0),), (np.uint64(123456789),), (np.uint64(2**64 - 1),)]
