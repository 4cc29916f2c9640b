# Expected: TypingError. A tuple is stored into an array of floats.

import numpy as np

from numlir import njit

EXPECT = "TypingError"


@njit
def f(a):
    a[0] = (1, 2)


CASES = [(np.zeros(3),)]
