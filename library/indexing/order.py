"""Where in memory NumPy puts what positions select: the axes that the positions have come first, in C order, and behind them those of the array
that are kept, in the order in which they lie in the array. Where each position keeps one element, the elements lie as the positions do.
"""

import numpy as np
from numlir.library import Literal, identity, is_scalar, layout, permute, view
from numlir.library.numpy.axes import _product


def _selection_first(a, place: Literal, count: Literal):
    """The array with the selection's axes in front."""
    if place == 0:
        return a
    axes = identity(a.ndim)
    return permute(a, axes[place : place + count] + axes[:place] + axes[place + count :])


def _selection_at(a, place: Literal, count: Literal):
    """The array whose selection's axes are in front, with them in their place."""
    if place == 0:
        return a
    axes = identity(a.ndim)
    return permute(a, axes[count : count + place] + axes[:count] + axes[count + place :])


def _laid_out(a, picks, shape, kept, steps):
    """Room for what is selected from an array: axes of the positions, `shape`, before those that are kept, `steps` from element to element."""
    if _are_in_c_order(picks):
        if len(kept) < 2 or layout(a) == "C":
            return np.empty(shape + kept, a.dtype)
        if layout(a) == "F":
            return _last_turned(np.empty(shape + kept[::-1], a.dtype), len(shape))
        return _placed(a, shape, _c_strides(shape, _product(kept)), kept, steps)
    arrays = _arrays(picks)
    if len(kept) == 0 and len(arrays) == 1 and layout(arrays[0]) == "F":
        return np.empty(shape[::-1], a.dtype).T
    if _product(kept) != 1:
        return _placed(a, shape, _c_strides(shape, _product(kept)), kept, steps)
    return _placed(a, shape, _strides_as(arrays, shape), kept, steps)


def _are_in_c_order(picks):
    """Whether all positions lie in C order, as far as is known when compiling."""
    if len(picks) == 0:
        return True
    if is_scalar(picks[0]):
        return _are_in_c_order(picks[1:])
    return (picks[0].ndim < 2 or layout(picks[0]) == "C") and _are_in_c_order(picks[1:])


def _arrays(picks):
    if len(picks) == 0:
        return ()
    if is_scalar(picks[0]):
        return _arrays(picks[1:])
    return (picks[0],) + _arrays(picks[1:])


def _last_turned(a, count: Literal):
    """The array with all but the first axes in the opposite order."""
    axes = identity(a.ndim)
    return permute(a, axes[:count] + axes[count:][::-1])


def _placed(a, shape, strides, kept, steps):
    """Room in memory for axes of positions with these strides, in elements, and the kept ones behind them."""
    whole = np.empty(_product(shape) * _product(kept), a.dtype)
    inner = _compact(kept, steps, kept, steps, 0)
    return view(whole, 0, shape + kept, _scaled(strides + inner, a.itemsize), "A")


def _scaled(values, factor):
    return () if len(values) == 0 else (values[0] * factor,) + _scaled(values[1:], factor)


def _c_strides(shape, inner):
    """Strides of C order, in elements, around blocks of `inner` ones."""
    if len(shape) == 0:
        return ()
    return (_product(shape[1:]) * inner,) + _c_strides(shape[1:], inner)


def _compact(extents, steps, all_extents, all_steps, axis: Literal):
    """Strides of axes without gaps, in elements, longer ones where the steps are longer."""
    if len(extents) == 0:
        return ()
    stride = _within(all_extents, all_steps, abs(steps[0]), axis)
    return (stride,) + _compact(extents[1:], steps[1:], all_extents, all_steps, axis + 1)


def _within(extents, steps, step, axis: Literal):
    """How many elements lie within one step of an axis: those of axes with shorter steps, and of as long ones behind it."""
    if len(extents) == 0:
        return 1
    is_inner = abs(steps[0]) < step or (abs(steps[0]) == step and axis < 0)
    return (extents[0] if is_inner else 1) * _within(extents[1:], steps[1:], step, axis - 1)


def _strides_as(arrays, shape):
    """Strides, in elements, of what lies as positions do that are broadcast together: NumPy's `npyiter_find_best_axis_ordering`."""
    rank = len(shape)
    steps = np.zeros((len(arrays), rank), np.int64)
    _note_steps(steps, arrays, 0)
    # From the innermost axis to the outermost one.
    order = np.arange(rank)[::-1].copy()
    for at in range(1, rank):
        axis, place = order[at], at
        for before in range(at - 1, -1, -1):
            inner = _is_inner(steps[:, axis], steps[:, order[before]])
            if inner > 0:
                place = before
            elif inner < 0:
                break
        for later in range(at, place, -1):
            order[later] = order[later - 1]
        order[place] = axis
    strides, extents, stride = np.empty(rank, np.int64), np.array(shape), 1
    for axis in order:
        strides[axis] = stride
        stride *= extents[axis]
    return _as_tuple(strides, rank)


def _note_steps(steps, arrays, row: Literal):
    """The strides of each array, zero on axes that are broadcast."""
    if row < len(arrays):
        own = arrays[row]
        _note_row(steps[row], own.shape, own.strides, steps.shape[1] - own.ndim)
        _note_steps(steps, arrays, row + 1)


def _note_row(row, extents, strides, axis):
    if len(extents) > 0:
        row[axis] = 0 if extents[0] == 1 else abs(strides[0])
        _note_row(row, extents[1:], strides[1:], axis + 1)


def _is_inner(steps, others):
    """Whether an axis belongs within another: 1 where all arrays that tell have the shorter step there, -1 where not, 0 where none tells."""
    found = 0
    for i in range(len(steps)):
        if steps[i] != 0 and others[i] != 0:
            if others[i] <= steps[i]:
                found = -1
            elif found == 0:
                found = 1
    return found


def _as_tuple(values, count: Literal):
    if count == 0:
        return ()
    return _as_tuple(values, count - 1) + (values[count - 1],)
