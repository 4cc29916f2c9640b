"""Ufuncs of lists and tuples, which become arrays."""

import numpy as np
from numlir.library import Literal


def of_1(self, x, out=None, where: Literal = True, dtype: Literal = None):
    return self(np.asarray(x), out, where=where, dtype=dtype)


def of_2(self, x1, x2, out=None, where: Literal = True, dtype: Literal = None):
    return self(np.asarray(x1), np.asarray(x2), out, where=where, dtype=dtype)
