import numpy as np
from numlir.library import call_c


def get_thread_id():
    return call_c("numlir_thread_id", np.int64)


def get_num_threads():
    return call_c("numlir_thread_count", np.int64)
