"""What the environment sets: read when numlir is imported, and by :func:`reload_config`. docs/configuration.md is the table of all.

An attribute can be assigned too, and then holds for functions decorated afterwards.
"""

from __future__ import annotations

import os
import sys

from . import _numlir

_FALSE = {"", "0", "false", "no", "off"}


def _switch(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() not in _FALSE


def _megabytes(name: str, default: int) -> int:
    """A size in bytes from a number of megabytes; the default where it is none."""
    try:
        return int(float(os.environ[name]) * 1e6)
    except (KeyError, ValueError, OverflowError):
        return default


def reload_config() -> None:
    """Reads the environment again: what a program has set there since the import holds for functions decorated afterwards."""
    global DISABLE_JIT, CACHE_DIR, CACHE_LIMIT, PROGRESS, DEBUG_CACHE, ENABLE_CUDASIM
    global CUDA_LOW_OCCUPANCY_WARNINGS, CUDA_WARN_ON_IMPLICIT_COPY
    DISABLE_JIT = _switch("NUMLIR_DISABLE_JIT")
    CACHE_DIR = os.environ.get("NUMLIR_CACHE_DIR", "")
    CACHE_LIMIT = _megabytes("NUMLIR_CACHE_SIZE", 1_000_000_000)
    PROGRESS = _switch("NUMLIR_PROGRESS")
    DEBUG_CACHE = _switch("NUMBA_DEBUG_CACHE")
    ENABLE_CUDASIM = os.environ.get("NUMLIR_CUDA_TARGET", "").lower() == "cpu" or _switch("NUMBA_ENABLE_CUDASIM")
    CUDA_LOW_OCCUPANCY_WARNINGS = _switch("NUMBA_CUDA_LOW_OCCUPANCY_WARNINGS")
    CUDA_WARN_ON_IMPLICIT_COPY = _switch("NUMBA_CUDA_WARN_ON_IMPLICIT_COPY")


#: Whether ``jit`` and ``njit`` give functions back as they are, to be run and debugged by Python.
DISABLE_JIT: bool

#: The folder of the cache; empty for the user's own.
CACHE_DIR: str

#: How many bytes the cache may hold.
CACHE_LIMIT: int

#: Whether a line on a terminal says what is being compiled.
PROGRESS: bool

#: Nothing: numba's name, for programs that set it.
DEBUG_CACHE: bool

#: Whether kernels run on the CPU: what numba calls its simulator.
ENABLE_CUDASIM: bool

#: Whether launches of few blocks warn. They do not here; the names are there for programs that set them.
CUDA_LOW_OCCUPANCY_WARNINGS: bool
CUDA_WARN_ON_IMPLICIT_COPY: bool

reload_config()

#: On how many threads parallel loops run at most (numba's name for it).
NUMBA_NUM_THREADS: int = _numlir.thread_limit()


def cache_folder() -> str:
    """Where functions with ``cache=True`` are kept."""
    if CACHE_DIR:
        return os.path.abspath(os.path.expanduser(CACHE_DIR))
    if sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "numlir")
