"""Inverse trigonometric functions of NumPy."""

import numpy as np

from numlir import njit

TOLERANCE = 1e-14


@njit
def f(x):
    return np.arcsin(x), np.arccos(x), np.arctan(x), np.arcsinh(x), np.arccosh(x + 1.5), np.arctanh(x), np.arctan2(x, 2.0), np.hypot(x, 1.5), np.deg2rad(x), np.rad2deg(x)


CASES = [(0.5,), (-0.25,), (0.0,)]
