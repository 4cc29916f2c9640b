"""Python's builtins on lists, sets, strings and whatever else can be iterated over."""

import numpy as np
from numlir.library import call_c, is_array, is_list, is_none, is_scalar, is_set, is_string, raise_if, reject

_AMBIGUOUS = "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"


def sorted(iterable, *, key=None, reverse=False):
    made = list(iterable)
    made.sort(key=key, reverse=reverse)
    return made


def _least(iterable):
    found = False
    for value in iterable:
        if not found or value < least:
            least = value
            found = True
    if not found:
        raise ValueError("min() arg is an empty sequence")
    return least


def _greatest(iterable):
    found = False
    for value in iterable:
        if not found or value > greatest:
            greatest = value
            found = True
    if not found:
        raise ValueError("max() arg is an empty sequence")
    return greatest


def _least_by(iterable, key):
    found = False
    for value in iterable:
        here = key(value)
        if not found or here < best:
            best = here
            least = value
            found = True
    if not found:
        raise ValueError("min() arg is an empty sequence")
    return least


def _greatest_by(iterable, key):
    found = False
    for value in iterable:
        here = key(value)
        if not found or here > best:
            best = here
            greatest = value
            found = True
    if not found:
        raise ValueError("max() arg is an empty sequence")
    return greatest


def min(*values, key=None, default=None):
    iterable = values[0] if len(values) == 1 else list(values)
    if not is_none(default):
        if len(iterable) == 0:
            return default
    if is_none(key):
        return _least(iterable)
    return _least_by(iterable, key)


def max(*values, key=None, default=None):
    iterable = values[0] if len(values) == 1 else list(values)
    if not is_none(default):
        if len(iterable) == 0:
            return default
    if is_none(key):
        return _greatest(iterable)
    return _greatest_by(iterable, key)


def _sum_of_array(iterable, start):
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


def sum(iterable, /, start=0):
    if is_array(iterable):
        return _sum_of_array(iterable, start)
    total = start
    for value in iterable:
        total = total + value
    return total


def any(iterable):
    for value in iterable:
        if value:
            return True
    return False


def all(iterable):
    for value in iterable:
        if not value:
            return False
    return True


def reversed(sequence):
    if is_string(sequence) or is_list(sequence):
        return sequence[::-1]
    if is_array(sequence):
        return sequence[::-1]
    reject("the argument cannot be reversed")


def int(x=0):
    if is_array(x) and x.ndim == 0:
        return np.int64(x[()])
    if is_array(x):
        reject("only 0-dimensional arrays can be converted to Python scalars")
    if not is_string(x):
        reject("int() argument must be a string or a real number")
    if not call_c("numlir_str_is_int", np.bool_, x):
        raise ValueError(f"invalid literal for int() with base 10: {x!r}")
    return call_c("numlir_str_to_int", np.int64, x)


def float(x=0.0):
    if is_array(x) and x.ndim == 0:
        return np.float64(x[()])
    if is_array(x):
        reject("only 0-dimensional arrays can be converted to Python scalars")
    if not is_string(x):
        reject("float() argument must be a string or a real number")
    if not call_c("numlir_str_is_float", np.bool_, x):
        raise ValueError(f"could not convert string to float: {x!r}")
    return call_c("numlir_str_to_float", np.float64, x)


def complex(real=0.0, imag=0.0):
    if is_array(real):
        return np.complex128(real[()]) + 1j * imag
    return real + 1j * np.complex128(imag[()])


def bool(x=False):
    if is_array(x):
        raise_if(x.size != 1, "ValueError", _AMBIGUOUS)
        return x.ravel()[0] != 0
    if x:
        return True
    return False
