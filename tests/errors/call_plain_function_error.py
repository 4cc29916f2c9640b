# Expected: TypingError. The conflict in a plain Python function that f calls.

import numpy as np

from numlir import njit

EXPECT = "TypingError"


def helper(a):
    return a.shape[0] + a.name


@njit
def f(a):
    return helper(a)


CASES = [(np.zeros(3),)]
