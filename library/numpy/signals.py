"""Convolution, correlation, interpolation."""

import numpy as np
from numlir.library import (
    ArrayLike,
    Literal,
    is_array,
    is_complex,
    is_date,
    is_literal,
    is_none,
    is_scalar,
    raise_if,
    reject,
)

from .searching import _search, _search_all

# For so many places at once the points before them are looked for.
_AT_ONCE = 256


def convolve(a, v, mode: Literal = "full"):
    a, v = _line_of(a), _line_of(v)
    raise_if(len(a) == 0, "ValueError", "a cannot be empty")
    raise_if(len(v) == 0, "ValueError", "v cannot be empty")
    result = np.empty(_slide_length(a, v, mode), (np.empty(0, a.dtype) * np.empty(0, v.dtype)).dtype)
    if len(v) > len(a):
        _slide(v, a[::-1], result, mode)
    else:
        _slide(a, v[::-1], result, mode)
    return result


def correlate(a, v, mode: Literal = "valid"):
    a, v = _line_of(a), _line_of(v)
    raise_if(len(a) == 0, "ValueError", "first array argument cannot be empty")
    raise_if(len(v) == 0, "ValueError", "second array argument cannot be empty")
    result = np.empty(_slide_length(a, v, mode), (np.empty(0, a.dtype) * np.empty(0, v.dtype)).dtype)
    if len(v) > len(a):
        # The longer one is what is slid over, so the shifts come in the other order.
        _slide(_conjugate(v), a, result[::-1], mode)
    else:
        _slide(a, _conjugate(v), result, mode)
    return result


def _conjugate(x):
    return np.conjugate(x) if is_complex(x) else x


def _line_of(a: ArrayLike):
    if a.ndim == 0:
        return np.full(1, a[()])
    elif a.ndim > 1:
        reject("object too deep for desired array")
    else:
        return a


def _slide_length(a, v, mode: Literal):
    n, m = len(a), len(v)
    longer, shorter = (n, m) if n >= m else (m, n)
    if mode == "valid":
        return longer - shorter + 1
    elif mode == "same":
        return longer
    elif mode == "full":
        return longer + shorter - 1
    elif is_literal(mode):
        reject("mode must be one of 'valid', 'same', or 'full'")
    else:
        raise ValueError("mode must be one of 'valid', 'same', or 'full'")


def _slide(a, v, result, mode: Literal):
    """Sums the products of `v` with the parts of `a` at each shift: `result[k] = sum(a[k - left + j] * v[j])`.

    Up to four elements of `v` at once are added to a block of results, which stays in the cache; at the ends of `a`, where not all of them have
    something to be multiplied with, it is one after the other.
    """
    left = 0 if mode == "valid" else (len(v) // 2 if mode == "same" else len(v) - 1)
    for start in range(0, len(result), 4096):
        stop = min(start + 4096, len(result))
        result[start:stop] = 0
        for j in range(0, len(v), 4):
            some = v[j : min(j + 4, len(v))]
            low, high = max(start, left - j), min(stop, len(a) + left - j - len(some) + 1)
            if low >= high:
                low, high = stop, stop
            for i in range(len(some)):
                shift = j + i - left
                own_low, own_high = max(start, -shift), min(stop, len(a) - shift)
                weight = np.astype(some[i], result.dtype)
                for side in range(2):
                    first, last = (own_low, min(low, own_high)) if side == 0 else (high, own_high)
                    for k in range(first, last):
                        result[k] = _and_product(result, result[k], a[k + shift], weight)
            part, values = result[low:high], a[low + j - left :] if low < high else a[:0]
            if len(some) == 4:
                _slide_some(values, some, part, 4)
            elif len(some) == 3:
                _slide_some(values, some, part, 3)
            elif len(some) == 2:
                _slide_some(values, some, part, 2)
            else:
                _slide_some(values, some, part, 1)


def _slide_some(a, v, result, count: Literal):
    weights = _weights(v, result, count)
    for k in range(len(result)):
        result[k] = _and_products(result, result[k], a, k, weights)


def _weights(v, result, count: Literal):
    if count == 0:
        return ()
    return _weights(v, result, count - 1) + (np.astype(v[count - 1], result.dtype),)


def _and_products(result, total, a, k, weights):
    """The total and the products of the weights with the elements from a place on, from the first to the last."""
    if len(weights) == 0:
        return total
    return _and_products(result, _and_product(result, total, a[k], weights[0]), a, k + 1, weights[1:])


def _and_product(result, total, x, weight):
    return np.add(total, np.multiply(np.astype(x, result.dtype), weight))


def interp(x, xp: ArrayLike, fp: ArrayLike, left=None, right=None, period=None):
    """Linear interpolation between points, as NumPy's `arr_interp` does it."""
    if xp.ndim != 1 or fp.ndim != 1:
        reject("Data points must be 1-D sequences")
    if is_date(x) or is_date(xp) or is_date(fp):
        reject("Cannot cast array data from dates to dtype('float64') according to the rule 'safe'")
    raise_if(len(xp) != len(fp), "ValueError", "fp and xp are not of the same length.")
    raise_if(len(xp) == 0, "ValueError", "array of sample points is empty")
    xp = xp.astype(np.float64)
    fp = fp.astype(np.complex128 if is_complex(fp) else np.float64)
    if is_none(period):
        below = fp[0] if is_none(left) else np.astype(left, fp.dtype)
        above = fp[-1] if is_none(right) else np.astype(right, fp.dtype)
        return _interpolated(x, xp, fp, below, above)
    else:
        raise_if(period == 0, "ValueError", "period must be a non-zero value")
        length = np.abs(period)
        points, values = _one_period(np.mod(xp, length), fp, length)
        # Of numbers, not of integers: those beyond 2**53 are rounded first.
        return _interpolated(np.mod(np.astype(x if is_scalar(x) else np.asarray(x), np.float64), length), points, values, values[0], values[-1])


def _one_period(xp, fp, period):
    """The points in order, with one of the neighbouring periods at each end."""
    order = np.argsort(xp)
    points, values = np.empty(len(xp) + 2), np.empty(len(xp) + 2, fp.dtype)
    for i in range(len(xp)):
        points[i + 1], values[i + 1] = xp[order[i]], fp[order[i]]
    points[0], values[0] = points[-2] - period, values[-2]
    points[-1], values[-1] = points[1] + period, values[1]
    return points, values


def _interpolated(x, xp, fp, left, right):
    if is_array(x):
        if x.ndim == 0:
            return _between(float(x[()]), xp, fp, left, right)
        else:
            result = np.empty(x.shape, fp.dtype)
            _interpolate(x, xp, fp, left, right, result)
            return result
    elif is_scalar(x):
        return _between(float(x), xp, fp, left, right)
    else:
        return _interpolated(np.asarray(x), xp, fp, left, right)


def _interpolate(x, xp, fp, left, right, result):
    if x.ndim > 1:
        for i in range(len(x)):
            _interpolate(x[i], xp, fp, left, right, result[i])
        return
    wanted, places = np.empty(_AT_ONCE), np.empty(_AT_ONCE, np.int64)
    slopes = np.empty(0, fp.dtype)
    if not is_complex(fp) and 1 < len(xp) <= len(x):
        slopes = np.diff(fp) / np.diff(xp)
    for start in range(0, len(x), _AT_ONCE):
        count = min(_AT_ONCE, len(x) - start)
        wanted[:count] = x[start : start + count]
        _search_all(xp, wanted[:count], places, True)
        some = result[start : start + count]
        if len(slopes) == 0 or _are_on_lines(wanted, xp, fp, slopes, places, some) != 0:
            for i in range(count):
                if len(slopes) == 0 or _is_special(wanted[i], xp, places[i], some[i]):
                    some[i] = _value_at(wanted[i], xp, fp, left, right, places[i] - 1)


def _are_on_lines(wanted, xp, fp, slopes, places, result):
    """The values between two points each, and whether there are others among them."""
    special = 0
    for i in range(len(result)):
        place = min(max(places[i] - 1, 0), len(slopes) - 1)
        value = slopes[place] * (wanted[i] - xp[place]) + fp[place]
        result[i] = value
        special |= int(_is_special(wanted[i], xp, places[i], value))
    return special


def _is_special(x, xp, place, value):
    """Whether a number is a point or outside of all, or an infinity is in the way."""
    point = min(max(place - 1, 0), len(xp) - 2)
    return (place == 0) | (place == len(xp)) | (xp[point] == x) | (value != value)


def _between(x, xp, fp, left, right):
    """The value at one place."""
    return _value_at(x, xp, fp, left, right, _search(xp, x, True, None) - 1)


def _value_at(x, xp, fp, left, right, i):
    """The value at a place that lies between the point `i`, the last one that is not above it, and the next."""
    last = len(xp) - 1
    if np.isnan(x) and last > 0:
        return np.astype(x, fp.dtype)
    if x > xp[last]:
        return right
    if x < xp[0]:
        return left
    if i == last or xp[i] == x:
        return fp[i]
    if is_complex(fp):
        inverse = 1.0 / (xp[i + 1] - xp[i])
        real = _on_line(x, xp, fp[i].real, fp[i + 1].real, (fp[i + 1].real - fp[i].real) * inverse, i)
        imaginary = _on_line(x, xp, fp[i].imag, fp[i + 1].imag, (fp[i + 1].imag - fp[i].imag) * inverse, i)
        return complex(real, imaginary)
    return _on_line(x, xp, fp[i], fp[i + 1], (fp[i + 1] - fp[i]) / (xp[i + 1] - xp[i]), i)


def _on_line(x, xp, first, second, slope, i):
    value = slope * (x - xp[i]) + first
    if np.isnan(value):
        # Infinities may be in the way from one side only.
        value = slope * (x - xp[i + 1]) + second
        if np.isnan(value) and first == second:
            value = first
    return value
