"""maximum and minimum keep NaN, fmax and fmin ignore it."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    return np.maximum(a, b), np.minimum(a, b), np.fmax(a, b), np.fmin(a, b), np.fmod(a, b), np.mod(a, b), np.floor_divide(a, b)


CASES = [(1.0, 2.0), (float("nan"), 1.0), (1.0, float("nan")), (-7.5, 2.0), (7.5, -2.0)]
