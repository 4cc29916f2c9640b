"""Tuples add and repeat."""

from numlir import njit


@njit
def f(a, b):
    return a + b, b + a, a + (1,) + b, len(a + b)


CASES = [((1, 2), (3.5,)), ((), (1,)), ((1j,), (True, 2))]
