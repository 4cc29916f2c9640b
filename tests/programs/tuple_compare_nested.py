"""Nested tuples compare too."""

from numlir import njit


@njit
def f(a, b):
    return a == b, a < b, (a, 1) >= (b, 1)


CASES = [(((1, 2), 3), ((1, 2), 4)), (((1, 2), 3), ((1, 1), 9)), (((), 1), ((), 1))]
