"""Views with any strides, and the windows that slide over an array."""

import numpy as np
from numlir.library import Literal, is_integer, is_none, is_scalar, raise_if, reject, view
from numlir.library.numpy.axes import _axis


def as_strided(x, shape=None, strides=None, subok=False, writeable=True):
    """Any view of the array's memory. Nothing is checked, as in NumPy."""
    a = np.asarray(x)
    return view(a, 0, a.shape if is_none(shape) else shape, a.strides if is_none(strides) else strides, "A")


def sliding_window_view(x, window_shape, axis: Literal = None, *, subok=False, writeable=False):
    """The windows of a shape at all places: their axes come last. What NumPy gives cannot be written to; this can."""
    a = np.asarray(x)
    window = (window_shape,) if is_scalar(window_shape) else window_shape
    if is_none(axis):
        if len(window) != a.ndim:
            reject("Since axis is None, must provide window_shape for all dimensions of `x`")
        else:
            return _windows(a, window, _count_up(a.ndim))
    else:
        axes = (axis,) if is_integer(axis) else axis
        if len(axes) != len(window):
            reject("Must provide matching length window_shape and axis")
        else:
            return _windows(a, window, _all_axes(axes, a.ndim))


def _count_up(count: Literal):
    return () if count == 0 else _count_up(count - 1) + (count - 1,)


def _all_axes(axes: Literal, ndim: Literal):
    if len(axes) == 0:
        return ()
    else:
        return (_axis(axes[0], ndim),) + _all_axes(axes[1:], ndim)


def _windows(a, window, axes: Literal):
    return view(a, 0, _places(a.shape, window, axes) + window, a.strides + _of_axes(a.strides, axes), "A")


def _places(shape, window, axes: Literal):
    """How many places there are for the window on each axis."""
    if len(axes) == 0:
        return shape
    else:
        raise_if(window[0] < 0, "ValueError", "`window_shape` cannot contain negative values")
        count = shape[axes[0]] - window[0] + 1
        raise_if(count <= 0, "ValueError", "window shape cannot be larger than input array shape")
        return _places(shape[: axes[0]] + (count,) + shape[axes[0] + 1 :], window[1:], axes[1:])


def _of_axes(strides, axes: Literal):
    if len(axes) == 0:
        return ()
    else:
        return (strides[axes[0]],) + _of_axes(strides, axes[1:])
