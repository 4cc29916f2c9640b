"""Medians, quantiles and percentiles, with and without NaN: by selection, not by sorting."""

import numpy as np
from numlir.library import (
    Literal,
    is_bool,
    is_complex,
    is_date,
    is_float,
    is_integer,
    is_literal,
    is_none,
    is_python,
    is_scalar,
    raise_if,
    reject,
)

from .along import (
    _as_array,
    _axis_last,
    _distinct_axes,
    _float_dtype,
    _last_axis_result,
    _result_shape,
    _rows_along,
    _shaped,
)
from .axes import _flat
from .moments import _spread_weights
from .sorting import _nans_last, _select


def median(a, axis: Literal = None, out=None, overwrite_input: Literal = False, keepdims: Literal = False):
    return _middle(_as_array(a), axis, out, keepdims, False)


def nanmedian(a, axis: Literal = None, out=None, overwrite_input: Literal = False, keepdims: Literal = False):
    return _middle(_as_array(a), axis, out, keepdims, True)


def quantile(
    a,
    q,
    axis: Literal = None,
    out=None,
    overwrite_input: Literal = False,
    method: Literal = "linear",
    keepdims: Literal = False,
    weights=None,
):
    return _quantiles(_as_array(a), q, 1, axis, out, method, keepdims, False, weights)


def nanquantile(
    a,
    q,
    axis: Literal = None,
    out=None,
    overwrite_input: Literal = False,
    method: Literal = "linear",
    keepdims: Literal = False,
    weights=None,
):
    return _quantiles(_as_array(a), q, 1, axis, out, method, keepdims, True, weights)


def percentile(
    a,
    q,
    axis: Literal = None,
    out=None,
    overwrite_input: Literal = False,
    method: Literal = "linear",
    keepdims: Literal = False,
    weights=None,
):
    return _quantiles(_as_array(a), q, 100, axis, out, method, keepdims, False, weights)


def nanpercentile(
    a,
    q,
    axis: Literal = None,
    out=None,
    overwrite_input: Literal = False,
    method: Literal = "linear",
    keepdims: Literal = False,
    weights=None,
):
    return _quantiles(_as_array(a), q, 100, axis, out, method, keepdims, True, weights)


def _middle(a, axis: Literal, out, keepdims: Literal, skip_nan: Literal):
    if is_literal(axis) or is_none(axis):
        axes = _distinct_axes(axis, a.ndim)
        rows = _rows_along(a, axes)
        # The mean of two halves is computed in float32, and rounded.
        result = np.empty(len(rows), a.dtype if a.dtype == np.float16 else _float_dtype(a))
        for i in range(len(rows)):
            result[i] = _middle_of(rows[i], _float_dtype(a), skip_nan)
        return _shaped(result, (), _result_shape(a, axes, keepdims), out)
    else:
        return _last_axis_result(_middle(_axis_last(a, axis), -1, None, keepdims, skip_nan), axis, out, keepdims)


def _middle_of(row, dtype, skip_nan: Literal):
    """The median of a row, which is reordered: NaN if there is one, unless they are left out."""
    count = _nans_last(row)
    if count < len(row) and not (skip_nan and count > 0):
        return np.astype(row[len(row) - 1], dtype)
    if count == 0:
        return _nan_of(row, dtype)
    half = count // 2
    _select(row, 0, count, half)
    upper = np.astype(row[half], dtype)
    if count % 2 == 1:
        return upper
    lower = np.astype(_largest(row, half), dtype)
    return np.astype(np.add(lower, upper) / 2, dtype)


def _nan_of(row, dtype):
    if is_date(row):
        return np.astype(np.int64(-9223372036854775808), dtype)
    return np.astype(complex(np.nan, np.nan) if is_complex(row) else np.nan, dtype)


def _largest(row, count):
    """The largest of the first elements."""
    largest = row[0]
    for i in range(1, count):
        if np.less(largest, row[i]):
            largest = row[i]
    return largest


def _smallest(row, start, stop):
    smallest = row[start]
    for i in range(start + 1, stop):
        if np.less(row[i], smallest):
            smallest = row[i]
    return smallest


def _quantiles(
    a, q, whole: Literal, axis: Literal, out, method: Literal, keepdims: Literal, skip_nan: Literal, weights
):
    """Quantiles q / whole: their axes come first in the result."""
    if is_complex(a):
        reject("a must be an array of real numbers")
    elif is_scalar(q):
        places = np.full(1, q)
        weak = is_python(q)
        return _placed_quantiles(a, places, (), weak, whole, axis, out, method, keepdims, skip_nan, weights)
    else:
        places = _as_array(q)
        if places.ndim > 2:
            reject("q must be a scalar or 1d")
        line = _flat(places)
        return _placed_quantiles(a, line, places.shape, False, whole, axis, out, method, keepdims, skip_nan, weights)


def _placed_quantiles(
    a,
    q,
    q_shape,
    weak: Literal,
    whole: Literal,
    axis: Literal,
    out,
    method: Literal,
    keepdims: Literal,
    skip_nan: Literal,
    weights,
):
    if is_literal(axis) or is_none(axis):
        axes = _distinct_axes(axis, a.ndim)
        places = q if whole == 1 else np.true_divide(q, whole)
        _check_places(places, whole)
        exact = whole == 1 and method == "linear" and not is_float(q)
        rows = _rows_along(a, axes)
        if not skip_nan:
            # NumPy looks for a NaN at the end first, where there may be one, and then for the places in turn.
            index = -1 if is_float(rows) or is_complex(rows) or len(places) == 0 or places[0] == 0 else 0
            raise_if(rows.shape[1] == 0, "IndexError", "index {} is out of bounds for axis 0 with size 0", index)
        result = np.empty((len(places), len(rows)), _quantile_dtype(a, places, weak, method, exact))
        if is_none(weights):
            for i in range(len(rows)):
                _quantiles_of(rows[i], places, result[:, i], method, weak, exact, skip_nan)
        elif method != "inverted_cdf":
            reject("Only method 'inverted_cdf' supports weights.")
        else:
            weight_rows = _rows_along(_weights_everywhere(a, _as_array(weights), axes), axes)
            raise_if(np.any(weight_rows < 0), "ValueError", "Weights must be non-negative.")
            for i in range(len(rows)):
                _weighted_quantiles_of(rows[i], weight_rows[i], places, result[:, i], skip_nan)
        return _shaped(result, q_shape, _result_shape(a, axes, keepdims), out)
    elif keepdims or len(q_shape) > 0 or not is_none(weights):
        reject("the axis of several quantiles must be known when compiling")
    else:
        moved = _axis_last(a, axis)
        moved = _placed_quantiles(moved, q, q_shape, weak, whole, -1, None, method, False, skip_nan, weights)
        return _last_axis_result(moved, axis, out, False)


def _weights_everywhere(a, weights, axes: Literal):
    """The weights in the shape of the array."""
    full = np.empty(a.shape, weights.dtype)
    full[...] = _spread_weights(a, weights, axes)
    return full


def _weighted_quantiles_of(row, weights, places, result, skip_nan: Literal):
    """The first elements up to which the weights sum to the part of the total that is asked for."""
    order = np.argsort(row)
    count = len(row)
    while count > 0 and np.isnan(row[order[count - 1]]):
        count -= 1
    if count == 0 or (count < len(row) and not skip_nan):
        result[:] = _nan_like(row)
    else:
        totals = np.cumsum(_reordered(weights, order, count), 0, np.float64)
        parts = totals / totals[-1]
        raise_if(np.isnan(parts[-1]), "ValueError", "Weights included NaN, inf or were all zero.")
        parts = parts.astype(places.dtype if is_float(places) else np.float64)
        for j in range(len(places)):
            position = 0
            # Elements without weight at the begin are never meant.
            while position < count - 1 and (parts[position] < places[j] or parts[position] == 0):
                position += 1
            result[j] = row[order[position]]


def _reordered(values, order, count):
    result = np.empty(count, values.dtype)
    for i in range(count):
        result[i] = values[order[i]]
    return result


def _check_places(places, whole: Literal):
    valid = np.all(np.logical_and(places >= 0, places <= 1))
    text = "Quantiles must be in the range [0, 1]" if whole == 1 else "Percentiles must be in the range [0, 100]"
    raise_if(not valid, "ValueError", text)


def _is_discrete(method: Literal):
    """Whether the method gives elements, and nothing between them."""
    return (
        method == "lower"
        or method == "higher"
        or method == "nearest"
        or method == "inverted_cdf"
        or method == "closest_observation"
    )


def _quantile_dtype(a, places, weak: Literal, method: Literal, exact: Literal):
    if _is_discrete(method) or exact:
        return a.dtype
    elif is_bool(a):
        reject(
            "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the "
            "logical_xor function instead."
        )
    elif weak:
        return _float_dtype(a)
    else:
        return np.multiply(np.empty(0, a.dtype), np.empty(0, _float_dtype(places))).dtype


def _quantiles_of(row, places, result, method: Literal, weak: Literal, exact: Literal, skip_nan: Literal):
    """The quantiles of a row, which is reordered."""
    count = _nans_last(row)
    if count == 0 or (count < len(row) and not skip_nan):
        # Integers have no NaN, and only nanquantile() takes rows without a number.
        result[:] = _nan_like(result)
    elif _is_discrete(method) or exact:
        positions = _discrete_positions(count, _inexact_places(places), method)
        for j in range(len(positions)):
            position = int(positions[j]) if positions[j] > 0 else 0
            _select(row, 0, count, position)
            result[j] = row[position]
    else:
        positions = _virtual_positions(count, _inexact_places(places), method)
        for j in range(len(positions)):
            result[j] = _between_neighbours(row, count, positions[j], result.dtype, method)


def _inexact_places(places):
    return places if is_float(places) else places.astype(np.float64)


def _nan_like(row):
    return np.astype(0, row.dtype) if is_bool(row) or is_integer(row) else np.astype(np.nan, row.dtype)


def _discrete_positions(count, q, method: Literal):
    """The positions of elements; all is computed in the dtype of q, as NumPy does."""
    n, steps = np.astype(count, q.dtype), np.astype(count - 1, q.dtype)
    if method == "lower":
        return np.floor(steps * q)
    elif method == "higher":
        return np.ceil(steps * q)
    elif method == "inverted_cdf":
        index = n * q - 1
        return np.where(index == np.floor(index), np.floor(index), np.floor(index) + 1)
    elif method == "closest_observation":
        index = n * q - 1 - 0.5
        below = np.floor(index)
        return np.where(np.logical_and(index == below, np.mod(below, 2) == 1), below, below + 1)
    else:
        # `linear` comes here with integers, which hit a position.
        return np.rint(steps * q)


def _virtual_positions(count, q, method: Literal):
    """Where quantiles lie among sorted elements: Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996."""
    n, steps = np.astype(count, q.dtype), np.astype(count - 1, q.dtype)
    if method == "linear":
        return steps * q
    elif method == "midpoint":
        return 0.5 * (np.floor(steps * q) + np.ceil(steps * q))
    elif method == "averaged_inverted_cdf":
        return n * q - 1
    elif method == "interpolated_inverted_cdf":
        return n * q + (0 + q * 0) - 1
    elif method == "hazen":
        return n * q + (0.5 + q * 0.0) - 1
    elif method == "weibull":
        return n * q + (0 + q * 1) - 1
    elif method == "median_unbiased":
        return n * q + (1 / 3.0 + q * (1 - 1 / 3.0 - 1 / 3.0)) - 1
    elif method == "normal_unbiased":
        return n * q + (3 / 8.0 + q * (1 - 3 / 8.0 - 3 / 8.0)) - 1
    else:
        reject("not a valid method of quantiles")


def _between_neighbours(row, count, virtual, dtype, method: Literal):
    """NumPy's linear interpolation, with its two formulas."""
    if virtual >= count - 1:
        first, second, offset = count - 1, count - 1, -1
    elif virtual < 0:
        first, second, offset = 0, 0, 0
    else:
        first = int(np.floor(virtual))
        second, offset = first + 1, first
    gamma = _fixed_gamma(virtual - offset, virtual, method)
    _select(row, 0, count, first)
    low = row[first]
    high = _smallest(row, second, count) if second > first else low
    step = np.subtract(high, low)
    if gamma >= 0.5:
        return np.subtract(np.astype(high, dtype), np.astype(np.multiply(step, np.astype(1 - gamma, dtype)), dtype))
    return np.add(np.astype(low, dtype), np.astype(np.multiply(step, np.astype(gamma, dtype)), dtype))


def _fixed_gamma(gamma, virtual, method: Literal):
    if method == "averaged_inverted_cdf":
        return 0.5 if gamma == 0 else 1.0
    elif method == "midpoint":
        return 0.0 if np.mod(virtual, 1) == 0 else 0.5
    else:
        return gamma
