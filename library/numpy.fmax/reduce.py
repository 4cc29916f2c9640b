"""`np.fmax.reduce` and `np.fmax.accumulate`."""

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
    return np.nanmax(array, axis, out, keepdims, initial, where)


def accumulate(array, axis: Literal = 0, dtype: Literal = None, out=None):
    return _accumulated(np.fmax, array, axis, array.dtype, out)
