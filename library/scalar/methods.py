"""Methods of numbers: Python's, and those that NumPy's numbers share with arrays."""

import numpy as np
from numlir.library import Literal, is_float, is_unsigned, reject
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


def astype(self, dtype: Literal):
    return np.astype(self, dtype)


def sum(self):
    return np.sum(self)


def prod(self):
    return np.prod(self)


def mean(self):
    return np.mean(self)


def std(self):
    return np.std(self)


def var(self):
    return np.var(self)


def max(self):
    return self


def min(self):
    return self


def any(self):
    return np.any(self)


def all(self):
    return np.all(self)


def clip(self, min=None, max=None):
    return np.clip(self, min, max)


def round(self, decimals=0):
    return np.round(self, decimals)


@property
def dtype(self):
    return np.full(0, self).dtype


@property
def shape(self):
    return ()


@property
def ndim(self):
    return 0


@property
def size(self):
    return 1


@property
def itemsize(self):
    return np.full(0, self).itemsize


@property
def nbytes(self):
    return np.full(0, self).itemsize


@property
def T(self):
    return self


def copy(self):
    return self


def tolist(self):
    return self.item()


def flatten(self):
    return np.full(1, self)


def ravel(self):
    return np.full(1, self)


def reshape(self, *shape):
    return np.full((), self).reshape(*shape)
