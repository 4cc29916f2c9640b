"""``numpy.pad``."""

import numpy as np
from numlir.library import Literal, is_array, is_bool, is_integer, is_none, is_tuple, layout, raise_if, reject

from .axes import _around, _on
from .creation import _empty_fortran

_KEYWORDS = ("constant_values", "end_values", "stat_length", "reflect_type")
_STATISTICS = ("maximum", "minimum", "mean", "median")


def _pair(values, axis: Literal, ndim: Literal):
    """What stands for the two sides of an axis: one value for all, a pair for all, or a pair for each axis."""
    if is_array(values):
        if values.ndim == 0:
            return values[()], values[()]
        if values.ndim == 1:
            raise_if(values.shape[0] > 2, "ValueError", "operands could not be broadcast together with remapped shapes")
            return values[0], values[-1]
        row = 0 if values.shape[0] == 1 else axis
        return values[row, 0], values[row, -1]
    if not is_tuple(values):
        return values, values
    if len(values) == 1:
        return _sides(values[0])
    if not is_tuple(values[0]):
        if len(values) != 2:
            reject("one value, a pair, or a pair for each axis is expected")
        return values
    if len(values) != ndim:
        reject("one value, a pair, or a pair for each axis is expected")
    return _sides(values[axis])


def _sides(value):
    if is_tuple(value):
        return value[0], value[-1]
    return value, value


def _padded_shape(shape, width, axis: Literal):
    if axis == len(shape):
        return ()
    before, after = _pair(width, axis, len(shape))
    raise_if(before < 0 or after < 0, "ValueError", "index can't contain negative values")
    return (shape[axis] + before + after,) + _padded_shape(shape, width, axis + 1)


def _centre(shape, width, axis: Literal):
    if axis == len(shape):
        return ()
    before, _ = _pair(width, axis, len(shape))
    return (slice(before, before + shape[axis]),) + _centre(shape, width, axis + 1)


def pad(
    array,
    pad_width,
    mode: Literal = "constant",
    *,
    constant_values=None,
    end_values=None,
    stat_length=None,
    reflect_type: Literal = None,
):
    _check_keywords(mode, constant_values, end_values, stat_length, reflect_type)
    a = np.asarray(array)
    shape = _padded_shape(a.shape, pad_width, 0)
    out = _empty_fortran(shape, a.dtype) if a.ndim > 1 and layout(a) == "F" else np.empty(shape, a.dtype)
    out[_centre(a.shape, pad_width, 0)] = a
    if mode == "constant":
        _pad_axes(out, a.shape, pad_width, mode, _or_zero(constant_values), 0)
    elif mode == "linear_ramp":
        _pad_axes(out, a.shape, pad_width, mode, _or_zero(end_values), 0)
    elif mode in _STATISTICS:
        _pad_axes(out, a.shape, pad_width, mode, stat_length, 0)
    elif reflect_type == "odd":
        _pad_axes(out, a.shape, pad_width, "odd " + mode, None, 0)
    elif mode != "empty":
        _pad_axes(out, a.shape, pad_width, mode, None, 0)
    return out


def _check_keywords(mode: Literal, constant_values, end_values, stat_length, reflect_type):
    """Each mode has one keyword, or none."""
    if mode == "constant":
        _refuse_keywords(mode, (None, end_values, stat_length, reflect_type), _KEYWORDS)
    elif mode == "linear_ramp":
        _refuse_keywords(mode, (constant_values, None, stat_length, reflect_type), _KEYWORDS)
    elif mode in _STATISTICS:
        _refuse_keywords(mode, (constant_values, end_values, None, reflect_type), _KEYWORDS)
    elif mode == "reflect" or mode == "symmetric":
        _refuse_keywords(mode, (constant_values, end_values, stat_length, None), _KEYWORDS)
    elif mode == "edge" or mode == "wrap" or mode == "empty":
        _refuse_keywords(mode, (constant_values, end_values, stat_length, reflect_type), _KEYWORDS)
    else:
        raise_if(True, "ValueError", "mode '" + mode + "' is not supported")


def _refuse_keywords(mode: Literal, values, names: Literal):
    if len(values) > 0:
        if not is_none(values[0]):
            text = "unsupported keyword arguments for mode '" + mode + "': {'" + names[0] + "'}"
            raise_if(True, "ValueError", text)
        _refuse_keywords(mode, values[1:], names[1:])


def _or_zero(values):
    return 0 if is_none(values) else values


def _pad_axes(out, shape, width, mode: Literal, values, axis: Literal):
    """Axis by axis; a later axis also copies what earlier ones have put into the corners."""
    if axis < len(shape):
        before, after = _pair(width, axis, len(shape))
        first = before
        last = before + shape[axis]
        if mode == "constant":
            low, high = _pair(values, axis, len(shape))
            out[_on(axis, slice(0, first))] = low
            out[_on(axis, slice(last, None))] = high
        elif before > 0 or after > 0:
            raise_if(
                first == last,
                "ValueError",
                "can't extend empty axis {} using modes other than 'constant' or 'empty'",
                axis,
            )
            if mode == "edge":
                out[_on(axis, slice(0, first))] = out[_on(axis, slice(first, first + 1))]
                out[_on(axis, slice(last, None))] = out[_on(axis, slice(last - 1, last))]
            elif mode == "linear_ramp":
                low, high = _pair(values, axis, len(shape))
                out[_on(axis, slice(0, first))] = _ramp(low, out[_on(axis, first)], before, out.dtype, axis)
                ramp = _ramp(high, out[_on(axis, last - 1)], after, out.dtype, axis)
                out[_on(axis, slice(last, None))] = ramp[_on(axis, slice(None, None, -1))]
            elif mode == "odd reflect" or mode == "odd symmetric":
                _pad_oddly(out, first, last, mode == "odd symmetric", axis)
            elif mode in _STATISTICS:
                low, high = _pair(values, axis, len(shape))
                low = _length(low, shape[axis], mode)
                high = _length(high, shape[axis], mode)
                front = _statistic(out[_on(axis, slice(first, first + low))], mode, axis)
                back = _statistic(out[_on(axis, slice(last - high, last))], mode, axis)
                out[_on(axis, slice(0, first))] = front
                out[_on(axis, slice(last, None))] = back
            else:
                lying = _around(out.T, out.ndim - 1 - axis) if layout(out) == "F" else _around(out, axis)
                _pad_periodically(lying, first, last, mode)
        _pad_axes(out, shape, width, mode, values, axis + 1)


def _ramp(end, edge, count, dtype, axis: Literal):
    # As an element of an array: no number of Python's, which would follow the edge's dtype.
    return np.linspace(np.full((), end)[()], edge, count, False, False, dtype, axis)


def _length(length, extent, mode: Literal):
    if is_none(length):
        return extent
    raise_if(length < 0, "ValueError", "index can't contain negative values")
    if mode == "maximum" or mode == "minimum":
        raise_if(length == 0, "ValueError", "stat_length of 0 yields no value for padding")
    return min(length, extent)


def _statistic(part, mode: Literal, axis: Literal):
    """Of the slabs along an axis, which stays with extent 1."""
    result = part[_on(axis, slice(0, 1))].copy()
    if mode == "mean":
        return _rounded(np.mean(part, axis=axis, keepdims=True), result.dtype)
    if mode == "median":
        return _rounded(np.median(part, axis=axis, keepdims=True), result.dtype)
    for i in range(1, part.shape[axis]):
        if mode == "maximum":
            result = np.maximum(result, part[_on(axis, slice(i, i + 1))])
        else:
            result = np.minimum(result, part[_on(axis, slice(i, i + 1))])
    return result


def _rounded(statistic, dtype):
    return np.rint(statistic).astype(dtype) if is_integer(dtype) else statistic.astype(dtype)


def _pad_oddly(out, first, last, with_edge: Literal, axis: Literal):
    """What is known is turned about its edges until all is; twice the edge's value less it is what is put in."""
    extent, size = last - first, out.shape[axis]
    if extent == 1:
        out[_on(axis, slice(0, first))] = out[_on(axis, slice(first, last))]
        out[_on(axis, slice(last, None))] = out[_on(axis, slice(first, last))]
    else:
        shift = 1 if with_edge else 0
        while first > 0 or last < size:
            # Whole periods of the array: what is known may end within one.
            known = (last - first) // extent * extent if with_edge else (last - first - 1) // (extent - 1) * (extent - 1)
            if first > 0:
                count = min(known, first)
                edge = out[_on(axis, slice(first, first + 1))]
                part = out[_on(axis, slice(first + 1 - shift, first + 1 - shift + count))]
                out[_on(axis, slice(first - count, first))] = 2 * edge - part[_on(axis, slice(None, None, -1))]
                first -= count
            if last < size:
                count = min(known, size - last)
                edge = out[_on(axis, slice(last - 1, last))]
                part = out[_on(axis, slice(last - 1 + shift - count, last - 1 + shift))]
                out[_on(axis, slice(last, last + count))] = 2 * edge - part[_on(axis, slice(None, None, -1))]
                last += count


def _pad_periodically(out, first, last, mode: Literal):
    """On the middle one of three axes."""
    extent = last - first
    for i in range(out.shape[0]):
        for j in range(first):
            _copy_row(out, i, j, first + _source(j - first, extent, mode))
        for j in range(last, out.shape[1]):
            _copy_row(out, i, j, first + _source(j - first, extent, mode))


def _copy_row(out, i, j, source):
    if out.shape[2] == 1:
        out[i, j, 0] = out[i, source, 0]
    else:
        out[i, j] = out[i, source]


def _source(position, extent, mode: Literal):
    """The position within the extent that stands for one beyond it."""
    if mode == "wrap":
        return position % extent
    if mode == "symmetric":
        position %= 2 * extent
        return position if position < extent else 2 * extent - 1 - position
    if extent == 1:
        return 0
    position %= 2 * extent - 2
    return position if position < extent else 2 * extent - 2 - position
