"""Reductions that leave NaN out."""

import numpy as np
from numlir.library import ArrayLike, Literal, is_bool, is_date, is_integer, is_literal, is_none

from .along import _all_true, _axes, _axis_last, _dtype, _last_axis_result, _real_dtype, _stored
from .moments import _squares
from .reductions import _extreme


def nansum(
    a,
    axis: Literal = None,
    dtype: Literal = None,
    out=None,
    keepdims: Literal = False,
    initial=None,
    where: Literal = True,
):
    return np.sum(_nan_to(a, 0), axis, dtype, out, keepdims, initial, where)


def nanprod(
    a,
    axis: Literal = None,
    dtype: Literal = None,
    out=None,
    keepdims: Literal = False,
    initial=None,
    where: Literal = True,
):
    return np.prod(_nan_to(a, 1), axis, dtype, out, keepdims, initial, where)


def nancumsum(a, axis: Literal = None, dtype: Literal = None, out=None):
    return np.cumsum(_nan_to(a, 0), axis, dtype, out)


def nancumprod(a, axis: Literal = None, dtype: Literal = None, out=None):
    return np.cumprod(_nan_to(a, 1), axis, dtype, out)


def nanmin(a, axis: Literal = None, out=None, keepdims: Literal = False, initial=None, where: Literal = True):
    return _extreme("fmin", a, axis, out, keepdims, initial, where)


def nanmax(a, axis: Literal = None, out=None, keepdims: Literal = False, initial=None, where: Literal = True):
    return _extreme("fmax", a, axis, out, keepdims, initial, where)


def nanmean(a: ArrayLike, axis: Literal = None, dtype: Literal = None, out=None, keepdims: Literal = False, where: Literal = True):
    if is_bool(a) or is_integer(a):
        return np.mean(a, axis, dtype, out, keepdims, where)
    elif is_literal(axis) or is_none(axis):
        axes = _axes(axis, a.ndim)
        ty = a.dtype if is_none(dtype) else _dtype(dtype)
        numbers = np.sum(_taken(a, where), axes, np.int64)
        total = np.sum(_nan_to(a, 0), axes, ty, None, False, None, where)
        return _stored(np.astype(np.divide(total, numbers), ty), out, a.ndim, axes, keepdims)
    else:
        return _last_axis_result(nanmean(_axis_last(a, axis), -1, dtype, None, keepdims, where), axis, out, keepdims)


def nanvar(
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
    if is_bool(a) or is_integer(a):
        return np.var(a, axis, dtype, out, delta, keepdims, where, mean)
    elif is_literal(axis) or is_none(axis):
        axes = _axes(axis, a.ndim)
        ty = a.dtype if is_none(dtype) else _dtype(dtype)
        return _stored(_nan_variance(a, axes, ty, delta, where, mean), out, a.ndim, axes, keepdims)
    else:
        moved = nanvar(_axis_last(a, axis), -1, dtype, None, delta, keepdims, where)
        return _last_axis_result(moved, axis, out, keepdims)


def nanstd(
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
    deviation = np.sqrt(nanvar(a, axis, dtype, None, ddof, keepdims, where, mean, correction))
    if is_none(out):
        return deviation
    else:
        out[...] = deviation
        return out


def _nan_variance(a, axes: Literal, dtype, delta, where: Literal, given):
    """As NumPy's `nanvar`: NaN counts as the mean, and too few numbers give NaN."""
    numbers = np.sum(_taken(a, where), axes, np.int64)
    if is_none(given):
        counts = np.sum(_taken(a, where), axes, np.int64, None, True)
        total = np.sum(_nan_to(a, 0), axes, dtype, None, True, None, where)
        centre = np.astype(np.divide(total, counts), dtype)
    else:
        centre = given
    distances = np.where(np.isnan(a), np.astype(0, a.dtype), np.subtract(_nan_to(a, 0), centre))
    total = np.sum(_squares(distances), axes, _real_dtype(dtype), None, False, None, where)
    freedom = numbers - delta
    quotient = np.astype(np.divide(total, freedom), _real_dtype(dtype))
    return np.where(freedom <= 0, np.astype(np.nan, _real_dtype(dtype)), quotient)


def _taken(a, where: Literal):
    """Which elements take part."""
    numbers = np.logical_not(np.isnan(a))
    return numbers if _all_true(where) else np.logical_and(numbers, where)


def _nan_to(a: ArrayLike, value):
    """The array with `value` in place of NaN."""
    if is_bool(a) or is_integer(a) or is_date(a):
        return a
    else:
        return np.where(np.isnan(a), np.astype(value, a.dtype), a)
