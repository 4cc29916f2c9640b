# Expected: NumlirError. A NumPy function that is not compiled.

import numpy as np

from numlir import njit

EXPECT = "NumlirError"


@njit
def f(a):
    return np.savetxt("numbers.txt", a)


CASES = [(np.zeros(3),)]
