"""What functions along axes share: which axes are meant, dtypes of results, shapes."""

import numpy as np
from numlir.library import Literal, is_array, is_bool, is_integer, is_literal, is_none, is_string, is_unsigned, reject


def _as_array(a):
    """The argument as an array; numbers and sequences become one."""
    return a if is_array(a) else np.asarray(a)


def _dtype(dtype: Literal):
    """The dtype that an argument names."""
    return np.empty(0, dtype).dtype if is_string(dtype) else dtype


def _sum_dtype(a, dtype: Literal, out):
    """The dtype that sums and products are computed in: NumPy widens bools and small integers to 64 bits."""
    if not is_none(dtype):
        return _dtype(dtype)
    elif not is_none(out):
        return _common_dtype(a, out)
    elif is_unsigned(a):
        return np.uint64
    elif is_bool(a) or is_integer(a):
        return np.int64
    else:
        return a.dtype


def _common_dtype(a, b):
    return (np.empty(0, a.dtype) + np.empty(0, b.dtype)).dtype


def _float_dtype(a):
    """float64 for bools and integers, else the array's own."""
    return np.float64 if is_bool(a) or is_integer(a) else a.dtype


def _axis(axis: Literal, ndim: Literal):
    """One axis, counted from the first."""
    if axis < -ndim:
        reject("the axis is out of bounds for the dimensions of the array")
    elif axis >= ndim:
        reject("the axis is out of bounds for the dimensions of the array")
    elif axis < 0:
        return axis + ndim
    else:
        return axis


def _axes(axis: Literal, ndim: Literal):
    """The axes that `axis` means, in ascending order: all for None, one for an integer, those of a tuple."""
    if axis is None:
        return _first_axes(ndim)
    elif is_integer(axis):
        if ndim == 0 and (axis == 0 or axis == -1):
            # NumPy takes these for arrays without axes.
            return ()
        return (_axis(axis, ndim),)
    else:
        return _sorted_axes(axis, ndim)


def _first_axes(count: Literal):
    if count == 0:
        return ()
    else:
        return _first_axes(count - 1) + (count - 1,)


def _sorted_axes(axes: Literal, ndim: Literal):
    if len(axes) == 0:
        return ()
    else:
        return _with_axis(_sorted_axes(axes[1:], ndim), _axis(axes[0], ndim))


def _with_axis(axes: Literal, axis: Literal):
    """Sorted axes and one more."""
    if len(axes) == 0 or axis < axes[0]:
        return (axis,) + axes
    elif axis == axes[0]:
        reject("duplicate value in 'axis'")
    else:
        return axes[:1] + _with_axis(axes[1:], axis)


def _has_axis(axes: Literal, axis: Literal):
    """Whether the axis is among the axes."""
    if len(axes) == 0:
        return False
    elif axes[0] == axis:
        return True
    else:
        return _has_axis(axes[1:], axis)


def _kept(axes: Literal, ndim: Literal):
    """The index that puts axes of extent 1 back where a reduction took axes away."""
    if ndim == 0:
        return ()
    elif _has_axis(axes, ndim - 1):
        return _kept(axes, ndim - 1) + (None,)
    else:
        return _kept(axes, ndim - 1) + (slice(None),)


def _along(axis: Literal, index):
    """The index that takes `index` on an axis, and all of those before it."""
    return (slice(None),) * axis + (index,)


def _count(a, axes: Literal):
    """How many elements there are along the axes."""
    if len(axes) == 0:
        return 1
    else:
        return a.shape[axes[0]] * _count(a, axes[1:])


def _without(shape, axis: Literal):
    return shape[:axis] + shape[axis + 1 :]
