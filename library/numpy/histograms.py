"""Histograms, and counts of small integers."""

import numpy as np
from numlir.library import (
    ArrayLike,
    Literal,
    has_common_type,
    is_array,
    is_bool,
    is_complex,
    is_integer,
    is_none,
    is_string,
    is_tuple,
    is_unsigned,
    raise_if,
    reject,
)

from .along import _as_array, _float_dtype
from .axes import _flat
from .binning import _chosen_bins
from .dtypes import promote_types
from .searching import _search_all

# The bins of so many numbers are found at once.
_AT_ONCE = 256
# In so many tables numbers are counted by turns.
_TABLES = 4


def bincount(x: ArrayLike, weights=None, minlength=0):
    """How often each of the numbers from 0 on occurs, or the sums of weights of their places."""
    if x.ndim != 1:
        reject("object too deep for desired array")
    elif not (is_integer(x) or is_bool(x)):
        reject("Cannot cast array data to dtype('int64') according to the rule 'safe'")
    else:
        raise_if(minlength < 0, "ValueError", "'minlength' must not be negative")
        largest = _largest(x)
        raise_if(largest < -1, "ValueError", "'list' argument must have no negative elements")
        length = largest + 1 if largest + 1 > minlength else minlength
        if is_none(weights):
            counts = np.zeros(length, np.int64)
            for i in range(len(x)):
                counts[int(x[i])] += 1
            return counts
        else:
            weights = _as_array(weights)
            raise_if(len(weights) != len(x), "ValueError", "The weights and list don't have the same length.")
            # NumPy gives integers where there is nothing to count; here the type is that of sums.
            sums = np.zeros(length, np.float64)
            for i in range(len(x)):
                sums[int(x[i])] += float(weights[i])
            return sums


def _largest(x):
    """The largest number, or -1 where there is none, or -2 where one is negative."""
    if len(x) == 0:
        return np.int64(-1)
    if is_unsigned(x) or is_bool(x):
        return np.int64(np.max(x))
    # As numbers without a sign, negative ones are the largest.
    most = np.uint64(0)
    for i in range(len(x)):
        most = max(most, np.uint64(np.int64(x[i])))
    return np.int64(most) if most < np.uint64(1) << np.uint64(63) else np.int64(-2)


def histogram(a, bins: Literal = 10, range: Literal = None, density: Literal = None, weights=None):
    """How many elements fall between neighbouring edges; the last interval has both its ends."""
    line = _flat(_subtractable(a))
    edges = _edges(line, bins, range)
    if is_string(bins) and not is_none(weights):
        reject("Automated estimation of the number of bins is not supported for weighted data")
    if is_none(weights):
        counts = _counted(line, edges, _is_even(bins))
    else:
        weights = _as_array(weights)
        _check_weights(_as_array(a).shape, weights.shape)
        counts = _weighed(line, edges, _is_even(bins), _flat(weights))
    if density:
        return counts / np.diff(edges).astype(np.float64) / np.sum(counts), edges
    else:
        return counts, edges


def histogram_bin_edges(a, bins: Literal = 10, range: Literal = None, weights=None):
    return _edges(_flat(_subtractable(a)), bins, range)


def _subtractable(a: ArrayLike):
    """NumPy makes numbers of bools."""
    return a.astype(np.uint8) if is_bool(a) else a


def _check_weights(shape, weights):
    if len(shape) != len(weights):
        reject("weights should have the same shape as a.")
    else:
        raise_if(shape != weights, "ValueError", "weights should have the same shape as a.")


def _is_even(bins):
    """Whether all bins have one width."""
    return is_string(bins) or is_integer(bins) and not is_array(bins)


def _edges(line, bins: Literal, limits):
    if is_string(bins):
        first, last = _outer_edges(line, limits)
        return _even_edges(line, _chosen_bins(line, bins, limits, first, last), limits)
    elif _is_even(bins):
        return _even_edges(line, bins, limits)
    else:
        edges = _as_array(bins)
        if edges.ndim != 1:
            reject("`bins` must be 1d, when an array")
        else:
            text = "`bins` must increase monotonically, when an array"
            raise_if(np.any(edges[:-1] > edges[1:]), "ValueError", text)
            return edges


def _even_edges(line, bins, limits):
    raise_if(bins < 1, "ValueError", "`bins` must be positive, when an integer")
    first, last = _outer_edges(line, limits)
    if first == last:
        half = np.astype(0.5, _edge_dtype(line))
        first, last = first - half, last + half
    edges = np.linspace(first, last, bins + 1, dtype=_edge_dtype(line))
    text = "Too many bins for data range. Cannot create {} finite-sized bins."
    raise_if(np.any(edges[:-1] >= edges[1:]), "ValueError", text, bins)
    return edges


def _outer_edges(line, limits):
    """The range that is given, or that of the data, or 0 to 1 where there is none."""
    if is_none(limits):
        if len(line) == 0:
            return np.astype(0.0, _edge_dtype(line)), np.astype(1.0, _edge_dtype(line))
        first, last = np.astype(np.min(line), _edge_dtype(line)), np.astype(np.max(line), _edge_dtype(line))
        if np.isnan(first):
            raise ValueError("autodetected range of [nan, nan] is not finite")
        if np.isinf(first) or np.isinf(last):
            raise ValueError(f"autodetected range of [{first}, {last}] is not finite")
        return first, last
    else:
        first, last = float(limits[0]), float(limits[1])
        raise_if(first > last, "ValueError", "max must be larger than min in range parameter.")
        raise_if(not (np.isfinite(first) and np.isfinite(last)), "ValueError", "supplied range is not finite")
        return first, last


def _edge_dtype(line):
    return line.dtype if line.dtype == np.float16 else _float_dtype(line)


def _counted(line, edges, even: Literal):
    # A number after an equal one need not wait for its count. The last column is for what lies outside.
    counts = np.zeros((_TABLES, len(edges)), np.int64)
    places = np.empty(_AT_ONCE, np.int64)
    for start in range(0, len(line), _AT_ONCE):
        count = min(_AT_ONCE, len(line) - start)
        _find_bins(line[start : start + count], edges, even, places[:count])
        for i in range(0, count - _TABLES + 1, _TABLES):
            for table in range(_TABLES):
                counts[table, places[i + table]] += 1
        for i in range(count - count % _TABLES, count):
            counts[0, places[i]] += 1
    return np.sum(counts[:, : len(edges) - 1], axis=0)


def _weighed(line, edges, even: Literal, weights):
    """Sums in float64, then in the dtype of the weights."""
    sums = np.zeros(len(edges), np.complex128 if is_complex(weights) else np.float64)
    places = np.empty(_AT_ONCE, np.int64)
    for start in range(0, len(line), _AT_ONCE):
        count = min(_AT_ONCE, len(line) - start)
        _find_bins(line[start : start + count], edges, even, places[:count])
        for i in range(count):
            sums[places[i]] += weights[start + i]
    return sums[: len(edges) - 1].astype(weights.dtype)


def _find_bins(line, edges, even: Literal, places):
    """The bin of each number; how many there are for one that is in none."""
    bins = len(edges) - 1
    if bins < 1:
        places[:] = bins
    elif even:
        _find_even_bins(line, edges, places)
    else:
        dtype = promote_types(edges.dtype, line.dtype)
        _search_all(edges if edges.dtype == dtype else edges.astype(dtype), line, places, True)
        for i in range(len(line)):
            place = places[i] - 1
            # The last interval has its end.
            place = bins - 1 if line[i] == edges[bins] else place
            places[i] = place if place >= 0 and line[i] <= edges[bins] else bins


def _find_even_bins(line, edges, places):
    bins = len(edges) - 1
    first, last = edges[0], edges[bins]
    scale = bins / (float(last) - float(first))
    # How far the quotient may be off, in bins.
    slack = 8.0 * np.finfo(edges.dtype).eps * (bins + max(abs(float(first)), abs(float(last))) * scale)
    near = 0
    for i in range(len(line)):
        inside = (line[i] >= first) & (line[i] <= last)
        place = (float(line[i]) - float(first)) * scale if inside else bins + 0.5
        places[i] = int(place)
        near += int(_is_near(place, slack))
    if near > len(line) // 16:
        for i in range(len(line)):
            inside = (line[i] >= first) & (line[i] <= last)
            place = _compared(line[i], edges, places[i])
            places[i] = place if inside else bins
    elif near > 0:
        for i in range(len(line)):
            if _is_near((float(line[i]) - float(first)) * scale, slack) and first <= line[i] <= last:
                places[i] = _compared(line[i], edges, places[i])


def _compared(x, edges, place):
    """The bin of a number, found from one that may be the next."""
    most = len(edges) - 2
    place = min(place, most)
    place -= int(x < edges[place])
    return place + int((x >= edges[place + 1]) & (place != most))


def _is_near(place, slack):
    """Whether a number is about one of the edges."""
    return abs(place - np.rint(place)) <= slack


def histogram2d(x: ArrayLike, y: ArrayLike, bins=10, range=None, density: Literal = None, weights=None):
    raise_if(len(x) != len(y), "ValueError", "x and y must have the same length.")
    # A tuple of other lengths is the edges on both axes.
    both = np.asarray(bins) if is_tuple(bins) and len(bins) > 2 else bins
    columns = _columns((x, y), both, range)
    edges, counts = _counts_of_points(columns, (both, both) if is_array(both) else both, range, density, weights)
    return counts, edges[0], edges[1]


def histogramdd(sample, bins=10, range=None, density: Literal = None, weights=None):
    columns = _columns(sample, bins, range)
    edges, counts = _counts_of_points(columns, bins, range, density, weights)
    return counts, list(edges) if has_common_type(edges) else edges


def _counts_of_points(columns, bins, range, density: Literal, weights):
    if is_tuple(bins):
        wrong = len(bins) != len(columns)
        raise_if(wrong, "ValueError", "The dimension of bins must be equal to the dimension of the sample x.")
    if is_tuple(range):
        raise_if(len(range) != len(columns), "ValueError", "range argument must have one entry per dimension")
    edges = _all_edges(columns, bins, range, 0)
    weights = weights if is_none(weights) else _as_array(weights)
    if not is_none(weights):
        wrong = len(weights) != len(columns[0])
        raise_if(wrong, "ValueError", "The weights and list don't have the same length.")
    # On each axis the last place is for what lies outside.
    places = np.zeros(_lengths(edges), np.float64)
    _count_points(columns, edges, _each_even(bins, len(columns)), weights, np.ravel(places))
    counts = places[(slice(0, -1),) * len(edges)].copy()
    if density:
        return edges, _over_widths(counts, edges, 0) / np.sum(counts)
    else:
        return edges, counts


def _is_even_at(bins, axis: Literal):
    return _is_even(_at(bins, axis))


def _at(values, axis: Literal):
    """What an axis has of a tuple of them, or what all have."""
    if is_tuple(values):
        return values[axis] if axis < len(values) else values[-1]
    return values


def _edges_of(line, bins, limits, axis: Literal):
    """The edges on one axis: in float64 where the range is given, else in the dtype of the data."""
    one, range = _at(bins, axis), None if is_none(limits) else _at_axis(limits, axis)
    if _is_even(one):
        raise_if(one < 1, "ValueError", "`bins[{}]` must be positive, when an integer", axis)
        return _edges(line if is_none(range) else line.astype(np.float64), one, range)
    edges = _as_array(one)
    if edges.ndim != 1:
        reject("`bins` must be a scalar or 1d array")
    else:
        text = "`bins[{}]` must be monotonically increasing, when an array"
        raise_if(np.any(edges[:-1] > edges[1:]), "ValueError", text, axis)
        return edges


def _at_axis(limits, axis: Literal):
    return _at(limits, axis) if is_tuple(limits) else limits[axis]


def _columns(sample, bins, range):
    """The coordinates of all points on each axis, in one dtype."""
    if is_tuple(sample):
        return _of_dtype(sample, np.result_type(*sample), len(sample[0]))
    points = _as_array(sample)
    if points.ndim == 1:
        return (points,)
    if is_tuple(bins):
        wrong = points.shape[1] != len(bins)
        raise_if(wrong, "ValueError", "The dimension of bins must be equal to the dimension of the sample x.")
        return _first_columns(points, len(bins))
    elif is_tuple(range):
        wrong = points.shape[1] != len(range)
        raise_if(wrong, "ValueError", "range argument must have one entry per dimension")
        return _first_columns(points, len(range))
    else:
        reject("how many axes the sample has is not known when compiling: pass a tuple of arrays, or bins as a tuple")


def _of_dtype(lines, dtype, length):
    if len(lines) == 0:
        return ()
    line = _as_array(lines[0])
    raise_if(len(line) != length, "ValueError", "setting an array element with a sequence.")
    return (line.astype(dtype),) + _of_dtype(lines[1:], dtype, length)


def _first_columns(points, count: Literal):
    return () if count == 0 else _first_columns(points, count - 1) + (points[:, count - 1],)


def _all_edges(columns, bins, range, axis: Literal):
    if axis == len(columns):
        return ()
    return (_edges_of(columns[axis], bins, range, axis),) + _all_edges(columns, bins, range, axis + 1)


def _each_even(bins, count: Literal):
    return () if count == 0 else _each_even(bins, count - 1) + (_is_even_at(bins, count - 1),)


def _lengths(edges):
    return () if len(edges) == 0 else (len(edges[0]),) + _lengths(edges[1:])


def _count_points(columns, edges, even: Literal, weights, counts):
    """In a flat table, whose places are found axis by axis."""
    length = len(columns[0])
    found = np.empty(_AT_ONCE, np.int64)
    places = np.empty(_AT_ONCE, np.int64)
    for start in np.arange(0, length, _AT_ONCE):
        stop = min(start + _AT_ONCE, length)
        _find_bins(columns[0][start:stop], edges[0], even[0], places[: stop - start])
        _number_places(columns[1:], edges[1:], even[1:], start, stop, found, places)
        for i in np.arange(stop - start):
            counts[places[i]] += 1.0 if is_none(weights) else weights[start + i]


def _number_places(columns, edges, even: Literal, start, stop, found, places):
    if len(columns) > 0:
        _find_bins(columns[0][start:stop], edges[0], even[0], found[: stop - start])
        for i in np.arange(stop - start):
            places[i] = places[i] * len(edges[0]) + found[i]
        _number_places(columns[1:], edges[1:], even[1:], start, stop, found, places)


def _over_widths(counts, edges, axis: Literal):
    if axis == len(edges):
        return counts
    shape = (1,) * axis + (len(edges[axis]) - 1,) + (1,) * (len(edges) - axis - 1)
    return _over_widths(counts / np.diff(edges[axis]).reshape(shape), edges, axis + 1)
