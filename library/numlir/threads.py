import numpy as np
from numlir.library import call_c, raise_if


def get_thread_id():
    return call_c("numlir_thread_id", np.int64)


def get_num_threads():
    return call_c("numlir_thread_count", np.int64)


def set_num_threads(n):
    limit = call_c("numlir_thread_limit", np.int64)
    fits = call_c("numlir_set_thread_count", np.int64, np.int64(n)) != 0
    raise_if(not fits, "ValueError", "the number of threads must be between 1 and {}, not {}", limit, np.int64(n))


def get_parallel_chunksize():
    return call_c("numlir_chunksize", np.int64)


def parallel_chunksize(n):
    """The block that it is for is made by the compiler."""
    return set_parallel_chunksize(n)


def set_parallel_chunksize(n):
    raise_if(n < 0, "ValueError", "the chunk size must be 0 or more, not {}", np.int64(n))
    return call_c("numlir_set_chunksize", np.int64, np.int64(n))
