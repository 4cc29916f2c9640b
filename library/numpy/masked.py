"""Sums of what a mask selects, in NumPy's order: it adds each run of selected elements that stand behind one another as a row of its own."""

import numpy as np
from numlir.library import Literal, is_complex, is_float, layout, view

from .along import _count, _other_axes, _result_shape, _rows_along, _shaped, _turned_axes

# How many elements NumPy's buffer holds.
_BUFFER = 8192


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
        return _sum_of_runs(a, mask, initial, dtype, block)
    values, selected = _rows_of(a, axes), _rows_along(mask, axes)
    sums = np.empty(len(values), dtype)
    for i in range(len(values)):
        sums[i] = _sum_of_runs(values[i], selected[i], initial, dtype, block)
    return _shaped(sums, (), _result_shape(a, axes, False), None)


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
    # The sums of a run of float16 are float32.
    wide = np.float32 if dtype == np.float16 else dtype
    # So many are added one after the other.
    few = 3 if is_complex(dtype) else 7
    total = np.astype(initial, dtype)
    start = 0
    while start < len(row):
        if not mask[start]:
            start += 1
            continue
        limit = min(len(row), start - start % block + block)
        short = min(limit, start + few)
        run = np.astype(row[start], wide)
        stop = start + 1
        while stop < short and mask[stop]:
            run += np.astype(row[stop], wide)
            stop += 1
        if stop < limit and mask[stop]:
            while stop < limit and mask[stop]:
                stop += 1
            run = np.sum(row[start:stop].astype(wide))
        total = np.astype(total + run, dtype)
        start = stop
    return total
