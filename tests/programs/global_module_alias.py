"""Modules under other names, and names imported from them."""

import math as m
from math import sqrt, pi as PI

import numpy

from numlir import njit


@njit
def f(x):
    return m.floor(x), sqrt(x), PI, numpy.sqrt(x), m.pi, numpy.pi, m.inf > x


CASES = [(4.0,), (6.25,)]
