"""Histograms, and counts of small integers."""

import numpy as np
from numlir.library import (
    Literal,
    is_array,
    is_bool,
    is_complex,
    is_integer,
    is_none,
    is_string,
    is_tuple,
    raise_if,
    reject,
)

from .along import _as_array, _float_dtype
from .axes import _flat


def bincount(x, weights=None, minlength=0):
    """How often each of the numbers from 0 on occurs, or the sums of weights of their places."""
    x = _as_array(x)
    if x.ndim != 1:
        reject("object too deep for desired array")
    elif not (is_integer(x) or is_bool(x)):
        reject("Cannot cast array data to dtype('int64') according to the rule 'safe'")
    else:
        raise_if(minlength < 0, "ValueError", "'minlength' must not be negative")
        largest = np.int64(-1)
        if len(x) > 0:
            raise_if(np.min(x) < 0, "ValueError", "'list' argument must have no negative elements")
            largest = np.int64(np.max(x))
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


def histogram(a, bins=10, range: Literal = None, density: Literal = None, weights=None):
    """How many elements fall between neighbouring edges; the last interval has both its ends."""
    line = _flat(_subtractable(a))
    edges = _edges(line, bins, range)
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


def histogram_bin_edges(a, bins=10, range: Literal = None, weights=None):
    return _edges(_flat(_subtractable(a)), bins, range)


def _subtractable(a):
    """NumPy makes numbers of bools."""
    a = _as_array(a)
    return a.astype(np.uint8) if is_bool(a) else a


def _check_weights(shape, weights):
    if len(shape) != len(weights):
        reject("weights should have the same shape as a.")
    else:
        raise_if(shape != weights, "ValueError", "weights should have the same shape as a.")


def _is_even(bins):
    """Whether all bins have one width."""
    return is_integer(bins) and not is_array(bins)


def _edges(line, bins, limits):
    if is_string(bins):
        reject("the automatic choice of bins is not compiled")
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
    counts = np.zeros(len(edges) - 1, np.int64)
    scale = _scale(edges)
    for i in range(len(line)):
        place = _bin(line[i], edges, scale, even)
        if place >= 0:
            counts[place] += 1
    return counts


def _weighed(line, edges, even: Literal, weights):
    """Sums in float64, then in the dtype of the weights."""
    sums = np.zeros(len(edges) - 1, np.complex128 if is_complex(weights) else np.float64)
    scale = _scale(edges)
    for i in range(len(line)):
        place = _bin(line[i], edges, scale, even)
        if place >= 0:
            sums[place] += weights[i]
    return sums.astype(weights.dtype)


def _scale(edges):
    """Bins per unit, where all have one width."""
    return (len(edges) - 1) / (float(edges[-1]) - float(edges[0])) if len(edges) > 1 else 0.0


def _bin(x, edges, scale, even: Literal):
    """The bin of a number, or -1."""
    last = len(edges) - 2
    if not (x >= edges[0] and x <= edges[last + 1]) or last < 0:
        return -1
    if even:
        place = int((float(x) - float(edges[0])) * scale)
        place = last if place > last else place
        # The division may be off by an ulp.
        while place > 0 and x < edges[place]:
            place -= 1
        while place < last and x >= edges[place + 1]:
            place += 1
        return place
    else:
        low, high = 0, last + 1
        while high - low > 1:
            middle = (low + high) // 2
            if x >= edges[middle]:
                low = middle
            else:
                high = middle
        # Empty intervals before the end have no numbers, but the one at the end has.
        return last if x == edges[last + 1] else low


def histogram2d(x, y, bins=10, range: Literal = None, density: Literal = None, weights=None):
    x, y = _as_array(x), _as_array(y)
    raise_if(len(x) != len(y), "ValueError", "x and y must have the same length.")
    # As columns of one matrix they have one dtype.
    ty = np.result_type(x, y)
    x, y = x.astype(ty), y.astype(ty)
    x_edges, x_even = _edges_of(x, bins, range, 0), _is_even_at(bins, 0)
    y_edges, y_even = _edges_of(y, bins, range, 1), _is_even_at(bins, 1)
    counts = np.zeros((len(x_edges) - 1, len(y_edges) - 1), np.float64)
    x_scale, y_scale = _scale(x_edges), _scale(y_edges)
    for i in np.arange(len(x)):
        row = _bin(x[i], x_edges, x_scale, x_even)
        column = _bin(y[i], y_edges, y_scale, y_even)
        if row >= 0 and column >= 0:
            counts[row, column] += 1.0 if is_none(weights) else weights[i]
    if density:
        total = np.sum(counts)
        return counts / np.diff(x_edges)[:, None] / np.diff(y_edges)[None, :] / total, x_edges, y_edges
    else:
        return counts, x_edges, y_edges


def _is_even_at(bins, axis: Literal):
    return _is_even(bins[axis]) if is_tuple(bins) else _is_even(bins)


def _edges_of(line, bins, limits, axis: Literal):
    """The edges on one axis: in float64 where the range is given, else in the dtype of the data."""
    one = bins[axis] if is_tuple(bins) else bins
    range = None if is_none(limits) else limits[axis]
    return _edges(line if is_none(limits) or not _is_even(one) else line.astype(np.float64), one, range)
