"""Nested functions read the locals around them."""

from numlir import njit


@njit
def f(x, n):
    def shifted(y):
        return x + y * n

    def twice(y):
        return shifted(y) + shifted(-y)

    n = n + 1
    return shifted(1), shifted(2.5), twice(3)


CASES = [(1, 2), (2.5, 1)]
