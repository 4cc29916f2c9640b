"""A tuple times a constant."""

from numlir import njit


@njit
def f(a):
    return a * 2, 3 * a, a * 0


CASES = [((1, 2),), ((1, 2.5),), ((),)]
