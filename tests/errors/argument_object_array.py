# Expected: TypingError. An array of Python objects.

import numpy as np

from numlir import njit

EXPECT = "TypingError"


@njit
def f(a):
    return len(a)


CASES = [(np.array([1, None], dtype=object),)]
