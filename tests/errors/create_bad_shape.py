# Expected: TypingError. A shape of floats.

import numpy as np

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    return np.zeros((x, 2))


CASES = [(2.5,)]
