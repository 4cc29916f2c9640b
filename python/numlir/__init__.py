"""numlir compiles numerical Python functions to native code.

>>> import numlir as nb
>>> @nb.njit
... def add(a, b):
...     return a + b
>>> add(2, 3)
5
"""

from . import config, errors, types
from ._numlir import __version__
from .decorators import jit, njit
from .loops import prange

__all__ = ["__version__", "config", "errors", "jit", "njit", "prange", "types"]
