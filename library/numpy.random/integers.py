"""Random integers, choices, shuffles and permutations, for ``numpy.random`` and for generators."""

import numpy as np
from numlir.library import Literal, call_c, is_array, is_bool, is_integer, is_list, is_none, is_scalar, raise_if, reject

from .distributions import _doubles, _lines, _room, _shapes


def _check_bounds(first, last, dtype):
    raise_if(np.any(first < _least(dtype)), "ValueError", "low is out of bounds for {}", np.dtype(dtype).name)
    raise_if(np.any(last > _most(dtype)), "ValueError", "high is out of bounds for {}", np.dtype(dtype).name)


def _least(dtype):
    return 0 if is_bool(dtype) else np.iinfo(dtype).min


def _most(dtype):
    return 1 if is_bool(dtype) else np.iinfo(dtype).max


def _integers_each(source, first, high, size, dtype, closed):
    """Integers between bounds of their own, which broadcast."""
    if dtype == np.uint64:
        reject("integers between arrays are of other dtypes than uint64")
    first = np.asarray(first).astype(np.int64)
    last = np.asarray(high).astype(np.int64) - (0 if closed else 1)
    _check_bounds(first, last, dtype)
    if np.any(first > last):
        _wrong_bounds(np.any(first != 0), closed)
    out = _room(_shapes((first, last)), size, dtype, False)
    least, most = _lines((first, last), out.shape)
    ranges = (most - least).astype(np.uint64)
    call_c("numlir_random_fill_integers_each", None, source, least, ranges, _bits(out), out, out.size)
    return out


def _wrong_bounds(with_low, closed):
    if with_low:
        raise ValueError("low > high" if closed else "low >= high")
    raise ValueError("high < 0" if closed else "high <= 0")


def _plain(bound):
    """An array without axes is a number."""
    if is_array(bound):
        return bound[()] if bound.ndim == 0 else bound
    else:
        return bound


def _integers(source, low, high, size, dtype, closed):
    if not is_none(size) and _is_empty(size):
        # Of no numbers no bounds are asked.
        return np.empty(size, dtype)
    low, high = _plain(low), _plain(high)
    if dtype == np.uint64 and is_scalar(low) and (is_none(high) or is_scalar(high)):
        if is_none(high):
            return _integers_unsigned(source, 0, low, size, closed)
        else:
            return _integers_unsigned(source, low, high, size, closed)
    return _integers_between(source, low, high, size, dtype, closed)


def _is_empty(size):
    if is_scalar(size):
        return size == 0
    for extent in size:
        if extent == 0:
            return True
    return False


def _integers_unsigned(source, low, high, size, closed):
    """Integers of 64 bits without a sign, whose bounds may lie above those of all others."""
    raise_if(low < 0, "ValueError", "low is out of bounds for uint64")
    if high < 0 or (high == 0 and not closed):
        _wrong_bounds(low != 0, closed)
    first, last = np.uint64(low), np.uint64(high)
    if not closed:
        last -= np.uint64(1)
    if first > last:
        _wrong_bounds(True, closed)
    length = 1 if is_none(size) else size
    out = np.empty(length, np.uint64)
    call_c("numlir_random_fill_integers", None, source, np.int64(first), last - first, 64, out, out.size)
    return out[0] if is_none(size) else out


def _integers_between(source, low, high, size, dtype, closed):
    if not is_scalar(low) or not (is_none(high) or is_scalar(high)):
        if is_none(high):
            return _integers_each(source, 0, low, size, dtype, closed)
        else:
            return _integers_each(source, low, high, size, dtype, closed)
    if is_none(high):
        first = 0
        last = int(low)
    else:
        first = int(low)
        last = int(high)
    if not closed:
        last -= 1
    _check_bounds(first, last, dtype)
    if first > last:
        _wrong_bounds(first != 0, closed)
    if is_none(size):
        if dtype == np.int64:
            return first + np.int64(call_c("numlir_random_bounded", np.uint64, source, np.uint64(last - first)))
        one = np.empty(1, dtype)
        call_c("numlir_random_fill_integers", None, source, first, np.uint64(last - first), _bits(one), one, 1)
        return one[0]
    out = np.empty(size, dtype)
    call_c("numlir_random_fill_integers", None, source, first, np.uint64(last - first), _bits(out), out, out.size)
    return out


def _bits(out):
    if is_bool(out):
        return 1
    return 8 * out.itemsize


def _population(a):
    if is_array(a):
        if a.ndim != 1:
            reject("choices are made from one-dimensional arrays")
        return a.shape[0]
    if not is_integer(a):
        reject("choices are made from an integer or an array")
    return int(a)


def _tolerance(p):
    if is_array(p):
        if p.dtype == np.float32:
            return 0.00034526698300124393
    return 1.4901161193847656e-08


def _positions(source, population, count, replace, p, shuffle, out):
    """Positions of chosen things into ``out``; a number that says what is wrong with the probabilities."""
    if is_none(p):
        none = np.empty(0, np.float64)
        return call_c(
            "numlir_random_choose", np.int64, source, population, count, int(replace), int(shuffle), 0, none, 0.0, out
        )
    chances = _doubles(p)
    return call_c(
        "numlir_random_choose",
        np.int64,
        source,
        population,
        count,
        int(replace),
        int(shuffle),
        1,
        chances,
        _tolerance(p),
        out,
    )


def _chosen(a, positions, size):
    if is_none(size):
        if is_array(a):
            return a[positions[0]]
        return positions[0]
    if is_array(a):
        out = np.empty(size, a.dtype)
        call_c("numlir_random_take", None, a, a.strides[0], a.itemsize, positions, out, out.size)
        return out
    return positions


def _shuffle(source, x):
    if is_list(x):
        # What is drawn is the same for lists as for arrays.
        places, items = np.arange(len(x)), x.copy()
        _shuffle(source, places)
        for index in range(len(x)):
            x[index] = items[places[index]]
        return
    if not is_array(x):
        reject("only arrays and lists are shuffled")
    if x.ndim == 0:
        raise TypeError("object of type 'numpy.ndarray' has no len()")
    if x.size == 0:
        return
    down = x.strides
    if x.ndim == 1:
        call_c("numlir_random_shuffle", None, source, x, x.shape[0], down[0], 1, 0, 1, 0, x.itemsize)
    elif x.ndim == 2:
        rows, columns = x.shape
        call_c("numlir_random_shuffle", None, source, x, rows, down[0], 1, 0, columns, down[1], x.itemsize)
    elif x.ndim == 3:
        rows, columns, depth = x.shape
        call_c("numlir_random_shuffle", None, source, x, rows, down[0], columns, down[1], depth, down[2], x.itemsize)
    else:
        reject("arrays of more than three dimensions are not shuffled")


def _permutation(source, x):
    if is_array(x):
        if x.ndim == 0:
            raise IndexError("x must be an integer or at least 1-dimensional")
        out = np.empty(x.shape, x.dtype)
        if x.ndim == 1:
            for index in range(x.shape[0]):
                out[index] = x[index]
        elif x.ndim == 2:
            for row in range(x.shape[0]):
                for column in range(x.shape[1]):
                    out[row, column] = x[row, column]
        elif x.ndim == 3:
            for row in range(x.shape[0]):
                for column in range(x.shape[1]):
                    for depth in range(x.shape[2]):
                        out[row, column, depth] = x[row, column, depth]
        else:
            reject("arrays of more than three dimensions are not permuted")
        _shuffle(source, out)
        return out
    numbers = np.empty(int(x), np.int64)
    for index in range(len(numbers)):
        numbers[index] = index
    _shuffle(source, numbers)
    return numbers
