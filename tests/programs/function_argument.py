"""Compiled functions passed as arguments."""

from numlir import njit


@njit
def square(x):
    return x * x


@njit
def half(x):
    return x / 2


@njit
def apply(g, x, n):
    for _ in range(n):
        x = g(x) + 0.0
    return x


@njit
def f(x):
    return apply(square, x, 2), apply(half, x, 3), apply(square, 1.5, 1)


CASES = [(3.0,), (0.5,)]
