"""numlir compiles numerical Python functions to native code.

>>> import numlir as nb
>>> @nb.njit
... def add(a, b):
...     return a + b
>>> add(2, 3)
5
"""

from . import _numlir, config, errors, types
from ._numlir import __version__
from ._version import version_info
from .callbacks import carray, cfunc, farray
from .decorators import jit, njit
from .errors import *  # noqa: F403
from ._jit_module import jit_module
from .literals import literal_unroll, literally
from .loops import pndindex, prange
from .object_mode import objmode
from .parallel import (
    get_num_threads,
    get_parallel_chunksize,
    get_thread_id,
    parallel_chunksize,
    set_num_threads,
    set_parallel_chunksize,
    threading_layer,
)
from .stencils import stencil
from .types import *  # noqa: F403
from .types.records import from_dtype
from .types.typeof import typeof
from .ufuncs import guvectorize, vectorize

__all__ = [
    "__version__",
    "carray",
    "cfunc",
    "config",
    "errors",
    "farray",
    "from_dtype",
    "get_num_threads",
    "get_parallel_chunksize",
    "get_thread_id",
    "guvectorize",
    "jit",
    "jit_module",
    "literal_unroll",
    "literally",
    "njit",
    "objmode",
    "parallel_chunksize",
    "pndindex",
    "prange",
    "set_num_threads",
    "set_parallel_chunksize",
    "stencil",
    "threading_layer",
    "typeof",
    "types",
    "vectorize",
    "version_info",
    *errors.__all__,
    *types.__all__,
]

_numlir.find_library_code(f"{__path__[0]}/lib")


# Imported when a program first names them: `import numlir as nb` is enough for `nb.experimental.jitclass`.
_SUBMODULES = {"aot", "core", "experimental", "extending", "misc", "np", "pycc", "typed"}


def __getattr__(name):
    if name in _SUBMODULES:
        from importlib import import_module

        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
