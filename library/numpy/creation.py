"""Arrays made of numbers, tuples and other arrays."""

import math

import numpy as np
from numlir.library import (
    Literal,
    is_array,
    is_bool,
    is_bytes,
    is_complex,
    is_date,
    is_dtype,
    is_function,
    is_instance,
    is_integer,
    is_list,
    is_none,
    is_range,
    is_record,
    is_scalar,
    is_set,
    is_string,
    is_tuple,
    is_typed_list,
    layout,
    raise_if,
    reject,
    undefined,
    view,
)

from .axes import _contiguous, _product, _strong
from .dates import _dtype_of_range, _range_of_dates

_RAGGED = "setting an array element with a sequence. The requested array has an inhomogeneous shape"


def _empty_fortran(shape, dtype):
    room = np.empty(_product(shape), dtype)
    return view(room, 0, shape, None, "F")


def _empty_as(a, shape, dtype):
    """In Fortran's order where the array is."""
    if len(shape) > 1 and a.ndim > 1 and layout(a) == "F":
        return _empty_fortran(shape, dtype)
    return np.empty(shape, dtype)


def _shape_of(value):
    if is_tuple(value):
        if len(value) == 0:
            return (0,)
        return (len(value),) + _shape_of(value[0])
    if is_array(value):
        return value.shape
    if is_list(value):
        for first in value:
            return (len(value),) + _shape_of(first)
        return (0,) * (1 + _depth_of(undefined(value)))
    if is_typed_list(value):
        return _shape_of(value._items)
    return ()


def _depth_of(value):
    """How many axes an array made of the value has, which its type says."""
    if is_tuple(value):
        return 1 if len(value) == 0 else 1 + _depth_of(value[0])
    if is_array(value):
        return value.ndim
    if is_list(value):
        return 1 + _depth_of(undefined(value))
    if is_typed_list(value):
        return 1 + _depth_of(undefined(value._items))
    return 0


def _fill(out, values):
    """Writes nested tuples and lists into an array of their shape."""
    if is_tuple(values):
        _fill_from(out, values, 0)
    elif is_list(values):
        for i in range(len(values)):
            if _is_item(values[i]):
                out[i] = values[i]
            elif _has_no_axes(values[i]):
                out[i] = values[i][()]
            else:
                if _shape_of(values[i]) != out.shape[1:]:
                    raise ValueError(_RAGGED)
                _fill(out[i], values[i])
    elif is_typed_list(values):
        _fill(out, values._items)
    else:
        out[...] = values


def _is_of_texts(values):
    if is_tuple(values):
        return len(values) > 0 and _is_of_texts(values[0])
    elif is_list(values):
        return _is_of_texts(undefined(values))
    else:
        return is_string(values) or is_bytes(values)


def _is_item(value):
    return is_scalar(value) or is_string(value) or is_bytes(value)


def _has_no_axes(value):
    return value.ndim == 0 if is_array(value) else False


def _fill_from(out, values, first: Literal):
    if first < len(values):
        if _is_item(values[first]):
            if out.ndim != 1:
                reject(_RAGGED)
            out[first] = values[first]
        elif _has_no_axes(values[first]):
            if out.ndim != 1:
                reject(_RAGGED)
            out[first] = values[first][()]
        else:
            part = values[first]
            if len(_shape_of(part)) != out.ndim - 1:
                reject(_RAGGED)
            if _shape_of(part) != out.shape[1:]:
                raise ValueError(_RAGGED)
            _fill(out[first], part)
        _fill_from(out, values, first + 1)


def _made(object, dtype: Literal):
    """A fresh array of what is no array."""
    if is_none(dtype):
        if _is_of_texts(object):
            reject("an array of texts needs a dtype, 'U5' for one: how long they are is not known when compiling")
        out = np.empty(_shape_of(object), _strong(object).dtype)
    elif is_record(np.empty(0, dtype)):
        return _records(object, dtype)
    else:
        out = np.empty(_shape_of(object), dtype)
    _fill(out, object)
    return out


def _has_ranges(values):
    return len(values) > 0 and (is_range(values[0]) or _has_ranges(values[1:]))


def _without_ranges(values):
    """With lists in their place."""
    if len(values) == 0:
        return ()
    return (list(values[0]) if is_range(values[0]) else values[0],) + _without_ranges(values[1:])


def _records(object, dtype: Literal):
    """A record of a tuple, or records of a list of tuples."""
    if is_tuple(object):
        one = np.empty((), dtype)
        one[()] = object
        return one
    if not is_list(object):
        reject("records are made of tuples, and of lists of tuples")
    out = np.empty(len(object), dtype)
    for i in range(len(object)):
        out[i] = object[i]
    return out


def _ordered(a, order: Literal, copy: Literal):
    """The array in the order that is asked for, copied where it must be or is wanted to."""
    if order == "F" or (order == "A" and layout(a) == "F"):
        if layout(a) == "F" or a.ndim < 2:
            if copy:
                return np.copy(a)
            return a
        out = _empty_fortran(a.shape, a.dtype)
        out[...] = a
        return out
    if order == "C" or order == "A":
        if copy:
            return a.copy()
        return _contiguous(a)
    if copy:
        return np.copy(a)
    return a


def array(
    object, dtype: Literal = None, *, copy: Literal = True, order: Literal = "K", subok=False, ndmin: Literal = 0
):
    return _at_least(_array(object, dtype, copy, order), ndmin)


def _array(object, dtype: Literal, copy: Literal, order: Literal):
    if is_array(object):
        if is_none(dtype):
            return _ordered(object, order, copy is True)
        if np.empty(0, dtype).dtype == object.dtype:
            return _ordered(object, order, copy is True)
        raise_if(copy is False, "ValueError", "Unable to avoid copy while creating an array as requested.")
        return _ordered(object.astype(dtype), order, False)
    raise_if(copy is False, "ValueError", "Unable to avoid copy while creating an array as requested.")
    if is_tuple(object) and _has_ranges(object):
        return _ordered(_made(_without_ranges(object), dtype), order, False)
    if is_instance(object) or is_list(object) or is_tuple(object) or is_scalar(object):
        return _ordered(_made(object, dtype), order, False)
    if is_none(object) or is_set(object) or is_string(object) or is_function(object) or is_dtype(object):
        reject("an array is made of numbers, and of lists, tuples and arrays of them")
    return _ordered(_made(list(object), dtype), order, False)


def _at_least(a, ndmin: Literal):
    if ndmin > a.ndim:
        return a[(None,) * (ndmin - a.ndim) + (...,)]
    return a


def copy(a, order: Literal = "K", subok: Literal = False):
    """The compiler's own where no order is asked for."""
    return array(a, order=order)


def asarray(a, dtype: Literal = None, order: Literal = "K", *, copy: Literal = None):
    return _array(a, dtype, copy, order)


def asanyarray(a, dtype: Literal = None, order: Literal = "K", *, copy: Literal = None):
    return _array(a, dtype, copy, order)


def ascontiguousarray(a, dtype: Literal = None):
    return _at_least(_array(a, dtype, None, "C"), 1)


def asfortranarray(a, dtype: Literal = None):
    # With one axis the orders are the same.
    one = np.asarray(a, dtype)
    return _at_least(_array(one, None, None, "F" if one.ndim > 1 else "C"), 1)


def arange(start, stop=None, step=None, dtype: Literal = None):
    if is_none(stop):
        return _arange(start * 0, start, 1, dtype)
    if is_none(step):
        return _arange(start, stop, 1, dtype)
    return _arange(start, stop, step, dtype)


def _arange(start, stop, step, dtype: Literal):
    if is_none(dtype):
        if is_date(start) or is_date(stop) or is_date(step):
            return _range_of_dates(start, stop, step, _dtype_of_range(start, stop, step))
    elif is_date(np.empty(0, dtype)):
        return _range_of_dates(start, stop, step, np.empty(0, dtype).dtype)
    if is_none(dtype):
        return _range(start, stop, step, np.where(True, np.empty(0, np.int64), _strong((start, stop, step))).dtype)
    return _range(start, stop, step, np.empty(0, dtype).dtype)


def _range(start, stop, step, dtype):
    if is_complex(start) or is_complex(stop) or is_complex(step):
        reject("arange of complex numbers is not compiled")
    if is_integer(start) and is_integer(stop) and is_integer(step):
        raise_if(step == 0, "ZeroDivisionError", "division by zero")
        count = len(range(start, stop, step))
    else:
        raise_if(step == 0, "ZeroDivisionError", "float division by zero")
        length = math.ceil((stop - start) / step)
        count = max(int(length), 0)
    if is_bool(dtype):
        raise_if(
            count > 2, "TypeError", "arange() is only supported for booleans when the result has at most length 2."
        )
    out = np.empty(count, dtype)
    if not is_bool(dtype):
        # As NumPy's: from the first two elements, in the dtype's own arithmetic.
        first = np.astype(start, dtype)
        delta = np.astype(start + step, dtype) - first
        for i in range(count):
            out[i] = first + dtype.type(i) * delta
    if count > 0:
        out[0] = start
    if count > 1:
        out[1] = start + step
    return out


def fromiter(iter, dtype: Literal, count=-1):
    """The first `count` values, or all where it is negative."""
    found = np.empty(16 if count < 0 else count, dtype)
    length = 0
    if count != 0:
        for value in iter:
            if length == len(found):
                longer = np.empty(2 * length, dtype)
                longer[:length] = found
                found = longer
            found[length] = value
            length += 1
            if length == count:
                break
    raise_if(
        length < count, "ValueError", "iterator too short: Expected {} but iterator had only {} items.", count, length
    )
    return found[:length].copy()


def require(a, dtype: Literal = None, requirements: Literal = None):
    """An array of the dtype and in the order that are asked for."""
    wanted = () if is_none(requirements) else (requirements,) if is_string(requirements) else requirements
    in_c = _requires(wanted, ("C", "c", "C_CONTIGUOUS", "CONTIGUOUS"))
    in_fortran = _requires(wanted, ("F", "f", "F_CONTIGUOUS", "FORTRAN"))
    if in_c and in_fortran:
        raise_if(True, "ValueError", 'Cannot specify both "C" and "F" order')
    result = asanyarray(a, dtype, "C" if in_c else "F" if in_fortran else "A")
    if _requires(wanted, ("O", "o", "OWNDATA")):
        reject("whether an array owns its memory is not known in compiled code: a.copy() is one that does")
    elif _requires(wanted, ("W", "w", "WRITEABLE")) and not result.flags.writeable:
        return result.copy()
    else:
        return result


def _requires(requirements: Literal, names: Literal):
    """Whether one of the names is among the requirements."""
    if len(names) == 0:
        return False
    elif _has_name(requirements, names[0]):
        return True
    else:
        return _requires(requirements, names[1:])


def _has_name(names: Literal, name: Literal):
    if len(names) == 0:
        return False
    elif names[0] == name:
        return True
    else:
        return _has_name(names[1:], name)

