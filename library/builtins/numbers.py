"""Python's builtins of numbers, on arrays."""

import numpy as np
from numlir.library import is_array, is_scalar, reject


def abs(x, /):
    return np.absolute(x)


def divmod(x, y, /):
    return np.divmod(x, y)


def pow(base, exp, mod=None):
    if mod is None:
        return np.power(base, exp)
    reject("unsupported operand type(s) for ** or pow() with a modulus")


def type(object):
    if not is_scalar(object):
        reject("type() is compiled of numbers")
    return np.asarray(object).dtype.type
