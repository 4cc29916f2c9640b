"""Reductions that leave NaN out."""

import numpy as np
from numlir.library import Literal, is_bool, is_integer

from .along import _as_array


def _nan_to(a, value):
    """The array with `value` in place of NaN."""
    a = _as_array(a)
    if is_bool(a) or is_integer(a):
        return a
    else:
        return np.where(np.isnan(a), np.astype(value, a.dtype), a)
