# Expected: TypingError. A call of the library that is refused, of what it gives itself around a loop.

import numpy as np

from numlir import njit

EXPECT = "TypingError"


@njit
def f(a, n):
    for i in range(n):
        a = a[np.array([0, -1j, 0])]
    return a


CASES = [(np.arange(3.0), 2)]
