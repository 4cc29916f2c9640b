"""What functions along axes share: which axes are meant, dtypes of results, shapes."""

import numpy as np
from numlir.library import (
    Literal,
    is_array,
    is_bool,
    is_date,
    is_integer,
    is_literal,
    is_none,
    is_string,
    is_tuple,
    is_unsigned,
    raise_if,
    reject,
    view,
)


def _as_array(a):
    """The argument as an array; numbers and sequences become one."""
    return a if is_array(a) else np.asarray(a)


def _all_arrays(values):
    """A tuple of arguments as arrays."""
    if len(values) == 0:
        return ()
    return (_as_array(values[0]),) + _all_arrays(values[1:])


def _dtype(dtype: Literal):
    """The dtype that an argument names."""
    return np.empty(0, dtype).dtype if is_string(dtype) else dtype


def _sum_dtype(a, dtype: Literal, out):
    """The dtype of sums and products: NumPy widens bools and small integers to 64 bits."""
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


def _rounded(result, dtype, out):
    """What was computed in float32 for float16."""
    if is_none(out) and dtype == np.float16:
        return np.astype(result, np.float16)
    else:
        return result


def _common_dtype(a, b):
    if is_date(a) or is_date(b):
        return np.maximum(np.empty(0, a.dtype), np.empty(0, b.dtype)).dtype
    return (np.empty(0, a.dtype) + np.empty(0, b.dtype)).dtype


def _float_dtype(a):
    """float64 for bools and integers, float32 for float16, else the array's own."""
    if is_bool(a) or is_integer(a):
        return np.float64
    elif a.dtype == np.float16:
        return np.float32
    else:
        return a.dtype


def _real_dtype(dtype):
    return np.real(np.empty(0, dtype)).dtype


def _axis(axis: Literal, ndim: Literal):
    """One axis, counted from the first. Where there is none, an error is raised and another taken in its place."""
    if not is_integer(axis):
        reject("axis must be an integer")
    elif ndim == 0:
        reject("the axis is out of bounds for an array of dimension 0")
    elif axis < -ndim or axis >= ndim:
        raise_if(True, "AxisError", "axis {} is out of bounds for array of dimension {}", axis, ndim)
        return 0
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


def _present_axes(axis: Literal, ndim: Literal):
    """As `_axes`, for functions that look at the extents: an array without axes has none to be told."""
    if is_integer(axis):
        if ndim == 0:
            raise_if(True, "AxisError", "axis {} is out of bounds for array of dimension 0", axis)
            return ()
        return (_axis(axis, ndim),)
    else:
        return _axes(axis, ndim)


def _distinct_axes(axis: Literal, ndim: Literal):
    """As `_present_axes`, where NumPy calls the axes of a tuple repeated rather than duplicate."""
    if is_tuple(axis):
        if _has_repeats(axis, ndim):
            raise_if(True, "ValueError", "repeated axis")
            return ()
        else:
            return _sorted_axes(axis, ndim)
    else:
        return _present_axes(axis, ndim)


def _has_repeats(axes: Literal, ndim: Literal):
    """Whether an axis occurs twice; one that is out of bounds is another error."""
    if len(axes) == 0:
        return False
    elif axes[0] < -ndim or axes[0] >= ndim:
        return False
    elif _has_axis(axes[1:], axes[0]) or _has_axis(axes[1:], axes[0] + ndim) or _has_axis(axes[1:], axes[0] - ndim):
        return True
    else:
        return _has_repeats(axes[1:], ndim)


def _first_axes(count: Literal):
    if count == 0:
        return ()
    else:
        return _first_axes(count - 1) + (count - 1,)


def _sorted_axes(axes: Literal, ndim: Literal):
    if len(axes) == 0:
        return ()
    elif ndim == 0:
        raise_if(True, "AxisError", "axis {} is out of bounds for array of dimension 0", axes[0])
        return ()
    else:
        return _with_axis(_sorted_axes(axes[1:], ndim), _axis(axes[0], ndim))


def _with_axis(axes: Literal, axis: Literal):
    """Sorted axes and one more."""
    if len(axes) == 0 or axis < axes[0]:
        return (axis,) + axes
    elif axis == axes[0]:
        raise_if(True, "ValueError", "duplicate value in 'axis'")
        return axes
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


def _other_axes(axes: Literal, ndim: Literal):
    """The axes that are not among the axes."""
    if ndim == 0:
        return ()
    elif _has_axis(axes, ndim - 1):
        return _other_axes(axes, ndim - 1)
    else:
        return _other_axes(axes, ndim - 1) + (ndim - 1,)


def _turned_axes(axes: Literal, ndim: Literal):
    """The same axes of the transposed array, in order."""
    if len(axes) == 0:
        return ()
    else:
        return _turned_axes(axes[1:], ndim) + (ndim - 1 - axes[0],)


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


def _all_true(where: Literal):
    """Whether a mask is left out."""
    if is_array(where):
        return False
    elif is_literal(where):
        return where
    else:
        return False


def _stored(result, out, ndim: Literal, axes: Literal, keepdims: Literal):
    """The result of a reduction as it is asked for: in an array that is given, with its axes kept."""
    if is_none(out):
        if keepdims and ndim > 0:
            if is_array(result):
                return result[_kept(axes, ndim)]
            else:
                return np.full((1,) * ndim, result)
        else:
            return result
    elif out.ndim != (ndim if keepdims else result.ndim if is_array(result) else 0):
        reject("the output parameter of a reduction has the wrong number of dimensions")
    else:
        if keepdims:
            _check_kept(out, axes)
        out[...] = result[_kept(axes, ndim)] if keepdims and is_array(result) else result
        return out


def _check_kept(out, axes: Literal):
    """Axes that are reduced have a single place in an array that a reduction is stored in."""
    if len(axes) > 0:
        text = "operand was set up as a reduction along axis {}, but the length of the axis is {} (it has to be 1)"
        raise_if(out.shape[axes[-1]] != 1, "ValueError", text, axes[-1], out.shape[axes[-1]])
        _check_kept(out, axes[:-1])


def _axis_last(a, axis):
    """A view whose last axis is the one that `axis` means at run time; the others keep their order."""
    axis = _checked_axis(axis, a.ndim)
    return view(a, 0, _to_end(a.shape, axis), _to_end(a.strides, axis), "A")


def _axis_back(a, axis):
    """A view whose last axis stands where `axis` means at run time: what `_axis_last` did, undone."""
    axis = _checked_axis(axis, a.ndim)
    return view(a, 0, _from_end(a.shape, axis, a.ndim), _from_end(a.strides, axis, a.ndim), "A")


def _last_axis_result(result, axis, out, keepdims: Literal):
    """What a reduction over the last axis gave, for one over the axis that is known at run time."""
    if keepdims:
        return _stored(_axis_back(result, axis), out, 0, (), False)
    else:
        return _stored(result, out, 0, (), False)


def _checked_axis(axis, ndim: Literal):
    text = "axis {} is out of bounds for array of dimension {}"
    raise_if((axis < -ndim) | (axis >= ndim), "AxisError", text, axis, ndim)
    return axis + ndim if axis < 0 else axis


def _to_end(values, axis):
    return _others(values, axis, len(values) - 1) + (values[axis],)


def _others(values, axis, count: Literal):
    """The first `count` elements of a tuple that the one at `axis` is left out of."""
    if count == 0:
        return ()
    else:
        last = count - 1
        return _others(values, axis, last) + (values[last if last < axis else count],)


def _from_end(values, axis, count: Literal):
    """The first `count` elements of a tuple whose last one is put in at `axis`."""
    if count == 0:
        return ()
    else:
        last = count - 1
        place = last if last < axis else last - 1
        return _from_end(values, axis, last) + (values[len(values) - 1 if last == axis else place],)


def _selected(values, axes: Literal):
    """The elements of a tuple at the axes."""
    if len(axes) == 0:
        return ()
    else:
        return (values[axes[0]],) + _selected(values, axes[1:])


def _rows_along(a, axes: Literal):
    """A fresh matrix with a row of the elements along the axes for each place of the other axes."""
    others = _other_axes(axes, a.ndim)
    order = others + axes
    moved = view(a, 0, _selected(a.shape, order), _selected(a.strides, order), "A").copy()
    return view(moved, 0, (_count(a, others), _count(a, axes)), None, "C")


def _result_shape(a, axes: Literal, keepdims: Literal):
    """The shape of what a reduction gives."""
    return _shape_up_to(a.shape, axes, a.ndim, keepdims)


def _shape_up_to(shape, axes: Literal, count: Literal, keepdims: Literal):
    if count == 0:
        return ()
    elif not _has_axis(axes, count - 1):
        return _shape_up_to(shape, axes, count - 1, keepdims) + (shape[count - 1],)
    elif keepdims:
        return _shape_up_to(shape, axes, count - 1, keepdims) + (1,)
    else:
        return _shape_up_to(shape, axes, count - 1, keepdims)


def _shaped(values, first, rest, out):
    """Values in the shape that is asked for; one alone is a scalar."""
    shape = first + rest
    if len(shape) == 0 and is_none(out):
        return view(values, 0, (1,), None, "C")[0]
    elif is_none(out):
        return view(values, 0, shape, None, "C")
    else:
        out[...] = view(values, 0, shape, None, "C")
        return out
