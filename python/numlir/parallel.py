"""The threads of parallel loops.

A loop over :func:`numlir.prange` in a function compiled with ``parallel=True`` runs on up to ``get_num_threads()`` threads,
the calling one among them. What it computes does not depend on their number.
"""

from __future__ import annotations

import os
import warnings
from contextlib import contextmanager

from . import _numlir
from .errors import NumlirWarning


def set_num_threads(n):
    """Sets on how many threads loops run that the calling thread enters.

    Raises ``ValueError`` for 0, negative numbers, and more than the limit: ``NUMLIR_NUM_THREADS`` in the environment, or the
    number of cores.
    """
    _numlir.set_num_threads(_whole(n))


def get_num_threads():
    """On how many threads loops run that the calling thread enters."""
    return _numlir.get_num_threads()


def get_thread_id():
    """The number of the calling thread in the loop that it works for: from 0 to ``get_num_threads() - 1``; 0 outside of loops."""
    return _numlir.get_thread_id()


def threading_layer():
    """The name of what runs the threads: ``'rayon'``."""
    return "rayon"


def set_parallel_chunksize(n):
    """Sets how many iterations a chunk of a parallel loop has, and gives what it was; 0 leaves it to the compiler.

    A hint: a loop that combines partial results has 256 chunks at most.
    """
    return _numlir.set_parallel_chunksize(_whole(n))


def get_parallel_chunksize():
    """How many iterations a chunk of a parallel loop has; 0 where the compiler chooses."""
    return _numlir.get_parallel_chunksize()


@contextmanager
def parallel_chunksize(n):
    """Sets the chunk size for the time of a ``with`` block."""
    before = set_parallel_chunksize(n)
    try:
        yield before
    finally:
        set_parallel_chunksize(before)


# The compiler knows them by the names under which users import them.
for _function in (
    set_num_threads,
    get_num_threads,
    get_thread_id,
    set_parallel_chunksize,
    get_parallel_chunksize,
    parallel_chunksize,
):
    _function.__module__ = "numlir"


def _whole(n):
    from operator import index

    if isinstance(n, bool):
        raise TypeError("expected an int, not a bool")
    return index(n)


def _check_environment():
    name = next((name for name in ("NUMLIR_NUM_THREADS", "NUMBA_NUM_THREADS") if name in os.environ), None)
    asked = os.environ.get(name, "") if name else None
    if asked is not None and asked.strip() != str(_numlir.thread_limit()):
        warnings.warn(
            f"{name} must be a whole number from 1 to 1024, not {asked!r}: using {_numlir.thread_limit()}",
            NumlirWarning,
            stacklevel=2,
        )


_check_environment()
