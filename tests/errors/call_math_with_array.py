# Expected: TypingError. math.sin of an array.

import math

import numpy as np

from numlir import njit

EXPECT = "TypingError"


@njit
def f(a):
    return math.sin(a)


CASES = [(np.zeros(3),)]
