"""`np.multiply.reduce` and `np.multiply.accumulate`."""

import numpy as np
from numlir.library import Literal
from numlir.library.numpy.scans import _with_axes


def reduce(
    array,
    axis: Literal = 0,
    dtype: Literal = None,
    out=None,
    keepdims: Literal = False,
    initial=None,
    where: Literal = True,
):
    return np.prod(array, axis, dtype, out, keepdims, initial, where)


def accumulate(array, axis: Literal = 0, dtype: Literal = None, out=None):
    return np.cumprod(_with_axes(array), axis, dtype, out)
