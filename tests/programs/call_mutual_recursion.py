"""Mutual recursion."""

from numlir import njit


@njit
def even(n):
    if n == 0:
        return True
    return odd(n - 1)


@njit
def odd(n):
    if n == 0:
        return False
    return even(n - 1)


@njit
def f(n):
    return even(n), odd(n)


CASES = [(0,), (1,), (10,), (77,)]
