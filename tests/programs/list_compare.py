"""Comparison and search."""

from numlir import njit


@njit
def f(a, b, x):
    return a == b, a != b, a < b, a <= b, a > b, a >= b, x in a, x not in b, [a, b] == [b, a], [(1, 2.0)] < [(1, 2.5)]


CASES = [([1, 2], [1, 2], 1), ([1, 2], [1, 3], 3), ([1], [1, 2], 2), ([3], [1, 2], 5)]
