"""reversed ranges."""

from numlir import njit


@njit
def f(a, b, c):
    x = 0
    for i in reversed(range(b)):
        x = x * 3 + i
    for i in reversed(range(a, b, c)):
        x = x * 3 + i
    return x


CASES = [(0, 5, 2), (5, 0, -2), (-3, 3, 4), (0, 0, 1), (1, 6, 5)]
