"""Recursion in an argument of recursion."""

from numlir import njit


@njit
def f(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return f(m - 1, 1)
    return f(m - 1, f(m, n - 1))


CASES = [(0, 0), (1, 5), (2, 3), (3, 3)]
