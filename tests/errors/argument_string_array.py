# Expected: TypingError. An array of strings.

import numpy as np

from numlir import njit

EXPECT = "TypingError"


@njit
def f(a):
    return len(a)


CASES = [(np.array(["a", "b"]),)]
