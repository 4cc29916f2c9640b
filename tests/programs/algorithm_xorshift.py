"""A 64-bit xorshift generator, wrapping."""

import numpy as np

from numlir import njit


@njit
def f(seed, n):
    x = np.uint64(seed)
    out = np.empty(n, np.uint64)
    for i in range(n):
        x ^= x << np.uint64(13)
        x ^= x >> np.uint64(7)
        x ^= x << np.uint64(17)
        out[i] = x
    return out


CASES = [(88172645463325252, 4), (1, 3)]
