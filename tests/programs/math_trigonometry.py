"""Trigonometric functions of math."""

import math

import numpy as np

from numlir import njit

TOLERANCE = 1e-14


@njit
def f(x):
    return math.sin(x), math.cos(x), math.tan(x), math.asin(x), math.acos(x), math.atan(x), math.atan2(x, 0.5), math.degrees(x), math.radians(x)


CASES = [(0.5,), (-0.25,), (1,), (0,), (-1.0,), (np.float64(0.1),), (True,)]
