"""A recursion whose result types need the base case first."""

from numlir import njit


@njit
def power(x, n):
    if n == 0:
        return 1.0
    half = power(x, n // 2)
    if n % 2:
        return half * half * x
    return half * half


@njit
def f(x, n):
    return power(x, n)


CASES = [(2, 10), (1.5, 7), (3, 0)]
