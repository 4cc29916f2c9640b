"""`np.logical_and.reduce`."""

import numpy as np
from numlir.library import Literal


def reduce(
    array,
    axis: Literal = 0,
    dtype: Literal = None,
    out=None,
    keepdims: Literal = False,
    initial=None,
    where: Literal = True,
):
    return np.all(array, axis, out, keepdims, where=where)
