"""Tuples compare by their first differing elements."""

from numlir import njit


@njit
def f(a, b):
    return a == b, a != b, a < b, a <= b, a > b, a >= b


CASES = [((1, 2), (1, 2)), ((1, 2), (1, 3)), ((2, 0), (1, 9)), ((1, 2), (1, 2, 0)), ((1, 2.0), (1.0, 2)), ((), (1,)), ((1.5,), (2,)),
         ((1, float("nan")), (1, 0.0)), ((0.5, 1), (0.5, 0))]
