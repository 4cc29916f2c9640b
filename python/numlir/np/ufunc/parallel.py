"""The threads that loops run on, under numba's name of the module."""

from ... import (
    get_num_threads,
    get_parallel_chunksize,
    get_thread_id,
    set_num_threads,
    set_parallel_chunksize,
    threading_layer,
)

__all__ = [
    "get_num_threads",
    "get_parallel_chunksize",
    "get_thread_id",
    "set_num_threads",
    "set_parallel_chunksize",
    "threading_layer",
]
