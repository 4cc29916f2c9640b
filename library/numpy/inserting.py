"""Elements put between others, and jumps taken out."""

import numpy as np
from numlir.library import Literal, is_bool, is_integer, is_literal, is_none, is_scalar, is_slice, raise_if, reject

from .along import _axis_back, _axis_last, _first_axes
from .axes import _axis, _flat, _integer_array, _on, _product, _reshaped, _with
from .creation import _empty_as


def insert(arr, obj, values, axis: Literal = None):
    a = np.asarray(arr)
    if is_none(axis):
        return _insert(_flat(a), obj, values, 0)
    if not is_literal(axis):
        return _axis_back(_insert_last(_axis_last(a, axis), obj, values, axis), axis)
    return _insert(a, obj, values, _axis(axis, a.ndim))


def _insert_last(a, obj, values, axis):
    given = np.asarray(values)
    if given.ndim == a.ndim:
        return insert(a, obj, _axis_last(given, axis), -1)
    elif given.ndim < 2:
        return insert(a, obj, values, -1)
    else:
        reject("insert() along an axis that is not known when compiling takes values of the array's rank")


def _insert(a, obj, values, axis: Literal):
    given = np.asarray(values, a.dtype)
    if is_slice(obj):
        return _insert_all(a, np.arange(a.shape[axis])[obj], given, axis)
    if is_scalar(obj) and not is_bool(obj):
        # The values stand for one slab, or several along their first axis.
        return _insert_one(a, int(obj), np.moveaxis(_with_axes(given, a.ndim), 0, axis), axis)
    where = np.asarray(obj)
    if is_bool(where):
        return _insert_all(a, np.flatnonzero(where), given, axis)
    raise_if(where.ndim > 1, "ValueError", "index array argument obj to insert must be one dimensional or scalar")
    return _insert_all(a, _flat(_integer_array(where)), given, axis)


def _with_axes(a, ndim: Literal):
    if a.ndim < ndim:
        return a[(None,) * (ndim - a.ndim) + (...,)]
    return a


def _insert_one(a, index, values, axis: Literal):
    extent = a.shape[axis]
    wrong = index < -extent or index > extent
    raise_if(wrong, "IndexError", "index {} is out of bounds for axis {} with size {}", index, axis, extent)
    if index < 0:
        index += extent
    count = values.shape[axis]
    out = _empty_as(a, _with(a.shape, axis, extent + count), a.dtype)
    out[_on(axis, slice(0, index))] = a[_on(axis, slice(0, index))]
    out[_on(axis, slice(index, index + count))] = values
    out[_on(axis, slice(index + count, None))] = a[_on(axis, slice(index, None))]
    return out


def _insert_all(a, indices, values, axis: Literal):
    extent = a.shape[axis]
    count = indices.shape[0]
    if count == 1:
        return _insert_one(a, indices[0], _with_axes(values, a.ndim), axis)
    # How many are put before each position, counted up to say where the next one goes.
    starts = np.zeros(extent + 1, np.int64)
    for i in range(count):
        wrong = indices[i] < -extent or indices[i] > extent
        raise_if(wrong, "IndexError", "index {} is out of bounds for axis {} with size {}", indices[i], axis, extent)
        starts[indices[i] + extent if indices[i] < 0 else indices[i]] += 1
    out = _empty_as(a, _with(a.shape, axis, extent + count), a.dtype)
    place = 0
    for i in range(extent + 1):
        here = starts[i]
        starts[i] = place
        place += here
        if i < extent:
            out[_on(axis, place)] = a[_on(axis, i)]
            place += 1
    given = np.broadcast_to(values, _with(a.shape, axis, count))
    for i in range(count):
        position = indices[i] + extent if indices[i] < 0 else indices[i]
        out[_on(axis, starts[position])] = given[_on(axis, i)]
        starts[position] += 1
    return out


def apply_along_axis(func1d, axis: Literal, arr, *args):
    a = np.asarray(arr)
    axis = _axis(axis, a.ndim)
    outer = _with(a.shape, axis)
    count = _product(outer)
    raise_if(count == 0, "ValueError", "Cannot apply_along_axis when any iteration dimensions are 0")
    lines = _reshaped(np.moveaxis(a, axis, -1), (count, a.shape[axis]))
    first = func1d(lines[0], *args)
    if is_scalar(first):
        out = np.empty(count, np.full(0, first).dtype)
        out[0] = first
        for i in range(1, count):
            out[i] = func1d(lines[i], *args)
        return _reshaped(out, outer)
    given = np.asarray(first)
    rows = np.empty((count,) + given.shape, given.dtype)
    rows[0] = given
    for i in range(1, count):
        rows[i] = func1d(lines[i], *args)
    # What the function gives stands where the axis was.
    axes, last = _first_axes(rows.ndim + a.ndim - 2), a.ndim - 1
    return np.transpose(_reshaped(rows, outer + given.shape), axes[:axis] + axes[last:] + axes[axis:last])
