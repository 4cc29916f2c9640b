"""Arrays joined to one."""

import numpy as np
from numlir.library import Literal, identity, is_list, is_literal, is_none, is_tuple, layout, permute, raise_if, undefined

from .along import _axis_back, _axis_last
from .axes import _axis, _check_cast, _first, _flat, _on, _strong, _with
from .creation import _empty_fortran

MOST_COLUMNS = 8  # So many lines are read side by side.


def _joined_extent(arrays, axis: Literal):
    if is_list(arrays):
        extent = 0
        for a in arrays:
            extent += a.shape[axis]
        return extent
    if len(arrays) == 0:
        return 0
    if axis >= arrays[0].ndim:
        # That the ranks differ is an error.
        return 0
    return arrays[0].shape[axis] + _joined_extent(arrays[1:], axis)


def _check_alike(arrays, axis: Literal):
    """All arrays have the first one's shape but for the axis."""
    if is_list(arrays):
        for place in range(1, len(arrays)):
            _check_shape(arrays[0].shape, arrays[place].shape, place, axis)
    else:
        _check_alike_from(arrays, axis, 1)


def _check_alike_from(arrays, axis: Literal, place: Literal):
    if place < len(arrays):
        _check_shape(arrays[0].shape, arrays[place].shape, place, axis)
        _check_alike_from(arrays, axis, place + 1)


def _check_shape(ours, theirs, place, axis: Literal):
    raise_if(
        len(ours) != len(theirs),
        "ValueError",
        "all the input arrays must have same number of dimensions, but the array at index 0 has {} dimension(s) and "
        "the array at index {} has {} dimension(s)",
        len(ours),
        place,
        len(theirs),
    )
    if len(ours) == len(theirs):
        for other in range(len(ours)):
            raise_if(
                other != axis and ours[other] != theirs[other],
                "ValueError",
                "all the input array dimensions except for the concatenation axis must match exactly, but along "
                "dimension {}, the array at index 0 has size {} and the array at index {} has size {}",
                other,
                ours[other],
                place,
                theirs[other],
            )


def _write_joined(out, arrays, axis: Literal, first):
    if is_list(arrays):
        for a in arrays:
            last = first + a.shape[axis]
            out[_on(axis, slice(first, last))] = a
            first = last
    elif len(arrays) > 0:
        if axis < arrays[0].ndim:
            last = first + arrays[0].shape[axis]
            out[_on(axis, slice(first, last))] = arrays[0]
            _write_joined(out, arrays[1:], axis, last)


def _arrays(values):
    """A tuple of arrays, or a list where their number is not known when compiling."""
    if is_tuple(values):
        if len(values) == 0:
            return ()
        return (np.asarray(values[0]),) + _arrays(values[1:])
    arrays = []
    for value in values:
        arrays.append(np.asarray(value))
    return arrays


def _all_flat(arrays):
    if is_list(arrays):
        flat = []
        for a in arrays:
            flat.append(_flat(a))
        return flat
    if len(arrays) == 0:
        return ()
    return (_flat(arrays[0]),) + _all_flat(arrays[1:])


def concatenate(arrays, axis: Literal = 0, out=None, *, dtype: Literal = None, casting: Literal = "same_kind"):
    return _concatenate(_arrays(arrays), axis, out, dtype, casting)


def concat(arrays, axis: Literal = 0, out=None, *, dtype: Literal = None, casting: Literal = "same_kind"):
    return concatenate(arrays, axis, out, dtype=dtype, casting=casting)


def _concatenate(arrays, axis: Literal, out, dtype: Literal, casting: Literal):
    if len(arrays) == 0:
        raise ValueError("need at least one array to concatenate")
    if is_none(axis):
        return _concatenate(_all_flat(arrays), 0, out, dtype, casting)
    if _first(arrays).ndim == 0:
        raise_if(True, "ValueError", "zero-dimensional arrays cannot be concatenated")
        return arrays[0]
    if not is_literal(axis):
        return _joined_along(arrays, axis, out, dtype, casting)
    axis = _axis(axis, _first(arrays).ndim)
    _check_alike(arrays, axis)
    shape = _with(_first(arrays).shape, axis, _joined_extent(arrays, axis))
    result = _destination(arrays, shape, out, dtype, casting)
    _write_joined(result, arrays, axis, 0)
    return result


def _joined_along(arrays, axis, out, dtype: Literal, casting: Literal):
    """Along an axis that is known at run time."""
    joined = _axis_back(_concatenate(_all_last(arrays, axis), -1, None, dtype, casting), axis)
    if is_none(out):
        return joined
    if out.ndim != joined.ndim or out.shape != joined.shape:
        raise ValueError("Output array is the wrong shape")
    out[...] = joined
    return out


def _all_last(arrays, axis):
    if is_list(arrays):
        moved = []
        for a in arrays:
            moved.append(_axis_last(a, axis))
        return moved
    if len(arrays) == 0:
        return ()
    return (_axis_last(arrays[0], axis),) + _all_last(arrays[1:], axis)


def _are_in_fortran_order(arrays):
    if is_list(arrays):
        return layout(undefined(arrays)) == "F"
    return len(arrays) == 0 or (layout(arrays[0]) == "F" and _are_in_fortran_order(arrays[1:]))


def _destination(arrays, shape, out, dtype: Literal, casting: Literal):
    """What the arrays are written into."""
    if is_none(out):
        element = _strong(arrays).dtype if is_none(dtype) else dtype
        if _first(arrays).ndim == len(shape) and len(shape) > 1 and _are_in_fortran_order(arrays):
            result = _empty_fortran(shape, element)
        else:
            result = np.empty(shape, element)
    else:
        if out.ndim != len(shape) or out.shape != shape:
            raise ValueError("Output array is the wrong shape")
        result = out
    if casting != "unsafe":
        _check_cast(np.empty(0, _strong(arrays).dtype), result)
    return result


def _check_same(arrays):
    if is_list(arrays):
        for a in arrays:
            if a.shape != arrays[0].shape:
                raise ValueError("all input arrays must have the same shape")
    else:
        _check_same_from(arrays, 1)


def _check_same_from(arrays, place: Literal):
    if place < len(arrays):
        if arrays[place].ndim != arrays[0].ndim or arrays[place].shape != arrays[0].shape:
            raise ValueError("all input arrays must have the same shape")
        _check_same_from(arrays, place + 1)


def stack(arrays, axis: Literal = 0, out=None, *, dtype: Literal = None, casting: Literal = "same_kind"):
    parts = _arrays(arrays)
    if len(parts) == 0:
        raise ValueError("need at least one array to stack")
    _check_same(parts)
    if not is_literal(axis):
        return _axis_back(_stacked(parts, _first(parts).ndim, None, dtype, casting), axis)
    return _stacked(parts, _axis(axis, _first(parts).ndim + 1), out, dtype, casting)


def _stacked(parts, axis: Literal, out, dtype: Literal, casting: Literal):
    shape = _first(parts).shape
    if is_none(out) and len(shape) > 1 and _are_in_fortran_order(parts):
        room = _stacked_fortran(shape, len(parts), axis, _strong(parts).dtype if is_none(dtype) else dtype)
        return _stacked(parts, axis, room, None, casting)
    result = _destination(parts, shape[:axis] + (len(parts),) + shape[axis:], out, dtype, casting)
    if is_tuple(parts) and axis == 1 and len(shape) == 1 and len(parts) <= MOST_COLUMNS:
        for i in range(shape[0]):
            _write_row(result, parts, i, 0)
    else:
        _write_slabs(result, parts, axis, 0)
    return result


def _stacked_fortran(shape, count, axis: Literal, dtype):
    """Room for arrays in Fortran order, where NumPy puts them: one after another along the first axis, else element beside element."""
    axes = identity(len(shape))[::-1]
    if axis == 0:
        return permute(np.empty((count,) + shape[::-1], dtype), (0,) + _all_above(axes))
    return permute(np.empty(shape[::-1] + (count,), dtype), axes[:axis] + (len(shape),) + axes[axis:])


def _all_above(axes: Literal):
    """The numbers of axes behind one more."""
    return () if len(axes) == 0 else (axes[0] + 1,) + _all_above(axes[1:])


def _write_row(out, parts, i, place: Literal):
    """Row by row, so that what is written is written in the order of memory."""
    if place < len(parts):
        out[i, place] = parts[place][i]
        _write_row(out, parts, i, place + 1)


def _write_slabs(out, parts, axis: Literal, place: Literal):
    if is_list(parts):
        for i in range(len(parts)):
            out[_on(axis, i)] = parts[i]
    elif place < len(parts):
        out[_on(axis, place)] = parts[place]
        _write_slabs(out, parts, axis, place + 1)


def _all_filled_up(arrays, ndim: Literal):
    if is_list(arrays):
        filled = []
        for a in arrays:
            filled.append(_filled_up(a, ndim))
        return filled
    if len(arrays) == 0:
        return ()
    return (_filled_up(arrays[0], ndim),) + _all_filled_up(arrays[1:], ndim)


def _filled_up(a, ndim: Literal):
    """With as many axes: in front of two, and behind a matrix, as ``atleast_2d`` and ``atleast_3d`` do."""
    if a.ndim >= ndim:
        return a
    if ndim == 3 and a.ndim == 2:
        return a[:, :, None]
    if ndim == 3 and a.ndim == 1:
        return a[None, :, None]
    return a[(None,) * (ndim - a.ndim) + (...,)]


def vstack(tup, *, dtype: Literal = None, casting: Literal = "same_kind"):
    return _concatenate(_all_filled_up(_arrays(tup), 2), 0, None, dtype, casting)


def row_stack(tup, *, dtype: Literal = None, casting: Literal = "same_kind"):
    return vstack(tup, dtype=dtype, casting=casting)


def hstack(tup, *, dtype: Literal = None, casting: Literal = "same_kind"):
    parts = _all_filled_up(_arrays(tup), 1)
    if len(parts) == 0:
        raise ValueError("need at least one array to concatenate")
    if _first(parts).ndim == 1:
        return _concatenate(parts, 0, None, dtype, casting)
    return _concatenate(parts, 1, None, dtype, casting)


def dstack(tup):
    parts = _arrays(tup)
    if _are_in_fortran_order(parts) and _are_matrices(parts):
        _check_alike(parts, 2)
        return _stacked(parts, 2, None, None, "same_kind")
    return _concatenate(_all_filled_up(parts, 3), 2, None, None, "same_kind")


def _are_matrices(arrays):
    if is_list(arrays):
        return _first(arrays).ndim == 2
    return len(arrays) == 0 or (arrays[0].ndim == 2 and _are_matrices(arrays[1:]))


def _all_lines(arrays):
    if is_list(arrays):
        return _first(arrays).ndim == 1
    if len(arrays) == 0:
        return True
    return arrays[0].ndim == 1 and _all_lines(arrays[1:])


def _columns(arrays):
    if is_list(arrays):
        columns = []
        for a in arrays:
            columns.append(_columns((a,))[0])
        return columns
    if len(arrays) == 0:
        return ()
    if arrays[0].ndim == 0:
        return (arrays[0][None, None],) + _columns(arrays[1:])
    if arrays[0].ndim == 1:
        return (arrays[0][:, None],) + _columns(arrays[1:])
    return (arrays[0],) + _columns(arrays[1:])


def column_stack(tup):
    parts = _arrays(tup)
    if len(parts) == 0:
        raise ValueError("need at least one array to concatenate")
    if _all_lines(parts):
        _check_alike(parts, 1)
        return _stacked(parts, 1, None, None, "same_kind")
    return _concatenate(_columns(parts), 1, None, None, "same_kind")


def append(arr, values, axis: Literal = None):
    return _concatenate((np.asarray(arr), np.asarray(values)), axis, None, None, "same_kind")
