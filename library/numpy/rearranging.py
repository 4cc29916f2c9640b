"""Elements in another order, repeated, or cut off."""

import numpy as np
from numlir.library import (
    ArrayLike,
    Literal,
    is_array,
    is_bool,
    is_integer,
    is_literal,
    is_none,
    is_scalar,
    is_slice,
    is_string,
    is_tuple,
    raise_if,
    reject,
)

from .along import _axis_back, _axis_last, _has_repeats
from .axes import _axis, _check_position, _flat, _integer_array, _on, _product, _reshaped, _with
from .creation import _empty_as


def flip(m, axis: Literal = None):
    a = np.asarray(m)
    if is_none(axis):
        return a[(slice(None, None, -1),) * a.ndim]
    if is_tuple(axis):
        if _has_repeats(axis, a.ndim):
            raise_if(True, "ValueError", "repeated axis")
            return a
        if len(axis) == 0:
            return a[...]
        return flip(flip(a, axis[0]), axis[1:])
    if not is_literal(axis):
        return _axis_back(_axis_last(a, axis)[..., ::-1], axis)
    return a[_on(_axis(axis, a.ndim), slice(None, None, -1))]


def fliplr(m):
    a = np.asarray(m)
    if a.ndim < 2:
        raise ValueError("Input must be >= 2-d.")
    return a[:, ::-1]


def flipud(m):
    a = np.asarray(m)
    if a.ndim < 1:
        raise ValueError("Input must be >= 1-d.")
    return a[::-1]


def rot90(m, k: Literal = 1, axes: Literal = (0, 1)):
    if is_none(m) or is_string(m):
        reject('The first argument "m" must be an array')
    a = np.asarray(m)
    if not is_integer(k) or is_array(k):
        reject('The second argument "k" must be an integer')
    if a.ndim < 2:
        reject("Input must be >= 2-d.")
    if len(axes) != 2:
        raise ValueError("len(axes) must be 2.")
    first = axes[0]
    second = axes[1]
    if first == second or abs(first - second) == a.ndim:
        raise ValueError("Axes must be different.")
    if first >= a.ndim or first < -a.ndim or second >= a.ndim or second < -a.ndim:
        raise ValueError("Axes out of range for the array.")
    turns = k % 4
    if turns == 0:
        return a[...]
    if turns == 2:
        return flip(flip(a, first), second)
    if turns == 1:
        return np.swapaxes(flip(a, second), first, second)
    return flip(np.swapaxes(a, first, second), second)


def roll(a: ArrayLike, shift, axis: Literal = None):
    if is_none(axis):
        if is_tuple(shift):
            rolled = _roll(_flat(a), _total(shift), 0)
        else:
            rolled = _roll(_flat(a), shift, 0)
        return _reshaped(rolled, a.shape)
    if not is_literal(axis):
        return _axis_back(roll(_axis_last(a, axis), shift, -1), axis)
    if is_tuple(axis):
        if is_tuple(shift):
            return _roll_all(a, shift, axis)
        return _roll_all(a, (shift,) * len(axis), axis)
    if is_tuple(shift):
        return _roll(a, _total(shift), _axis(axis, a.ndim))
    return _roll(a, shift, _axis(axis, a.ndim))


def _total(shifts):
    total = 0
    for shift in shifts:
        total += shift
    return total


def _roll_all(a, shifts, axes: Literal):
    if len(shifts) != len(axes) and len(shifts) != 1 and len(axes) != 1:
        raise ValueError("shape mismatch: objects cannot be broadcast to a single shape")
    if len(shifts) == 1 and len(axes) > 1:
        return _roll_all(a, shifts * len(axes), axes)
    if len(axes) == 1:
        return _roll(a, _total(shifts), _axis(axes[0], a.ndim))
    if len(axes) == 2 and _axis(axes[0], a.ndim) != _axis(axes[1], a.ndim):
        out = np.empty_like(a)
        _roll_parts(out, a, shifts, axes)
        return out
    rolled = _roll(a, shifts[0], _axis(axes[0], a.ndim))
    return _roll_all(rolled, shifts[1:], axes[1:])


def _roll_parts(out, a, shifts, axes: Literal):
    """Rolls about different axes, by the parts that stay together."""
    if len(axes) == 0:
        out[...] = a
    else:
        axis = _axis(axes[0], a.ndim)
        extent = a.shape[axis]
        cut = shifts[0] % max(extent, 1)
        stay = a[_on(axis, slice(0, extent - cut))]
        wrap = a[_on(axis, slice(extent - cut, None))]
        _roll_parts(out[_on(axis, slice(cut, None))], stay, shifts[1:], axes[1:])
        _roll_parts(out[_on(axis, slice(0, cut))], wrap, shifts[1:], axes[1:])


def _roll(a, shift, axis: Literal):
    out = np.empty_like(a)
    extent = a.shape[axis]
    if extent > 0:
        cut = shift % extent
        out[_on(axis, slice(cut, None))] = a[_on(axis, slice(0, extent - cut))]
        out[_on(axis, slice(0, cut))] = a[_on(axis, slice(extent - cut, None))]
    return out


def repeat(a, repeats, axis: Literal = None):
    a = np.atleast_1d(np.asarray(a))
    if is_none(axis):
        return _repeat(_flat(a), repeats, 0)
    if not is_literal(axis):
        return _axis_back(repeat(_axis_last(a, axis), repeats, -1), axis)
    return _repeat(a, repeats, _axis(axis, a.ndim))


def _repeat(a, repeats, axis: Literal):
    if is_integer(repeats) and not is_array(repeats):
        return _repeat_evenly(a, repeats, axis)
    counts = _flat(_integer_array(repeats))
    if counts.shape[0] == 1:
        return _repeat_evenly(a, counts[0], axis)
    raise_if(
        counts.shape[0] != a.shape[axis],
        "ValueError",
        "operands could not be broadcast together with shape ({},) ({},)",
        a.shape[axis],
        counts.shape[0],
    )
    total = 0
    for count in counts:
        raise_if(count < 0, "ValueError", "repeats may not contain negative values.")
        total += count
    out = np.empty(_with(a.shape, axis, total), a.dtype)
    place = 0
    for i in range(counts.shape[0]):
        for j in range(place, place + counts[i]):
            out[_on(axis, j)] = a[_on(axis, i)]
        place += counts[i]
    return out


def _repeat_evenly(a, count, axis: Literal):
    raise_if(count < 0, "ValueError", "negative dimensions are not allowed")
    out = np.empty(a.shape[: axis + 1] + (count,) + a.shape[axis + 1 :], a.dtype)
    out[...] = a[_on(axis + 1, None)]
    return _reshaped(out, _with(a.shape, axis, a.shape[axis] * count))


def tile(A, reps):
    a = np.asarray(A)
    if not is_tuple(reps):
        return tile(a, (reps,))
    if len(reps) < a.ndim:
        return tile(a, (1,) + reps)
    if a.ndim < len(reps):
        return tile(a[(None,) * (len(reps) - a.ndim) + (...,)], reps)
    # Beside each axis of the array stands one for its repetitions.
    out = np.empty(_interleaved(reps, a.shape), a.dtype)
    out[...] = a[(None, slice(None)) * a.ndim]
    return _reshaped(out, _products(reps, a.shape))


def _interleaved(first, second):
    if len(first) == 0:
        return ()
    return (first[0], second[0]) + _interleaved(first[1:], second[1:])


def _products(first, second):
    if len(first) == 0:
        return ()
    return (first[0] * second[0],) + _products(first[1:], second[1:])


def resize(a, new_shape):
    source = _flat(np.asarray(a))
    if not is_tuple(new_shape):
        return _resize(source, (new_shape,))
    return _resize(source, new_shape)


def _resize(source, shape):
    for extent in shape:
        raise_if(extent < 0, "ValueError", "all elements of `new_shape` must be non-negative")
    if source.shape[0] == 0:
        return np.zeros(shape, source.dtype)
    out = np.empty(_product(shape), source.dtype)
    for first in range(0, out.shape[0], source.shape[0]):
        last = min(first + source.shape[0], out.shape[0])
        out[first:last] = source[: last - first]
    return _reshaped(out, shape)


def trim_zeros(filt, trim: Literal = "fb", axis: Literal = None):
    a = np.asarray(filt)
    front = trim == "f" or trim == "F" or trim == "fb" or trim == "FB" or trim == "bf"
    back = trim == "b" or trim == "B" or trim == "fb" or trim == "FB" or trim == "bf"
    if not (front or back):
        reject("`trim` is one of 'f', 'b' and 'fb'")
    if is_none(axis):
        return _trim_to(a, a.ndim, front, back)
    if is_tuple(axis):
        return _trim_each(a, axis, front, back)
    return _trim(a, _axis(axis, a.ndim), front, back)


def _trim_to(a, axes: Literal, front: Literal, back: Literal):
    if axes == 0:
        return a
    return _trim(_trim_to(a, axes - 1, front, back), axes - 1, front, back)


def _trim_each(a, axes: Literal, front: Literal, back: Literal):
    if len(axes) == 0:
        return a
    return _trim_each(_trim(a, _axis(axes[0], a.ndim), front, back), axes[1:], front, back)


def _trim(a, axis: Literal, front: Literal, back: Literal):
    first = 0
    last = a.shape[axis]
    if front:
        while first < last and _is_zero(a[_on(axis, first)]):
            first += 1
    if back:
        while last > first and _is_zero(a[_on(axis, last - 1)]):
            last -= 1
    return a[_on(axis, slice(first, last))]


def _is_zero(part):
    if is_array(part):
        return not np.any(part != 0)
    return part == 0


def delete(arr, obj, axis: Literal = None):
    a = np.asarray(arr)
    if is_none(axis):
        return _delete(_flat(a), obj, 0)
    if not is_literal(axis):
        return _axis_back(delete(_axis_last(a, axis), obj, -1), axis)
    return _delete(a, obj, _axis(axis, a.ndim))


def _kept(extent, obj, axis: Literal):
    """Which positions of an axis remain."""
    keep = np.ones(extent, np.bool_)
    if is_slice(obj):
        keep[obj] = False
    elif not is_array(obj) and not is_scalar(obj) and is_bool(np.asarray(obj)):
        return _kept(extent, np.asarray(obj), axis)
    elif is_bool(obj):
        if is_array(obj):
            raise_if(
                obj.shape[0] != extent,
                "ValueError",
                "boolean array argument obj to delete must be one dimensional and match the axis length of {}",
                extent,
            )
            keep[:] = ~obj
        else:
            raise_if(
                True,
                "ValueError",
                "boolean array argument obj to delete must be one dimensional and match the axis length of {}",
                extent,
            )
    else:
        places = _flat(_integer_array(obj))
        for index in places:
            # Of several places NumPy says it of the mask, which has one axis.
            _check_position(index, extent, axis if len(places) == 1 else 0)
            keep[index] = False
    return keep


def _delete(a, obj, axis: Literal):
    extent = a.shape[axis]
    if is_scalar(obj) and not is_bool(obj):
        _check_position(obj, extent, axis)
        cut = obj % extent
        out = _empty_as(a, _with(a.shape, axis, extent - 1), a.dtype)
        out[_on(axis, slice(0, cut))] = a[_on(axis, slice(0, cut))]
        out[_on(axis, slice(cut, None))] = a[_on(axis, slice(cut + 1, None))]
        return out
    keep = _kept(extent, obj, axis)
    if a.ndim > 1:
        return a[_on(axis, keep)]
    count = 0
    for here in keep:
        count += here
    out = np.empty(count, a.dtype)
    place = 0
    i = 0
    # What is deleted is written too, and then overwritten: no branch depends on the mask.
    while place < count:
        out[place] = a[i]
        place += keep[i]
        i += 1
    return out
