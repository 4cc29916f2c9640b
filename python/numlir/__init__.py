"""numlir compiles numerical Python functions to native code.

>>> import numlir as nb
>>> @nb.njit
... def add(a, b):
...     return a + b
>>> add(2, 3)
5
"""

from . import errors, types
from ._numlir import __version__
from .decorators import jit, njit
from .loops import prange
from .ufuncs import guvectorize, vectorize

__all__ = ["__version__", "errors", "guvectorize", "jit", "njit", "prange", "types", "vectorize"]
