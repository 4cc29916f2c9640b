# Expected: TypingError. Arrays have no shap; the help may name shape.

import numpy as np

from numlir import njit

EXPECT = "TypingError"


@njit
def f(a):
    return a.shap


CASES = [(np.zeros(3),)]
