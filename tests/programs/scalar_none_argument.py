"""An argument that is None is a type of its own."""

from numlir import njit


@njit
def f(x, n):
    if n is None:
        n = 10
    total = x
    for _ in range(n):
        total += x
    return total


CASES = [(1, None), (1, 2), (0.5, None), (0.5, 0)]
