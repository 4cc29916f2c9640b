"""Polynomials by Horner's rule, over tuples and arrays."""

import numpy as np

from numlir import njit


@njit
def horner(coefficients, x):
    total = 0.0 * x
    for c in coefficients:
        total = total * x + c
    return total


@njit
def f(a, x):
    return horner(a, x), horner((1, 2, 3), x), horner((0.5, -1.0), x)


CASES = [(np.array([1.0, -2.0, 3.0]), 2.0), (np.array([1, 0, 1]), 1j), (np.array([2.5]), 3)]
