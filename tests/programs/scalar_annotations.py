"""Annotations are ignored."""

from numlir import njit


@njit
def f(n: int, x: float = 2.0) -> float:
    total: float = 0.0
    i: int
    for i in range(n):
        total += x * i
    return total


CASES = [(3,), (3, 1.5), (0, 1)]
