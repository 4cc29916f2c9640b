# Expected: ValueError. An array of negative length.

import numpy as np

from numlir import njit

EXPECT = "ValueError"


@njit
def f(n):
    return np.zeros(n)


CASES = [(-1,)]
