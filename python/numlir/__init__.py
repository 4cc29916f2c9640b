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
from .parallel import (
    get_num_threads,
    get_parallel_chunksize,
    get_thread_id,
    parallel_chunksize,
    set_num_threads,
    set_parallel_chunksize,
    threading_layer,
)

__all__ = [
    "__version__",
    "errors",
    "get_num_threads",
    "get_parallel_chunksize",
    "get_thread_id",
    "jit",
    "njit",
    "parallel_chunksize",
    "prange",
    "set_num_threads",
    "set_parallel_chunksize",
    "threading_layer",
    "types",
]
