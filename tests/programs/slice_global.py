"""Slices, and tuples of them, that are globals."""

from collections import namedtuple

import numpy as np
from numlir import njit

Point = namedtuple("Point", "x y")
MIDDLE = slice(1, -1)
STEPS = slice(None, None, 2)
CORNER = (slice(2), 0)
ORIGIN = Point(1, 2.5)


@njit
def f(a):
    return a[MIDDLE].sum(), a[STEPS].sum(), a[CORNER].sum(), MIDDLE.start, ORIGIN.x + ORIGIN.y


CASES = [(np.arange(12.0).reshape(4, 3),)]
