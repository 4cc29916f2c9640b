"""Simpson's rule over a function argument."""

import math

from numlir import njit

TOLERANCE = 1e-13


@njit
def bell(x):
    return math.exp(-x * x)


@njit
def line(x):
    return 2 * x + 1


@njit
def simpson(g, a, b, n):
    h = (b - a) / n
    total = g(a) + g(b)
    for i in range(1, n):
        total += (4 if i % 2 else 2) * g(a + i * h)
    return total * h / 3


@njit
def f(a, b, n):
    return simpson(bell, a, b, n), simpson(line, a, b, n)


CASES = [(0.0, 1.0, 10), (-2.0, 2.0, 40), (0, 3, 6)]
