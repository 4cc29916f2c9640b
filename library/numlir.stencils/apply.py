"""Stencils over whole arrays. The kernel is a function of windows: views of the neighborhood of a place."""

import numpy as np
from numlir import prange
from numlir.library import (
    Literal,
    is_array,
    is_complex,
    is_integer,
    is_none,
    is_scalar,
    is_slice,
    is_tuple,
    raise_if,
    reject,
    result_of,
    view,
)


def apply(kernel, neighborhood: Literal, relative: Literal, cval, out, arguments):
    """What the kernel gives at all places, and `cval` where the neighborhood of a place is not inside the array."""
    if len(arguments) == 0 or not is_array(arguments[0]):
        reject("The first argument to a stencil kernel must be the primary input array.")
    elif not relative[0]:
        reject("The first argument to a stencil kernel must use relative indexing, not standard indexing.")
    elif arguments[0].ndim != len(neighborhood):
        reject("the array has another number of dimensions than the neighborhood of the stencil")
    else:
        first = arguments[0]
        before, after = _before(neighborhood), _after(neighborhood)
        inner = _inner(first.shape, before, after)
        windows = _windows(arguments, relative, first.shape, inner, before, after)
        value = result_of(kernel, *_at_origin(windows, relative, arguments))
        if not is_scalar(value):
            reject("Stencil kernel must return a scalar and not a numpy array.")
        elif is_complex(cval) and not is_complex(value):
            reject("cval type does not match stencil return type.")
        else:
            result = _result(first, value, before, after, cval, out)
            _fill(kernel, _part(result, before, inner), windows, relative, arguments)
            return result


def placed(a, index, lower: Literal):
    """A relative index as an index into the window."""
    if not is_array(a):
        return index
    elif is_tuple(index):
        return _shifted(index, lower)
    else:
        return _shift(index, lower[0])


def _shifted(index, lower: Literal):
    if len(index) == 0:
        return ()
    else:
        return (_shift(index[0], lower[0]),) + _shifted(index[1:], lower[1:])


def _shift(index, lower: Literal):
    if is_slice(index):
        return slice(_bound(index.start, lower), _bound(index.stop, lower), index.step)
    else:
        return index - lower


def _bound(bound, lower: Literal):
    return None if is_none(bound) else bound - lower


def _before(neighborhood: Literal):
    """How many places of the border are on the lower side of each axis."""
    if len(neighborhood) == 0:
        return ()
    else:
        return (-min(neighborhood[0][0], 0),) + _before(neighborhood[1:])


def _after(neighborhood: Literal):
    if len(neighborhood) == 0:
        return ()
    else:
        return (max(neighborhood[0][1], 0),) + _after(neighborhood[1:])


def _inner(shape, before: Literal, after: Literal):
    """The extents of the places whose neighborhood is inside."""
    if len(before) == 0:
        return ()
    else:
        return (max(shape[0] - before[0] - after[0], 0),) + _inner(shape[1:], before[1:], after[1:])


def _extents(before: Literal, after: Literal):
    if len(before) == 0:
        return ()
    else:
        return (before[0] + after[0] + 1,) + _extents(before[1:], after[1:])


def _windows(arguments, relative: Literal, shape, inner, before: Literal, after: Literal):
    """The arguments, with the windows of an array, at all places, in the place of each that is relative."""
    if len(arguments) == 0:
        return ()
    else:
        rest = _windows(arguments[1:], relative[1:], shape, inner, before, after)
        if relative[0] and is_array(arguments[0]):
            return (_window(arguments[0], shape, inner, before, after),) + rest
        else:
            return (arguments[0],) + rest


def _window(a, shape, inner, before: Literal, after: Literal):
    if a.ndim != len(before):
        reject("Secondary stencil array does not have same number of dimensions as the first stencil input.")
    else:
        raise_if(
            _is_smaller(a.shape, shape),
            "ValueError",
            "Secondary stencil array has some dimension smaller the same dimension in the first stencil input.",
        )
        return view(a, 0, inner + _extents(before, after), a.strides + a.strides, "A")


def _is_smaller(shape, than):
    if len(shape) == 0:
        return False
    else:
        return shape[0] < than[0] or _is_smaller(shape[1:], than[1:])


def _at_origin(windows, relative: Literal, arguments):
    """What the kernel is called with at the first place."""
    if len(windows) == 0:
        return ()
    else:
        rest = _at_origin(windows[1:], relative[1:], arguments[1:])
        if relative[0] and is_array(arguments[0]):
            return (windows[0][(0,) * arguments[0].ndim],) + rest
        else:
            return (windows[0],) + rest


def _result(first, value, before: Literal, after: Literal, cval, out):
    """An array for the results, with the border filled; all of an array that was given is, if there is something to fill it with."""
    if is_none(out):
        result = np.empty(first.shape, np.full(0, value).dtype)
        border = 0 if is_none(cval) else cval
        _fill_border(result, before, after, border, 0)
        return result
    elif out.ndim != first.ndim:
        reject("the array for the results has another number of dimensions than the first stencil input")
    else:
        raise_if(out.shape != first.shape, "ValueError", "the array for the results has another shape than the first stencil input")
        if not is_none(cval):
            out[...] = cval
        return out


def _fill_border(result, before: Literal, after: Literal, border, axis: Literal):
    if axis < result.ndim:
        lower = (slice(None),) * axis + (slice(0, before[axis]),)
        upper = (slice(None),) * axis + (slice(max(result.shape[axis] - after[axis], 0), None),)
        if before[axis] > 0:
            result[lower] = border
        if after[axis] > 0:
            result[upper] = border
        _fill_border(result, before, after, border, axis + 1)


def _part(result, before: Literal, inner):
    """The places whose neighborhood is inside."""
    return view(result, _offset(result.strides, before), inner, result.strides, "A")


def _offset(strides, before: Literal):
    if len(before) == 0:
        return 0
    else:
        return strides[0] * before[0] + _offset(strides[1:], before[1:])


def _fill(kernel, result, windows, relative: Literal, arguments):
    if result.ndim == 0:
        result[()] = kernel(*windows)
    else:
        for i in prange(result.shape[0]):
            _fill(kernel, result[i, ...], _at(windows, relative, arguments, i), relative, arguments)


def _at(windows, relative: Literal, arguments, i):
    if len(windows) == 0:
        return ()
    else:
        rest = _at(windows[1:], relative[1:], arguments[1:], i)
        if relative[0] and is_array(arguments[0]):
            return (windows[0][i],) + rest
        else:
            return (windows[0],) + rest
