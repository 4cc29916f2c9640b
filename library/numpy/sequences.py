"""Evenly spaced numbers."""

import numpy as np
from numlir.library import Literal, is_array, is_bool, is_integer, is_list, is_none, is_scalar, is_string, is_tuple, raise_if, reject

from .axes import _axis, _flat, _on, _sample


def _inexact(start, stop):
    """The dtype to compute in: that of the ends, or float64 for integers."""
    sample = np.where(True, _sample(start), _sample(stop))
    if is_integer(sample) or is_bool(sample):
        return np.empty(0, np.float64).dtype
    if is_array(sample):
        return sample.dtype
    return np.full(0, sample).dtype


def linspace(
    start,
    stop,
    num=50,
    endpoint=True,
    retstep: Literal = False,
    dtype: Literal = None,
    axis: Literal = 0,
    *,
    device=None,
):
    _check_end(start, 'The first argument "start" must be a number')
    _check_end(stop, 'The second argument "stop" must be a number')
    raise_if(num < 0, "ValueError", "Number of samples, {}, must be non-negative.", num)
    return _linspace(_end(start), _end(stop), num, endpoint, retstep, dtype, axis)


def _check_end(value, wrong: Literal):
    if is_none(value) or is_string(value):
        reject(wrong)


def _end(value):
    if is_scalar(value):
        return value
    return np.asarray(value)


def _linspace(start, stop, num, endpoint, retstep: Literal, dtype: Literal, axis: Literal):
    inner = _inexact(start, stop)
    if endpoint:
        divisions = num - 1
    else:
        divisions = num
    if is_array(start) or is_array(stop):
        values, step = _between_arrays(start, stop, num, endpoint, divisions, inner, axis)
    else:
        values, step = _between_numbers(inner.type(start), inner.type(stop), num, endpoint, divisions, inner)
    if is_none(dtype):
        result = values
    elif is_integer(np.empty(0, dtype)):
        result = np.floor(values).astype(dtype)
    else:
        result = values.astype(dtype)
    if retstep:
        return result, step
    return result


def _between_numbers(start, stop, num, endpoint, divisions, inner):
    out = np.empty(num, inner)
    delta = stop - start
    if divisions > 0:
        step = delta / inner.type(divisions)
        if step == 0:
            # The step of tiny numbers underflows.
            for i in range(num):
                out[i] = inner.type(i) / inner.type(divisions) * delta + start
        else:
            for i in range(num):
                out[i] = inner.type(i) * step + start
    else:
        step = inner.type(np.nan)
        for i in range(num):
            out[i] = inner.type(i) * delta + start
    if endpoint and num > 1:
        out[num - 1] = stop
    return out, step


def _between_arrays(start, stop, num, endpoint, divisions, inner, axis: Literal):
    first = np.asarray(start).astype(inner)
    last = np.asarray(stop).astype(inner)
    delta = np.asarray(last - first)
    axis = _destination(axis, delta.ndim + 1)
    out = np.empty(delta.shape[:axis] + (num,) + delta.shape[axis:], inner)
    if divisions > 0:
        step = delta / inner.type(divisions)
        underflows = False
        for one in _flat(np.asarray(step)):
            underflows = underflows or one == 0
        for i in range(num):
            if underflows:
                out[_on(axis, i)] = inner.type(i) / inner.type(divisions) * delta + first
            else:
                out[_on(axis, i)] = inner.type(i) * step + first
    else:
        step = delta * inner.type(np.nan)
        for i in range(num):
            out[_on(axis, i)] = inner.type(i) * delta + first
    if endpoint and num > 1:
        out[_on(axis, num - 1)] = last
    return out, step


def _destination(axis: Literal, ndim: Literal):
    wrong = axis < -ndim or axis >= ndim
    raise_if(wrong, "AxisError", "destination: axis {} is out of bounds for array of dimension {}", axis, ndim)
    if wrong:
        return 0
    return _axis(axis, ndim)


def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype: Literal = None, axis: Literal = 0):
    if is_array(base) or is_list(base) or is_tuple(base):
        return _logspace_of_bases(np.asarray(start), np.asarray(stop), num, endpoint, np.asarray(base), dtype, axis)
    values = np.power(base, linspace(start, stop, num, endpoint, False, None, axis))
    if is_none(dtype):
        return values
    return values.astype(dtype)


def _logspace_of_bases(start, stop, num, endpoint, base, dtype: Literal, axis: Literal):
    """Bases broadcast with the ends, so they lie across the new axis."""
    first, last, bases = np.broadcast_arrays(start, stop, base)
    exponents = linspace(first, last, num, endpoint, False, None, axis)
    values = np.power(np.expand_dims(bases, axis), exponents)
    if is_none(dtype):
        return values
    return values.astype(dtype)


def geomspace(start, stop, num=50, endpoint=True, dtype: Literal = None, axis: Literal = 0):
    first = _end(start)
    last = _end(stop)
    if is_none(dtype):
        return _geometric(first, last, num, endpoint, _inexact(first, last), axis)
    inner = _inexact(np.where(True, _sample(first), np.empty(0, dtype)), last)
    return _geometric(first, last, num, endpoint, inner, axis).astype(dtype)


def _geometric(start, stop, num, endpoint, inner, axis: Literal):
    first = np.asarray(start).astype(inner)
    last = np.asarray(stop).astype(inner)
    for one in _flat(first):
        raise_if(one == 0, "ValueError", "Geometric sequence cannot include zero")
    for one in _flat(last):
        raise_if(one == 0, "ValueError", "Geometric sequence cannot include zero")
    # Numbers below zero, and complex ones, are turned so that the logarithm is that of positive numbers.
    sign = np.sign(first)
    first = first / sign
    last = last / sign
    out = np.power(10.0, linspace(np.log10(first), np.log10(last), num, endpoint, False, None, axis))
    axis = _axis(axis, out.ndim)
    if num > 0:
        out[_on(axis, 0)] = first
        if num > 1 and endpoint:
            out[_on(axis, num - 1)] = last
    for i in range(num):
        out[_on(axis, i)] *= sign
    return out
