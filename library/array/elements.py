"""Methods that NumPy has as functions too."""

import numpy as np
from numlir.library import Literal


def repeat(self, repeats, axis: Literal = None):
    return np.repeat(self, repeats, axis)


def take(self, indices, axis: Literal = None, out=None, mode: Literal = "raise"):
    return np.take(self, indices, axis, out, mode)


def put(self, indices, values, mode: Literal = "raise"):
    np.put(self, indices, values, mode)


def compress(self, condition, axis: Literal = None, out=None):
    return np.compress(condition, self, axis, out)


def choose(self, choices, out=None, mode: Literal = "raise"):
    return np.choose(self, choices, out, mode)


def nonzero(self):
    return np.nonzero(self)
