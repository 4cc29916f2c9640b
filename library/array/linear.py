"""Products and sums of matrices, as methods."""

from numlir.library import Literal
from numlir.library.numpy import dot as _dot_of
from numlir.library.numpy import trace as _trace_of


def dot(self, b, out=None):
    return _dot_of(self, b, out)


def trace(self, offset=0, axis1: Literal = 0, axis2: Literal = 1, dtype: Literal = None, out=None):
    return _trace_of(self, offset, axis1, axis2, dtype, out)
