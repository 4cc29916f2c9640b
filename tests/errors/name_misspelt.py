# Expected: UndeclaredNameError. The misspelt local; the help may name the one that was meant.

import numpy as np

from numlir import njit

EXPECT = "UndeclaredNameError"


@njit
def f(values):
    total = 0.0
    for value in values:
        total += valeu
    return total


CASES = [(np.zeros(3),)]
