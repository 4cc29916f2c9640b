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
from .errors import *  # noqa: F403
from .loops import prange
from .types import *  # noqa: F403
from .types.records import from_dtype
from .types.typeof import typeof
from .ufuncs import guvectorize, vectorize

__all__ = [
    "__version__",
    "errors",
    "from_dtype",
    "guvectorize",
    "jit",
    "njit",
    "prange",
    "typeof",
    "types",
    "vectorize",
    *errors.__all__,
    *types.__all__,
]
