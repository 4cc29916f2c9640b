"""`np.fmin.reduce` and `np.fmin.accumulate`."""

import numpy as np
from numlir.library import Literal
from numlir.library.numpy.scans import _accumulated


def reduce(
    array,
    axis: Literal = 0,
    dtype: Literal = None,
    out=None,
    keepdims: Literal = False,
    initial=None,
    where: Literal = True,
):
    return np.nanmin(array, axis, out, keepdims, initial, where)


def accumulate(array, axis: Literal = 0, dtype: Literal = None, out=None):
    return _accumulated(np.fmin, array, axis, array.dtype, out)
