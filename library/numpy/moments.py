"""Means, variances and standard deviations, computed in the order of NumPy's `_methods.py`."""

import numpy as np
from numlir.library import (
    ArrayLike,
    Literal,
    is_array,
    is_bool,
    is_complex,
    is_date,
    is_integer,
    is_literal,
    is_none,
    is_scalar,
    layout,
    raise_if,
    reject,
)

from .along import (
    _all_true,
    _as_array,
    _axes,
    _axis_last,
    _count,
    _dtype,
    _float_dtype,
    _last_axis_result,
    _present_axes,
    _real_dtype,
    _rounded,
    _selected,
    _stored,
    _turned_axes,
)


def mean(a: ArrayLike, axis: Literal = None, dtype: Literal = None, out=None, keepdims: Literal = False, where: Literal = True):
    if is_date(a) and (is_literal(axis) or is_none(axis)):
        axes = _present_axes(axis, a.ndim)
        total = np.sum(a, axes, None, None, False, None, where)
        return _stored(np.divide(total, _counts(a, axes, where, False)), out, a.ndim, axes, keepdims)
    elif is_literal(axis) or is_none(axis):
        ty = _float_dtype(a) if is_none(dtype) else _dtype(dtype)
        axes = _present_axes(axis, a.ndim)
        total = np.sum(a, axes, ty, None, False, None, where)
        result = _stored(_quotient(total, _counts(a, axes, where, False), ty), out, a.ndim, axes, keepdims)
        return _rounded(result, a.dtype if is_none(dtype) else ty, out)
    else:
        return _last_axis_result(mean(_axis_last(a, axis), -1, dtype, None, keepdims, where), axis, out, keepdims)


def var(
    a: ArrayLike,
    axis: Literal = None,
    dtype: Literal = None,
    out=None,
    ddof: Literal = 0,
    keepdims: Literal = False,
    where: Literal = True,
    mean=None,
    correction: Literal = None,
):
    delta = ddof if is_none(correction) else correction
    if is_literal(axis) or is_none(axis):
        # Unlike a mean, NumPy computes the variance of float16 in float16.
        ty = a.dtype if is_none(dtype) and a.dtype == np.float16 else _float_dtype(a) if is_none(dtype) else _dtype(dtype)
        axes = _present_axes(axis, a.ndim)
        return _stored(_variance(a, axes, ty, delta, where, mean), out, a.ndim, axes, keepdims)
    else:
        moved = var(_axis_last(a, axis), -1, dtype, None, delta, keepdims, where)
        return _last_axis_result(moved, axis, out, keepdims)


def std(
    a,
    axis: Literal = None,
    dtype: Literal = None,
    out=None,
    ddof: Literal = 0,
    keepdims: Literal = False,
    where: Literal = True,
    mean=None,
    correction: Literal = None,
):
    if is_none(out) or not (is_literal(axis) or is_none(axis)):
        deviation = _root(var(a, axis, dtype, None, ddof, keepdims, where, mean, correction))
        return _stored(deviation, out, 0, (), False)
    else:
        a = _as_array(a)
        deviation = _root(var(a, axis, dtype, None, ddof, False, where, mean, correction))
        return _stored(deviation, out, a.ndim, _present_axes(axis, a.ndim), keepdims)


def _root(variance):
    """The root in the precision of the variance: that of a number of float16 is float32."""
    return np.sqrt(variance) if is_array(variance) else np.astype(np.sqrt(variance), np.result_type(variance))


def average(a: ArrayLike, axis: Literal = None, weights=None, returned: Literal = False, keepdims: Literal = False):
    """The weighted mean. Weights have the array's shape, or are those of positions along one axis."""
    if is_none(weights):
        result = mean(a, axis, None, None, keepdims)
        if is_array(result):
            raise_if(result.size == 0, "ZeroDivisionError", "division by zero")
        if returned:
            return result, _like(result, np.astype(_counts(a, _axes(axis, a.ndim), True, False), _float_dtype(a)))
        else:
            return result
    else:
        axes = _axes(axis, a.ndim)
        spread = _spread_weights(a, _as_array(weights), axis)
        ty = _weighted_dtype(a, spread)
        scale = np.sum(spread, axes, ty, None, keepdims)
        raise_if(np.any(scale == 0), "ZeroDivisionError", "Weights sum to zero, can't be normalized")
        result = np.divide(np.sum(np.multiply(a, spread, dtype=ty), axes, ty, None, keepdims), scale)
        if returned:
            return result, _like(result, scale)
        else:
            return result


def _spread_weights(a, weights, axis: Literal):
    axes = _axes(axis, a.ndim)
    if a.ndim == weights.ndim:
        differ = a.shape != weights.shape
        if is_none(axis):
            raise_if(differ, "TypeError", "Axis must be specified when shapes of a and weights differ.")
        else:
            wrong = "Shape of weights must be consistent with shape of a along specified axis."
            raise_if(differ, "ValueError", wrong)
        return weights
    elif is_none(axis):
        reject("Axis must be specified when shapes of a and weights differ.")
    elif weights.ndim != len(axes):
        reject("Shape of weights must be consistent with shape of a along specified axis.")
    else:
        raise_if(
            _selected(a.shape, axes) != weights.shape,
            "ValueError",
            "Shape of weights must be consistent with shape of a along specified axis.",
        )
        # The axes of the array that the weights lack have extent 1.
        return weights[_spread(axes, a.ndim)]


def _spread(axes: Literal, ndim: Literal):
    if ndim == 0:
        return ()
    elif len(axes) > 0 and axes[-1] == ndim - 1:
        return _spread(axes[:-1], ndim - 1) + (slice(None),)
    else:
        return _spread(axes, ndim - 1) + (None,)


def _weighted_dtype(a, weights):
    """float64 at least where the values are integers."""
    common = (np.empty(0, a.dtype) * np.empty(0, weights.dtype)).dtype
    if is_bool(a) or is_integer(a):
        return (np.empty(0, common) * np.empty(0, np.float64)).dtype
    else:
        return common


def _variance(a, axes: Literal, dtype, ddof, where: Literal, given):
    if layout(a) == "F" and a.ndim > 1 and _all_true(where) and is_none(given):
        # NumPy's deviations have the order of the array, and are summed in it.
        turned = _variance(a.T, _turned_axes(axes, a.ndim), dtype, ddof, where, given)
        return turned.T if is_array(turned) else turned
    counts = _counts(a, axes, where, False)
    if is_none(given):
        centre = _quotient(np.sum(a, axes, dtype, None, True, None, where), _counts(a, axes, where, True), dtype)
    else:
        centre = given
    total = np.sum(_squares(a - centre), axes, _real_dtype(dtype), None, False, None, where)
    return _quotient(total, np.maximum(counts - ddof, 0), _real_dtype(dtype))


def _squares(x):
    """The squares of the absolute values."""
    if is_complex(x):
        return np.square(np.real(x)) + np.square(np.imag(x))
    else:
        return np.multiply(x, x)


def _counts(a, axes: Literal, where: Literal, keepdims: Literal):
    """How many elements take part in each result: integers of NumPy's, which promote strongly."""
    if _all_true(where):
        return np.int64(_count(a, axes))
    elif a.ndim == 0:
        return np.int64(1) if where else np.int64(0)
    else:
        # A mask of fewer axes, or with axes of extent 1, counts as often as it is repeated.
        return np.sum(np.logical_or(where, np.zeros(a.shape, np.bool_)), axes, np.int64, None, keepdims)


def _quotient(total, count, dtype):
    """The division is that of float64, or of complex128, as counts are int64; only its result has the dtype."""
    if is_array(total) and is_scalar(count) and total.dtype == dtype and not is_integer(total):
        # Nobody else has the array.
        return np.divide(total, count, out=total)
    else:
        return np.astype(np.divide(total, count), dtype)


def _like(result, value):
    """The value in the shape of the result."""
    if is_array(result):
        filled = np.empty(result.shape, value.dtype if is_array(value) else result.dtype)
        filled[...] = value
        return filled
    else:
        return value
