"""Writing whole arrays: assignments to parts, augmented assignments, `out=` and `where=`, memory that is shared."""

import numpy as np

from numlir import njit


@njit
def f(a, b, n):
    total = np.zeros_like(a)
    total[:] = a
    total[1:] += total[:-1]
    total[::2] = b[::2] * 2
    np.add(total, n, out=total, where=total > 1)
    quotient, rest = np.divmod(total, 2)
    a[:n] = a[n : 2 * n]
    a[-1] *= 3
    b[...] = b[::-1]
    return total, quotient, rest, a[0]


CASES = [
    (np.arange(8.0), np.arange(8.0), 2),
    (np.arange(8), np.arange(8), 3),
    (np.arange(16.0)[::2], np.arange(8.0)[::-1], 2),
    (np.arange(8.0).astype(np.float32), np.arange(8.0), 1),
    (np.arange(8.0), np.arange(7.0), 2),
]
