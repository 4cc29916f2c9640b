"""Comparisons as NumPy functions."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    return np.less(a, b), np.less_equal(a, b), np.equal(a, b), np.not_equal(a, b), np.greater(a, b), np.greater_equal(a, b)


CASES = [(1, 2), (2.0, 2), (3.5, 1), (float("nan"), 1.0)]
