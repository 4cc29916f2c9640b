"""Sums of what a mask selects, in NumPy's order: it adds each run of selected elements that stand behind one another as a row of its own."""

import numpy as np
from numlir.library import Literal, call_c, is_array, is_complex, is_float, layout, view

from .along import _count, _other_axes, _result_shape, _rows_along, _shaped, _turned_axes

# How many elements NumPy's buffer holds.
_BUFFER = 8192
# The runs of so many elements are looked for at once.
_AT_ONCE = 1024
# So many places behind those that are found may be written.
_SLACK = 16


def _is_summed_in_runs(a, axes: Literal, dtype):
    """Whether the order counts, and elements of a row of memory are added to each other."""
    if not (is_float(dtype) or is_complex(dtype)) or a.ndim == 0 or len(axes) == 0:
        return False
    elif layout(a) == "F" and a.ndim > 1:
        return axes[0] == 0
    else:
        return axes[-1] == a.ndim - 1


def _sum_in_runs(a, where, axes: Literal, dtype, initial):
    """The sum over axes, of which one is that of rows in memory."""
    if layout(a) == "F" and a.ndim > 1:
        turned = _sum_in_runs(a.T, np.broadcast_to(where, a.shape).T, _turned_axes(axes, a.ndim), dtype, initial)
        return turned.T if a.ndim - len(axes) > 1 else turned
    mask = np.broadcast_to(where, a.shape)
    block = _block(a, mask, axes, dtype)
    if a.ndim == 1:
        return _sum_of_runs(a, _without_gaps(where, mask), initial, dtype, block)
    values, selected = _rows_of(a, axes), _rows_along(mask, axes)
    sums = np.empty(len(values), dtype)
    for i in range(len(values)):
        sums[i] = _sum_of_runs(values[i], selected[i], initial, dtype, block)
    return _shaped(sums, (), _result_shape(a, axes, False), None)


def _without_gaps(where, mask):
    """The mask of one axis, that `where` was broadcast to, without gaps: as it is, or else a copy."""
    if is_array(where):
        if where.ndim == 1 and layout(where) == "C":
            if where.shape == mask.shape:
                return where
    return mask.copy()


def _rows_of(a, axes: Literal):
    """As `_rows_along`, without a copy where the rows are the array's own."""
    if layout(a) == "C" and _inner(axes, a.ndim) == len(axes):
        return view(a, 0, (_count(a, _other_axes(axes, a.ndim)), _count(a, axes)), None, "C")
    else:
        return _rows_along(a, axes)


def _inner(axes: Literal, ndim: Literal):
    """How many of the axes are the last ones of the array."""
    if len(axes) == 0 or axes[-1] != ndim - 1:
        return 0
    else:
        return 1 + _inner(axes[:-1], ndim - 1)


def _block(a, mask, axes: Literal, dtype):
    """After how many elements a run ends that goes on: rows are one where neither the array nor the mask has gaps, and else as many
    as fit into the buffer, which also holds what is converted."""
    row = max(a.shape[-1], 1)
    inner = _count(a, axes[len(axes) - _inner(axes, a.ndim) :])
    if inner > row and not (_has_no_gaps(a, _inner(axes, a.ndim)) and _has_no_gaps(mask, _inner(axes, a.ndim))):
        inner = row * (_BUFFER // row) if row <= _BUFFER // 2 else row
    if a.dtype != dtype:
        inner = min(inner, _BUFFER if row > _BUFFER else row * (_BUFFER // row))
    return max(inner, 1)


def _has_no_gaps(a, count: Literal):
    """Whether the last axes are one in memory."""
    if count <= 1:
        return True
    else:
        follows = a.strides[-count] == a.strides[1 - count] * a.shape[1 - count]
        return (follows or a.shape[-count] == 1) and _has_no_gaps(a, count - 1)


def _sum_of_runs(row, mask, initial, dtype, block):
    total = np.astype(initial, dtype)
    for first in range(0, len(row), block):
        stop = min(first + block, len(row))
        total = _with_runs(total, row[first:stop], mask[first:stop], dtype)
    return total


def _with_runs(total, row, mask, dtype):
    """The total and the sums of all runs, one after the other. Where the mask turns to true or false, a run starts or stops."""
    turns = np.empty(min(_AT_ONCE, len(row)), np.bool_)
    places = np.empty(_AT_ONCE + _SLACK, np.int64)
    start = -1
    before = False
    for first in range(0, len(row), _AT_ONCE):
        count = min(_AT_ONCE, len(row) - first)
        turns[0] = mask[first] != before
        for i in range(1, count):
            turns[i] = mask[first + i] != mask[first + i - 1]
        before = mask[first + count - 1]
        found = call_c("numlir_select_places", np.int64, count, turns, places)
        place = 0
        if start >= 0 and found > 0:
            total = _with_run(total, row, start, first + places[0], dtype)
            start, place = -1, 1
        while place + 1 < found:
            total = _with_run(total, row, first + places[place], first + places[place + 1], dtype)
            place += 2
        if place < found:
            start = first + places[place]
    return _with_run(total, row, start, len(row), dtype) if start >= 0 else total


def _with_run(total, row, start, stop, dtype):
    # The sums of a run of float16 are float32.
    wide = np.float32 if dtype == np.float16 else dtype
    # So many are added one after the other.
    few = 3 if is_complex(dtype) else 7
    if stop - start > few:
        return np.astype(total + np.sum(row[start:stop].astype(wide)), dtype)
    run = np.astype(row[start], wide)
    if start + few > len(row):
        for i in range(start + 1, stop):
            run += np.astype(row[i], wide)
    else:
        # What stands behind the run is read too: where it ends is hard to guess.
        nothing = -np.astype(0.0, wide)
        for i in range(1, few):
            following = np.astype(row[start + i], wide)
            run += following if start + i < stop else nothing
    return np.astype(total + run, dtype)
