"""Python's builtins on lists, sets, strings and whatever else can be iterated over."""

import numpy as np
from numlir.library import (
    Literal,
    call_c,
    is_array,
    is_list,
    is_literal,
    is_none,
    is_scalar,
    is_set,
    is_string,
    is_tuple,
    layout,
    raise_if,
    reject,
    result_of,
)
from numlir.library.numpy.axes import _first

# What no program gives as a default.
_ABSENT = "\0 absent"
_AMBIGUOUS = "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"


def sorted(iterable, *, key=None, reverse=False):
    made = list(iterable)
    made.sort(key=key, reverse=reverse)
    return made


def _is_absent(default: Literal):
    if is_string(default):
        if is_literal(default):
            return default == _ABSENT
    return False


def _least(iterable, default: Literal):
    found = False
    for value in iterable:
        if not found or value < least:
            least = value
            found = True
    if not found:
        if not _is_absent(default):
            return default
        raise ValueError("min() arg is an empty sequence")
    return least


def _greatest(iterable, default: Literal):
    found = False
    for value in iterable:
        if not found or value > greatest:
            greatest = value
            found = True
    if not found:
        if not _is_absent(default):
            return default
        raise ValueError("max() arg is an empty sequence")
    return greatest


def _least_by(iterable, key, default: Literal):
    found = False
    for value in iterable:
        here = key(value)
        if not found or here < best:
            best = here
            least = value
            found = True
    if not found:
        if not _is_absent(default):
            return default
        raise ValueError("min() arg is an empty sequence")
    return least


def _greatest_by(iterable, key, default: Literal):
    found = False
    for value in iterable:
        here = key(value)
        if not found or here > best:
            best = here
            greatest = value
            found = True
    if not found:
        if not _is_absent(default):
            return default
        raise ValueError("max() arg is an empty sequence")
    return greatest


def min(*values, key=None, default: Literal = "\0 absent"):
    if len(values) == 0:
        reject("min expected at least 1 argument, got 0")
    if len(values) > 1 and not _is_absent(default):
        reject("Cannot specify a default for min() with multiple positional arguments")
    iterable = values[0] if len(values) == 1 else list(values)
    if is_none(key):
        return _least(iterable, default)
    return _least_by(iterable, key, default)


def max(*values, key=None, default: Literal = "\0 absent"):
    if len(values) == 0:
        reject("max expected at least 1 argument, got 0")
    if len(values) > 1 and not _is_absent(default):
        reject("Cannot specify a default for max() with multiple positional arguments")
    iterable = values[0] if len(values) == 1 else list(values)
    if is_none(key):
        return _greatest(iterable, default)
    return _greatest_by(iterable, key, default)


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


def _sum_of_tuple(values, total, first: Literal):
    if first == len(values):
        return total
    return _sum_of_tuple(values, total + values[first], first + 1)


def _is_like_sum(start, sum):
    if is_array(start):
        return start.ndim == sum.ndim and start.dtype == sum.dtype and layout(start) == "C" and layout(sum) == "C"
    else:
        return False


def _sum_of_arrays(arrays, start):
    """The start, a number, becomes an array with the first. Without one it is the sum, where it has the type of a sum."""
    if _is_like_sum(start, result_of(lambda one, all: one + all[0], start, arrays)):
        total = np.copy(start)
        for array in arrays:
            total = total + array
        return total
    raise_if(len(arrays) == 0, "ValueError", "sum() of no arrays: the type of its result is not that of the start")
    total = start + arrays[0]
    for i in range(1, len(arrays)):
        total = total + arrays[i]
    return total


def sum(iterable, /, start=0):
    if is_array(iterable):
        return _sum_of_array(iterable, start)
    if is_tuple(iterable):
        return _sum_of_tuple(iterable, start, 0)
    if is_array(result_of(lambda values: _first(values), iterable)):
        return _sum_of_arrays(list(iterable), start)
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


def _digit(code):
    if 48 <= code <= 57:
        return code - 48
    if 97 <= code <= 122:
        return code - 87
    if 65 <= code <= 90:
        return code - 55
    return 99


def _int_of_base(x, base):
    """What `int(x, base)` gives for a string."""
    raise_if(base != 0 and (base < 2 or base > 36), "ValueError", "int() base must be >= 2 and <= 36, or 0")
    text = x.strip()
    negative = text.startswith("-")
    start = 1 if text.startswith("-") or text.startswith("+") else 0
    radix = 10 if base == 0 else base
    prefix = text[start : start + 2].lower()
    found = 16 if prefix == "0x" else 8 if prefix == "0o" else 2 if prefix == "0b" else 0
    if found != 0 and (base == 0 or base == found):
        radix = found
        start += 2
        if text[start : start + 1] == "_":
            start += 1
    value = 0
    digits = 0
    after_digit = False
    valid = True
    for position in range(start, len(text)):
        code = ord(text[position])
        if code == 95 and after_digit:
            after_digit = False
            continue
        digit = _digit(code)
        valid = valid and digit < radix
        value = value * radix + digit
        digits += 1
        after_digit = True
    if not valid or digits == 0 or not after_digit:
        raise ValueError(f"invalid literal for int() with base {base}: {x!r}")
    return -value if negative else value


def int(x=0, base=None):
    if not is_none(base):
        if not is_string(x):
            reject("int() can't convert non-string with explicit base")
        return _int_of_base(x, base)
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
