"""The loop variable keeps its last value, and may be assigned inside."""

from numlir import njit


@njit
def f(n):
    i = -5
    total = 0
    for i in range(n):
        total += i
        i = i * 10
        total += i
    return i, total


CASES = [(0,), (1,), (4,)]
