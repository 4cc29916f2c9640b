"""Plain Python functions called from compiled code are compiled too."""

import math

from numlir import njit


def square(x):
    return x * x


def hypotenuse(a, b=4.0):
    return math.sqrt(square(a) + square(b))


@njit
def f(x):
    return hypotenuse(x), hypotenuse(x, 1), square(x)


CASES = [(3,), (2.5,)]
