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

__all__ = ["__version__", "errors", "jit", "njit", "prange", "types"]


def __getattr__(name):
    if name == "typed":
        from importlib import import_module

        return import_module(".typed", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
