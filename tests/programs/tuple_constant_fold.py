"""Constant tuples and their elements."""

from numlir import njit

WEIGHTS = (1, 3, 3, 1)


@njit
def f(i):
    primes = (2, 3, 5, 7, 11)
    return primes[i], WEIGHTS[i], primes[2], len(primes), (1, 2) + (3,), (1, (2, 3))[1][0]


CASES = [(0,), (3,), (-1,)]
