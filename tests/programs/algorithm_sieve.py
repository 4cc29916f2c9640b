"""The sieve of Eratosthenes."""

import numpy as np

from numlir import njit


@njit
def f(n):
    composite = np.zeros(n + 1, dtype=np.bool_)
    count = 0
    for i in range(2, n + 1):
        if not composite[i]:
            count += 1
            for j in range(i * i, n + 1, i):
                composite[j] = True
    primes = np.empty(count, np.int64)
    k = 0
    for i in range(2, n + 1):
        if not composite[i]:
            primes[k] = i
            k += 1
    return primes


CASES = [(1,), (2,), (30,), (200,)]
