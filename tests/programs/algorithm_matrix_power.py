"""Fibonacci numbers by powers of a matrix held in tuples."""

from numlir import njit

MOD = 1000000007


@njit
def product(a, b):
    (a00, a01), (a10, a11) = a
    (b00, b01), (b10, b11) = b
    return (((a00 * b00 + a01 * b10) % MOD, (a00 * b01 + a01 * b11) % MOD),
            ((a10 * b00 + a11 * b10) % MOD, (a10 * b01 + a11 * b11) % MOD))


@njit
def f(n):
    result = ((1, 0), (0, 1))
    base = ((1, 1), (1, 0))
    while n > 0:
        if n & 1:
            result = product(result, base)
        base = product(base, base)
        n >>= 1
    return result[0][1]


CASES = [(0,), (1,), (10,), (90,), (10**15,)]
