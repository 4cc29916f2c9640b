"""What functions on axes of arrays share."""

import numpy as np
from numlir.library import (
    Literal,
    is_array,
    is_bool,
    is_complex,
    is_float,
    is_integer,
    is_list,
    is_python,
    is_scalar,
    is_tuple,
    is_typed_list,
    is_unsigned,
    layout,
    raise_if,
    reject,
    undefined,
    view,
)


def _axis(axis: Literal, ndim: Literal):
    """The axis counted from the front."""
    if not is_integer(axis):
        reject("an axis is an integer")
    if axis < -ndim or axis >= ndim:
        raise_if(True, "AxisError", "axis {} is out of bounds for array of dimension {}", axis, ndim)
        return 0
    if axis < 0:
        return axis + ndim
    return axis


def _on(axis: Literal, part):
    """The index that is ``part`` on one axis and everything on the axes before it."""
    return (slice(None),) * axis + (part,)


def _with(shape, axis: Literal, *extents):
    """A shape whose extent on one axis is replaced by others, or left out."""
    return shape[:axis] + extents + shape[axis + 1 :]


def _product(extents):
    return 1 if len(extents) == 0 else extents[0] * _product(extents[1:])


def _contiguous(a):
    if layout(a) == "C":
        return a
    return a.copy()


def _reshaped(a, shape):
    """The elements in C order under another shape of the same size: a view where the array is contiguous."""
    return view(_contiguous(a), 0, shape, None, "C")


def _flat(a):
    return _reshaped(a, (a.size,))


def _around(a, axis: Literal):
    """The array as one of three axes: those before ``axis``, itself, those behind."""
    return _reshaped(a, (_product(a.shape[:axis]), a.shape[axis], _product(a.shape[axis + 1 :])))


def _position(shape, index):
    """The place of an element on each axis from its number in C order."""
    if len(shape) == 0:
        return ()
    if len(shape) == 1:
        return (index,)
    rest = _product(shape[1:])
    return (index // rest,) + _position(shape[1:], index % rest)


def _sample(value):
    """An empty array, or a number, that promotes as the value does."""
    if is_array(value):
        return np.empty(0, value.dtype)
    if is_tuple(value):
        return _samples(*value)
    return value


def _samples(*values):
    if len(values) == 0:
        return np.empty(0, np.float64)
    if len(values) == 1:
        return _sample(values[0])
    return _sample_of_both(_sample(values[0]), _samples(*values[1:]))


def _sample_of_both(one, other):
    """What promotes as both do; records are only ever of one dtype."""
    if is_array(one) and is_array(other) and one.dtype == other.dtype:
        return one
    return np.where(True, one, other)


def _first(values):
    """The first of a tuple or a list, which by its type stands for all of a list."""
    if is_tuple(values):
        return values[0]
    if is_typed_list(values):
        return _first(values._items)
    for value in values:
        return value
    raise ValueError("what an empty list would hold is not known here")


def _strong(value):
    """An empty array of the dtype that an array made of the value has."""
    if is_array(value):
        return np.empty(0, value.dtype)
    if is_list(value):
        return _strong(undefined(value))
    if is_typed_list(value):
        return _strong(undefined(value._items))
    if is_tuple(value):
        if len(value) == 0:
            return np.empty(0, np.float64)
        if len(value) == 1:
            return _strong(value[0])
        return _sample_of_both(_strong(value[0]), _strong(value[1:]))
    if is_scalar(value):
        return np.full(0, value)
    reject("an array is made of numbers, and of lists, tuples and arrays of them")


def _integer_array(indices):
    """Indices as an array of 64-bit integers."""
    a = np.asarray(indices)
    if a.dtype == np.int64:
        return a
    return a.astype(np.int64)


def _check_position(index, extent, axis):
    wrong = index < -extent or index >= extent
    raise_if(wrong, "IndexError", "index {} is out of bounds for axis {} with size {}", index, axis, extent)


def _check_place(place, shape, axis: Literal):
    if axis < len(shape):
        _check_position(place[axis], shape[axis], axis)
        _check_place(place, shape, axis + 1)


def _check_cast(source, to):
    """Refuses what the rule "same_kind" does: to a lesser kind of number, and from signed to unsigned integers."""
    unsigned = is_unsigned(to) and is_integer(source) and not is_unsigned(source) and not is_python(source)
    complex_to_real = is_complex(source) and not is_complex(to)
    float_to_integer = is_float(source) and not (is_float(to) or is_complex(to))
    integer_to_bool = is_integer(source) and is_bool(to)
    if unsigned or complex_to_real or float_to_integer or integer_to_bool:
        reject("the values cannot be cast by the rule 'same_kind'")
