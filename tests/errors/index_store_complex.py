# Expected: TypingError. A complex number is stored into an array of floats.

import numpy as np

from numlir import njit

EXPECT = "TypingError"


@njit
def f(a, z):
    a[0] = z


CASES = [(np.zeros(3), 1j)]
