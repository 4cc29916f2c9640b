"""The sieve of Eratosthenes by assigning to slices, and a selection by mask."""

import numpy as np

from numlir import njit


@njit
def f(n):
    prime = np.ones(n + 1, np.bool_)
    prime[:2] = False
    for i in range(2, int(n**0.5) + 1):
        if prime[i]:
            prime[i * i :: i] = False
    numbers = np.zeros(n + 1, np.int64)
    for i in range(n + 1):
        numbers[i] = i
    return numbers[prime]


CASES = [(1,), (2,), (30,), (1000,)]
