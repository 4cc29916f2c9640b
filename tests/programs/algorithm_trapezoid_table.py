"""Romberg integration with a triangular table."""

import numpy as np

from numlir import njit

TOLERANCE = 1e-13


@njit
def g(x):
    return 1.0 / (1.0 + x * x)


@njit
def f(a, b, levels):
    table = np.zeros((levels, levels))
    h = b - a
    table[0, 0] = h * (g(a) + g(b)) / 2
    n = 1
    for i in range(1, levels):
        h /= 2
        total = 0.0
        for k in range(1, 2 * n, 2):
            total += g(a + k * h)
        table[i, 0] = table[i - 1, 0] / 2 + h * total
        factor = 1
        for j in range(1, i + 1):
            factor *= 4
            table[i, j] = (factor * table[i, j - 1] - table[i - 1, j - 1]) / (factor - 1)
        n *= 2
    return table[levels - 1, levels - 1]


CASES = [(0.0, 1.0, 6), (-1.0, 1.0, 1), (0, 2, 4)]
