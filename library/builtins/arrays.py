"""Python's own `sum`, `min`, `max`, `any` and `all` over the items of arrays, one after the other."""

import numpy as np
from numlir.library import Literal, is_array, is_none, raise_if, reject


def sum(iterable, start=0):
    if iterable.ndim == 0:
        reject("iteration over a 0-d array")
    elif iterable.ndim == 1:
        total = np.astype(start, np.result_type(iterable, start))
        for item in iterable:
            total = np.add(total, np.astype(item, np.result_type(iterable, start)))
        return total
    else:
        total = np.zeros(iterable.shape[1:], iterable.dtype) + start
        for i in range(len(iterable)):
            total = total + iterable[i]
        return total


def min(iterable):
    raise_if(len(iterable) == 0, "ValueError", "min() iterable argument is empty")
    least = iterable[0]
    for item in iterable:
        if item < least:
            least = item
    return least


def max(iterable):
    raise_if(len(iterable) == 0, "ValueError", "max() iterable argument is empty")
    most = iterable[0]
    for item in iterable:
        if item > most:
            most = item
    return most


def any(iterable):
    for item in iterable:
        if item:
            return True
    return False


def all(iterable):
    for item in iterable:
        if not item:
            return False
    return True
