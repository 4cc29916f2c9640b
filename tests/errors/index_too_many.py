# Expected: TypingError. Three indices for two dimensions.

import numpy as np

from numlir import njit

EXPECT = "TypingError"


@njit
def f(a):
    return a[0, 1, 2]


CASES = [(np.zeros((2, 2)),)]
