"""The entry has defaults itself."""

from numlir import njit


@njit
def f(a, b=3, c=0.5):
    return a * b + c


CASES = [(1,), (1, 2), (1, 2, 3), (2.5, 1.5)]
