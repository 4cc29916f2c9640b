"""Running results along an axis: sums, products, extremes."""

import numpy as np
from numlir.library import ArrayLike, Literal, address, is_float, is_none, raise_if, reject

from .along import _along, _as_array, _axis, _sum_dtype
from .axes import _flat


def cumsum(a: ArrayLike, axis: Literal = None, dtype: Literal = None, out=None):
    return _accumulated(np.add, a, axis, _sum_dtype(a, dtype, out), out)


def cumprod(a: ArrayLike, axis: Literal = None, dtype: Literal = None, out=None):
    return _accumulated(np.multiply, a, axis, _sum_dtype(a, dtype, out), out)


def cumulative_sum(x, axis: Literal = None, dtype: Literal = None, out=None, include_initial: Literal = False):
    x = np.atleast_1d(x)
    return _cumulative(np.add, x, axis, _sum_dtype(x, dtype, out), out, include_initial)


def cumulative_prod(x, axis: Literal = None, dtype: Literal = None, out=None, include_initial: Literal = False):
    x = np.atleast_1d(x)
    return _cumulative(np.multiply, x, axis, _sum_dtype(x, dtype, out), out, include_initial)


def _accumulated(operation, a, axis: Literal, dtype, out):
    """The running results along an axis, or over all elements in C order."""
    if axis is None:
        return _accumulated(operation, _line(a), 0, dtype, out)
    elif a.ndim == 0:
        return _accumulated(operation, _line(a), axis, dtype, out)
    else:
        axis = _axis(axis, a.ndim)
        result = np.empty_like(a, dtype) if is_none(out) else _fitting(out, a.shape)
        if not is_none(out) and _is_moved(a, result):
            _accumulate(operation, np.copy(a), result, axis, dtype)
        else:
            _accumulate(operation, a, result, axis, dtype)
        return result


def _is_moved(a, out):
    """Whether elements may be written before others are read: the arrays share memory, and are not in the same places."""
    return np.may_share_memory(a, out) and (address(a) != address(out) or a.strides != out.strides or a.itemsize != out.itemsize)


def _with_axes(array):
    a = _as_array(array)
    if a.ndim == 0:
        reject("cannot accumulate on a scalar")
    return a


def _line(a):
    return a if a.ndim == 1 else _flat(a)


def _fitting(out, shape):
    raise_if(out.shape != shape, "ValueError", "provided out is the wrong size for the accumulation.")
    return out


def _accumulate(operation, a, out, axis: Literal, dtype):
    """Writes running results: whole rows are combined along a leading axis, elements along the last one."""
    if a.ndim == 1:
        if is_float(a) and a.dtype == dtype and (operation is np.maximum or operation is np.minimum):
            _accumulate_extremes(operation is np.maximum, a, out)
        elif len(a) > 0:
            total = np.astype(a[0], dtype)
            out[0] = total
            for i in range(1, len(a)):
                # Two numbers of float16 give one of float32.
                total = np.astype(operation(total, np.astype(a[i], dtype)), dtype)
                out[i] = total
    elif axis == 0:
        if len(a) > 0:
            out[0] = a[0].astype(dtype)
            for i in range(1, len(a)):
                out[i] = operation(out[i - 1].astype(dtype), a[i].astype(dtype))
    else:
        for i in range(len(a)):
            _accumulate(operation, a[i], out[i], axis - 1, dtype)


def _accumulate_extremes(largest: Literal, a, out):
    """The first NaN stands for all that follow, so that an element waits for one comparison alone."""
    if len(a) > 0:
        total = a[0]
        for i in range(len(a)):
            x = a[i]
            if x != x:
                out[i:] = x
                return
            total = _further(largest, total, x)
            out[i] = total


def _further(largest: Literal, total, x):
    """The extreme of two numbers. Of zeros with both signs NumPy takes the second one, in float16 the first."""
    if total.dtype == np.float16:
        return x if (x > total if largest else x < total) else total
    return total if (total > x if largest else total < x) else x


def _cumulative(operation, x, axis: Literal, dtype, out, include_initial: Literal):
    """The array API's functions: the axis may be left out for one axis only, and the start value may come first."""
    if axis is None:
        if x.ndim != 1:
            reject("For arrays which have more than one dimension ``axis`` argument is required.")
        return _cumulative(operation, x, 0, dtype, out, include_initial)
    elif include_initial:
        axis = _axis(axis, x.ndim)
        shape = x.shape[:axis] + (x.shape[axis] + 1,) + x.shape[axis + 1 :]
        result = np.empty(shape, dtype) if is_none(out) else _fitting(out, shape)
        result[_along(axis, slice(0, 1))] = 0 if operation is np.add else 1
        _accumulate(operation, x, result[_along(axis, slice(1, None))], axis, dtype)
        return result
    else:
        return _accumulated(operation, x, axis, dtype, out)
