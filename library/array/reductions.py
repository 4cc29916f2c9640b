"""Methods that combine elements: NumPy's functions of the same names."""

import numpy as np
from numlir.library import Literal


def cumsum(self, axis: Literal = None, dtype: Literal = None, out=None):
    return np.cumsum(self, axis, dtype, out)


def cumprod(self, axis: Literal = None, dtype: Literal = None, out=None):
    return np.cumprod(self, axis, dtype, out)
