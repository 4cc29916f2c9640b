"""Prime factors by trial division."""

import numpy as np

from numlir import njit


@njit
def f(n):
    out = np.zeros(64, np.int64)
    k = 0
    p = 2
    while p * p <= n:
        while n % p == 0:
            out[k] = p
            k += 1
            n //= p
        p += 1 if p == 2 else 2
    if n > 1:
        out[k] = n
        k += 1
    result = np.empty(k, np.int64)
    for i in range(k):
        result[i] = out[i]
    return result


CASES = [(1,), (2,), (360,), (97,), (2**20 * 9,), (1000003 * 7,)]
