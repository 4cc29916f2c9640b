"""`np.minimum.reduce` and `np.minimum.accumulate`."""

import numpy as np
from numlir.library import Literal
from numlir.library.numpy.scans import _accumulated, _with_axes


def reduce(
    array,
    axis: Literal = 0,
    dtype: Literal = None,
    out=None,
    keepdims: Literal = False,
    initial=None,
    where: Literal = True,
):
    return np.min(array, axis, out, keepdims, initial, where)


def accumulate(array, axis: Literal = 0, dtype: Literal = None, out=None):
    a = _with_axes(array)
    return _accumulated(np.minimum, a, axis, a.dtype, out)
