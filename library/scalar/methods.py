"""Methods of numbers."""

import numpy as np
from numlir.library import is_float, is_unsigned, reject
from numlir.library import is_integer as is_whole


def bit_length(self):
    if not is_whole(self):
        reject("only integers have bit_length()")
    count = 0
    rest = _magnitude(self)
    while rest != 0:
        rest >>= np.uint64(1)
        count += 1
    return count


def bit_count(self):
    if not is_whole(self):
        reject("only integers have bit_count()")
    count = 0
    rest = _magnitude(self)
    while rest != 0:
        rest &= rest - np.uint64(1)
        count += 1
    return count


def _magnitude(x):
    if is_unsigned(x):
        return np.uint64(x)
    # The smallest integer has no counterpart of its own width, and wraps to the right bits.
    return np.uint64(-np.int64(x)) if x < 0 else np.uint64(x)


def is_integer(self):
    if not is_float(self):
        return True
    return bool(np.isfinite(self)) and np.floor(self) == self
