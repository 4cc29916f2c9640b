"""The variable of a range is an integer that mixes with floats."""

from numlir import njit


@njit
def f(n, h):
    total = 0.0
    for i in range(1, n + 1):
        total += h / i - i // 2 + i * h
    return total


CASES = [(1, 0.5), (10, 0.25), (0, 1.0)]
