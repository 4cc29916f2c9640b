"""Elements by their positions or by masks, read and written."""

import numpy as np
from numlir.library import (
    ArrayLike,
    Literal,
    broadcast,
    is_bool,
    is_date,
    is_literal,
    is_none,
    is_scalar,
    is_tuple,
    layout,
    raise_if,
    reject,
)
from numlir.library.indexing.arrays import _flat_places, _take_lanes

from .along import _axis_back, _axis_last
from .axes import (
    _around,
    _axis,
    _check_cast,
    _check_position,
    _flat,
    _integer_array,
    _on,
    _position,
    _product,
    _reshaped,
    _strong,
    _with,
)
from .reductions import _truth

FEW = 8  # Fewer positions in each row are gone through column by column.


def _settled(indices, extent, mode: Literal, axis: Literal):
    """Positions from the front, by what ``mode`` says of those beyond an end."""
    positions = np.empty(indices.shape[0], np.int64)
    if mode == "wrap":
        for i in range(indices.shape[0]):
            positions[i] = indices[i] % extent
    elif mode == "clip":
        for i in range(indices.shape[0]):
            positions[i] = min(max(indices[i], 0), extent - 1)
    elif mode == "raise":
        for i in range(indices.shape[0]):
            index = indices[i]
            _check_position(index, extent, axis)
            positions[i] = index + extent if index < 0 else index
    else:
        reject("clipmode must be one of 'clip', 'raise', or 'wrap'")
    return positions


def take(a: ArrayLike, indices, axis: Literal = None, out=None, mode: Literal = "raise"):
    if is_none(axis):
        result = _take(_flat(a), indices, 0, mode)
    elif not is_literal(axis):
        result = _take_last(a, indices, axis, mode)
    else:
        result = _take(a, indices, _axis(axis, a.ndim), mode)
    if is_none(out):
        return result
    if out.shape != result.shape:
        raise ValueError("output array does not match result of ndarray.take")
    out[...] = result
    return out


def _take_last(a, indices, axis, mode: Literal):
    """Along an axis that is known at run time: the indices' axes take its place."""
    taken = _take(_axis_last(a, axis), indices, a.ndim - 1, mode)
    if is_scalar(indices):
        return taken
    elif taken.ndim == a.ndim:
        return _axis_back(taken, axis)
    else:
        reject("take() along an axis that is not known when compiling takes an integer or indices of one axis")


def _take(a, indices, axis: Literal, mode: Literal):
    if is_scalar(indices):
        extent = a.shape[axis]
        raise_if(extent == 0, "IndexError", "cannot do a non-empty take from an empty axes.")
        return np.copy(a[_on(axis, _settled_one(indices, extent, mode, axis))])
    where = _integer_array(indices)
    shape = a.shape[:axis] + where.shape + a.shape[axis + 1 :]
    wrong = a.shape[axis] == 0 and _product(shape) > 0
    raise_if(wrong, "IndexError", "cannot do a non-empty take from an empty axes.")
    if mode == "raise" and where.ndim > 0 and a.ndim == 1:
        return a[where]
    if mode == "raise" and where.ndim > 0 and (axis == 0 or layout(a) != "C"):
        return np.ascontiguousarray(a[_on(axis, where)])
    positions = _settled(_flat(where), a.shape[axis], mode, axis)
    if a.ndim == 1:
        out = np.empty(positions.shape[0], a.dtype)
        for i in range(positions.shape[0]):
            out[i] = a[positions[i]]
        return _reshaped(out, shape)
    return _reshaped(_taken(_around(a, axis), positions), shape)


def _settled_one(index, extent, mode: Literal, axis: Literal):
    if mode == "wrap":
        return index % extent
    if mode == "clip":
        return min(max(index, 0), extent - 1)
    if mode != "raise":
        reject("clipmode must be one of 'clip', 'raise', or 'wrap'")
    _check_position(index, extent, axis)
    return index


def _taken(a, positions):
    """Of the middle of three axes."""
    out = np.empty((a.shape[0], positions.shape[0], a.shape[2]), a.dtype)
    if a.shape[2] == 1 and positions.shape[0] < FEW:
        _take_lanes(out[:, :, 0].T, a[:, :, 0].T, positions.astype(np.uint64))
        return out
    for i in range(a.shape[0]):
        if a.shape[2] == 1:
            for j in range(positions.shape[0]):
                out[i, j, 0] = a[i, positions[j], 0]
        else:
            for j in range(positions.shape[0]):
                out[i, j] = a[i, positions[j]]
    return out


def compress(condition, a: ArrayLike, axis: Literal = None, out=None):
    mask = np.asarray(condition)
    if mask.ndim != 1:
        raise ValueError("condition must be a 1-d array")
    return take(a, flatnonzero(mask), axis, out)


def extract(condition, arr):
    a = _flat(np.asarray(arr))
    mask = _flat(np.asarray(np.asarray(condition) != 0))
    if mask.shape[0] > a.shape[0]:
        return _take(a, flatnonzero(mask), 0, "raise")
    return a[: mask.shape[0]][mask]


def flatnonzero(a):
    return _flat_places(_flat(_truth(np.asarray(a))))


def nonzero(a: ArrayLike):
    if a.ndim == 0:
        reject("Calling nonzero on 0d arrays is not allowed. Use np.atleast_1d(scalar).nonzero() instead.")
    flat = flatnonzero(a)
    if a.ndim == 1:
        return (flat,)
    return _places(flat, a.shape)


def _places(flat, shape):
    """On each axis, from numbers in C order."""
    if len(shape) == 1:
        return (flat,)
    rest = max(_product(shape[1:]), 1)
    return (flat // rest,) + _places(flat % rest, shape[1:])


def argwhere(a: ArrayLike):
    flat = flatnonzero(a)
    out = np.empty((flat.shape[0], a.ndim), np.int64)
    if a.ndim == 0:
        return out
    for i in range(flat.shape[0]):
        rest = flat[i]
        for axis in range(a.ndim - 1, -1, -1):
            out[i, axis] = rest % a.shape[axis]
            rest //= a.shape[axis]
    return out


def take_along_axis(arr: ArrayLike, indices, axis: Literal = -1):
    if is_none(axis):
        if indices.ndim != 1:
            raise ValueError("when axis=None, `indices` must have a single dimension.")
        return _take(_flat(arr), indices, 0, "raise")
    if arr.ndim != indices.ndim:
        raise ValueError("`indices` and `arr` must have the same number of dimensions")
    if not is_literal(axis):
        return _axis_back(take_along_axis(_axis_last(arr, axis), _axis_last(indices, axis), -1), axis)
    axis = _axis(axis, arr.ndim)
    common = broadcast(_with(arr.shape, axis, 1), _with(indices.shape, axis, 1))
    source = _around(np.broadcast_to(arr, _with(common, axis, arr.shape[axis])), axis)
    where = _around(np.broadcast_to(_integer_array(indices), _with(common, axis, indices.shape[axis])), axis)
    out = np.empty(where.shape, arr.dtype)
    extent = source.shape[1]
    for i in range(where.shape[0]):
        for j in range(where.shape[1]):
            for k in range(where.shape[2]):
                index = where[i, j, k]
                _check_position(index, extent, axis)
                out[i, j, k] = source[i, index, k]
    return _reshaped(out, _with(common, axis, indices.shape[axis]))


def put_along_axis(arr, indices, values, axis: Literal):
    if is_none(axis):
        if indices.ndim != 1:
            raise ValueError("when axis=None, `indices` must have a single dimension.")
        given = np.broadcast_to(np.asarray(values), indices.shape)
        for i in range(indices.shape[0]):
            _check_position(indices[i], arr.size, 0)
            arr[_position(arr.shape, indices[i] % arr.size)] = given[i]
    else:
        if arr.ndim != indices.ndim:
            raise ValueError("`indices` and `arr` must have the same number of dimensions")
        axis = _axis(axis, arr.ndim)
        common = broadcast(_with(arr.shape, axis, 1), _with(indices.shape, axis, 1))
        shape = _with(common, axis, indices.shape[axis])
        where = _around(np.broadcast_to(_integer_array(indices), shape), axis)
        given = _around(np.broadcast_to(np.asarray(values), shape), axis)
        # The elements are put into a copy of three axes, which goes back as a whole.
        target = _around(arr.copy(), axis)
        extent = target.shape[1]
        for i in range(where.shape[0]):
            for j in range(where.shape[1]):
                for k in range(where.shape[2]):
                    index = where[i, j, k]
                    _check_position(index, extent, axis)
                    target[i, index, k] = given[i, j, k]
        arr[...] = _reshaped(target, arr.shape)


def put(a, ind, v, mode: Literal = "raise"):
    where = _flat(_integer_array(ind))
    given = _flat(np.asarray(v))
    values = given.copy() if np.may_share_memory(given, a) else given
    if values.shape[0] > 0:
        raise_if(a.size == 0 and where.size > 0, "IndexError", "cannot replace elements of an empty array")
        positions = _settled(where, a.size, mode, 0)
        for i in range(positions.shape[0]):
            a[_position(a.shape, positions[i])] = values[i % values.shape[0]]


def putmask(a, mask, values):
    where = np.asarray(mask)
    given = _flat(np.asarray(values))
    if where.size != a.size:
        raise ValueError("putmask: mask and data must be the same size")
    if given.shape[0] > 0:
        flat = _flat(where)
        for i in range(flat.shape[0]):
            if flat[i]:
                a[_position(a.shape, i)] = given[i % given.shape[0]]


def place(arr, mask, vals):
    where = np.asarray(mask)
    given = _flat(np.asarray(vals))
    if where.size != arr.size:
        raise ValueError("place: mask and data must be the same size")
    flat = _flat(where)
    used = 0
    for i in range(flat.shape[0]):
        if flat[i]:
            raise_if(given.shape[0] == 0, "ValueError", "Cannot insert from an empty array!")
            arr[_position(arr.shape, i)] = given[used % given.shape[0]]
            used += 1


def copyto(dst, src, casting: Literal = "same_kind", where=True):
    if casting != "unsafe":
        _check_cast(src, dst)
    if is_scalar(where):
        if where:
            dst[...] = src
    else:
        dst[...] = np.where(where, np.asarray(src).astype(dst.dtype), dst)


def choose(a, choices, out=None, mode: Literal = "raise"):
    if is_tuple(choices):
        result = _in_c_order(_choose(np.asarray(a), choices, mode))
    else:
        result = _choose_rows(np.asarray(a), np.asarray(choices), mode)
    if is_none(out):
        return result
    out[...] = result
    return out


def _in_c_order(a):
    """As NumPy lays out what is not computed by one ufunc."""
    return np.ascontiguousarray(a) if a.ndim > 1 and layout(a) == "F" else a


def _choice_numbers(a, count, mode: Literal):
    if mode == "wrap":
        return a % count
    if mode == "clip":
        return np.minimum(np.maximum(a, 0), count - 1)
    for number in _flat(a):
        raise_if(number < 0 or number >= count, "ValueError", "invalid entry in choice array")
    return a


def _choose(a, choices, mode: Literal):
    numbers = np.asarray(_choice_numbers(a, len(choices), mode))
    return _chosen(numbers, choices, 0, _strong(choices).dtype)


def _chosen(numbers, choices, first: Literal, dtype):
    here = np.asarray(choices[first]).astype(dtype)
    if first == len(choices) - 1:
        # The last one stands for all that is left; the numbers have been checked.
        return np.where(numbers >= 0, here, here)
    return np.where(numbers == first, here, _chosen(numbers, choices, first + 1, dtype))


def _choose_rows(a, choices, mode: Literal):
    numbers = np.asarray(_choice_numbers(a, choices.shape[0], mode))
    shape = broadcast(numbers.shape, choices.shape[1:])
    out = np.empty(shape, choices.dtype)
    for i in range(choices.shape[0]):
        out[...] = np.where(numbers == i, choices[i], out)
    return out


def select(condlist, choicelist, default=0):
    if len(condlist) != len(choicelist):
        raise ValueError("list of cases must be same length as list of conditions")
    if len(condlist) == 0:
        raise ValueError("select with an empty condition list is not possible")
    if is_tuple(condlist) or is_tuple(choicelist):
        last = len(condlist if is_tuple(condlist) else choicelist) - 1
        result = _in_c_order(_select(condlist, choicelist, default, 0, last))
        if is_tuple(choicelist):
            # Numbers take the type of the arrays wherever they stand, also beside other numbers.
            common = _common_example(choicelist, default)
            return result if is_scalar(common) else np.astype(result, common.dtype, copy=False)
        return result
    last = len(condlist) - 1
    result = np.where(condlist[last], choicelist[last], default)
    for i in range(last - 1, -1, -1):
        result = np.where(condlist[i], choicelist[i], result)
    return _in_c_order(result)


def _common_example(values, other):
    """Something of the type that all values are of together: a number where they are numbers, else an array."""
    if len(values) == 0:
        return _example_of(other)
    one, rest = _example_of(values[0]), _common_example(values[1:], other)
    if is_scalar(one) and is_scalar(rest):
        return one + rest
    return np.where(np.empty(0, np.bool_), one, rest)


def _example_of(x):
    if is_scalar(x) and not is_bool(x) and not is_date(x):
        return x
    return np.empty(0, np.asarray(x).dtype)


def _select(conditions, choices, default, first: Literal, last: Literal):
    if first == last:
        return np.where(conditions[first], choices[first], default)
    return np.where(conditions[first], choices[first], _select(conditions, choices, default, first + 1, last))


def where(condition, x=None, y=None):
    """With a condition alone; also of tuples and lists, which become arrays."""
    if is_none(x) and is_none(y):
        return nonzero(condition)
    if is_none(x) or is_none(y):
        reject("either both or neither of x and y should be given")
    return np.where(np.asarray(condition), np.asarray(x), np.asarray(y))
