"""Sorting: `np.sort`, `np.partition`. Numbers are sorted by the runtime (`src/runtime/sort.rs`), which costs no time to compile; here is what is left
for complex and half-precision ones."""

import builtins

import numpy as np
from numlir.library import (
    ArrayLike,
    Literal,
    ScalarOrArray,
    call_c,
    is_array,
    is_bool,
    is_complex,
    is_date,
    is_float,
    is_integer,
    is_literal,
    is_none,
    is_scalar,
    is_unsigned,
    layout,
    reject,
)
from .along import _axis_back, _axis_last
from .dates import _ranks
from .lanes import _checked_axis
from .records import _sorted_records

SMALL = 16  # Lanes up to this length are sorted by insertion.
RUN = 16  # Merging begins with runs of this length.
_SHORT = 256  # Lanes up to this length are sorted many at a time.


def sort(a: ArrayLike, axis: Literal = -1, kind: Literal = None, order: Literal = None, *, stable: Literal = None):
    if not (a.dtype.names is None):
        return _sorted_records(a, axis, order)
    if not (order is None):
        reject("sort(): 'order' is for records")
    if axis is None:
        values = a.flatten()
        _sort_axis(values, 0, kind, stable)
        return values
    if not is_literal(axis):
        return _axis_back(sort(_axis_last(a, axis), -1, kind, stable=stable), axis)
    values = np.copy(a)
    _sort_axis(values, axis, kind, stable)
    return values


def sort_complex(a: ArrayLike):
    """As `np.sort` of a complex copy: complex64 for integers of up to 16 bits, complex128 for all other reals."""
    if is_complex(a):
        values = a.copy()
    elif is_integer(a) and a.itemsize <= 2:
        values = a.astype(np.complex64)
    else:
        values = a.astype(np.complex128)
    _sort_axis(values, -1, None, None)
    return values


def _check_lanes(a):
    """Refuses what has no lanes to partition."""
    if not is_array(a):
        reject("The first argument must be an array-like")
    if a.ndim == 0:
        reject("The first argument must be at least 1-D (found 0-D)")


def partition(a: ScalarOrArray, kth, axis: Literal = -1, kind: Literal = "introselect", order: Literal = None):
    if not is_none(order):
        reject("partition(): 'order' is for records")
    _check_lanes(a)
    if axis is None:
        values = a.flatten()
        _partition_axis(values, kth, 0)
        return values
    if not is_literal(axis):
        return _axis_back(partition(_axis_last(a, axis), kth, -1), axis)
    values = np.copy(a)
    _partition_axis(values, kth, axis)
    return values


def _sort_axis(values, axis: Literal, kind: Literal, stable: Literal):
    """Sorts in place along an axis."""
    direction = _checked_axis(values, axis)
    if not (kind is None) and not (stable is None):
        reject("`kind` and `stable` parameters can't be provided at the same time. Use only one of them.")
    if kind is None or kind == "quicksort" or kind == "heapsort" or kind == "quick" or kind == "heap":
        _sort_lanes(values, direction, stable is True)
    elif kind == "stable" or kind == "mergesort":
        _sort_lanes(values, direction, True)
    else:
        reject("sort kind must be one of 'quick', 'heap', or 'stable'")


def _sort_lanes(values, axis: Literal, stable: Literal):
    if values.ndim == 1:
        _sort_lane(values, stable)
    elif values.ndim == 2 and _number_kind(values) > 0 and (is_integer(values) or is_bool(values) or not stable):
        if values.shape[axis] <= _SHORT:
            other = 1 - axis
            rows, length, strides = values.shape[other], values.shape[axis], values.strides
            call_c("numlir_sort_rows", None, _number_kind(values), values, rows, strides[other], length, strides[axis])
        else:
            _sort_lanes_of(values, axis, stable)
    else:
        _sort_lanes_of(values, axis, stable)


def _sort_lanes_of(values, axis: Literal, stable: Literal):
    if axis > 0:
        for i in range(values.shape[0]):
            _sort_lanes(values[i], axis - 1, stable)
    elif values.ndim == 2:
        lane = np.empty(values.shape[0], values.dtype)
        for i in range(values.shape[1]):
            lane[:] = values[:, i]
            _sort_lane(lane, stable)
            values[:, i] = lane
    else:
        for i in range(values.shape[values.ndim - 1]):
            _sort_lanes(values[..., i], 0, stable)


def _sort_lane(a, stable: Literal):
    if is_date(a):
        ranks = a.view(np.int64)
        ranks -= np.int64(1)
        _sort_lane(ranks, stable)
        ranks += np.int64(1)
    elif is_bool(a):
        _sort_bools(a)
    elif is_integer(a):
        # Equal integers cannot be told apart, so that every order is stable.
        if a.itemsize == 1 and len(a) > 64:
            _sort_bytes(a)
        elif a.itemsize == 2 and len(a) > 4096:
            _sort_words(a)
        else:
            _quicksort(a, len(a))
    elif stable:
        if is_complex(a):
            _merge_sort(a, len(a))
        else:
            _merge_sort(a, _nans_last(a))
    elif is_complex(a):
        _quicksort(a, len(a))
    else:
        _quicksort(a, _nans_last(a))


def _less(x, y):
    """NumPy's order of complex numbers: by the real parts, then the imaginary ones, those with a NaN last. Reals hold no NaN here."""
    if is_complex(x):
        if x.real < y.real:
            return x.imag == x.imag or y.imag != y.imag
        if x.real > y.real:
            return y.imag != y.imag and x.imag == x.imag
        if x.real == y.real or (x.real != x.real and y.real != y.real):
            return x.imag < y.imag or (y.imag != y.imag and x.imag == x.imag)
        return y.real != y.real
    return x < y


def _less_or_nan(x, y):
    """As `_less`, but real NaNs come last, and NaT."""
    if is_date(x):
        return _ranks(x) < _ranks(y)
    if is_float(x):
        return x < y or (y != y and x == x)
    return _less(x, y)


def _sort_bools(a):
    trues = 0
    for i in range(len(a)):
        trues += int(a[i])
    a[: len(a) - trues] = False
    a[len(a) - trues :] = True


def _sort_bytes(a):
    """Counts the values."""
    counts = np.zeros(256, np.int64)
    lowest = 0 if a.dtype == np.uint8 else -128
    for i in range(len(a)):
        counts[int(a[i]) - lowest] += 1
    end = 0
    for value in range(256):
        start = end
        end += counts[value]
        a[start:end] = value + lowest


def _sort_words(a):
    """Counts the values."""
    counts = np.zeros(65536, np.int64)
    lowest = 0 if a.dtype == np.uint16 else -32768
    for i in range(len(a)):
        counts[int(a[i]) - lowest] += 1
    end = 0
    for value in range(65536):
        for _ in range(counts[value]):
            a[end] = value + lowest
            end += 1


def _nans_last(a):
    """Moves NaNs behind the numbers, which keep their order, and counts the numbers."""
    if is_bool(a) or is_integer(a):
        return len(a)
    kept = 0
    for i in range(len(a)):
        kept += int(a[i] == a[i])
    if kept == len(a):
        return kept
    nans = np.empty(len(a) - kept, a.dtype)
    numbers = 0
    for i in range(len(a)):
        x = a[i]
        if x == x:
            a[numbers] = x
            numbers += 1
        else:
            nans[i - numbers] = x
    a[numbers:] = nans
    return numbers


def _ordered(a, length):
    """Whether it is sorted already; turns one that falls strictly."""
    i = 1
    while i < length and not _less(a[i], a[i - 1]):
        i += 1
    if i >= length:
        return True
    if i > 1:
        return False
    while i < length and _less(a[i], a[i - 1]):
        i += 1
    if i < length:
        return False
    for k in range(length // 2):
        x = a[k]
        a[k] = a[length - 1 - k]
        a[length - 1 - k] = x
    return True


def _number_kind(a):
    """What the runtime knows elements by that it sorts, `src/runtime/sort.rs`; 0 for others."""
    if is_bool(a):
        return 17
    if is_integer(a):
        return a.itemsize + 16 * int(is_unsigned(a))
    if a.dtype == np.float32 or a.dtype == np.float64:
        return 32 + a.itemsize
    return 0


def _quicksort(a, length):
    if _number_kind(a) > 0:
        if layout(a) == "A":
            lane = a[:length].copy()
            call_c("numlir_sort", None, _number_kind(a), lane, length)
            a[:length] = lane
        else:
            call_c("numlir_sort", None, _number_kind(a), a, length)
    elif length <= SMALL:
        _insertion_sort(a, 0, length)
    elif not _ordered(a, length):
        _quicksort_part(a, 0, length, _depth(length))


def _depth(length):
    """How deep partitions may go before heapsort takes over: twice the logarithm."""
    depth = 0
    while length > 0:
        length >>= 1
        depth += 2
    return depth


def _quicksort_part(a, low, high, depth):
    """Sorts `a[low:high]`; what lies before `low` is not greater than anything in it.

    Pattern-defeating quicksort (Peters, arXiv:2106.05123) with a partition that has no branches.
    """
    while high - low > SMALL:
        if depth == 0:
            _heapsort(a, low, high)
            return
        depth -= 1
        _choose_pivot(a, low, high)
        pivot = a[low]
        if low > 0 and not _less(a[low - 1], pivot):
            # The pivot equals what is before: all that equal it are in their places once they are moved to the front.
            low = _partition_equal(a, low, high)
            continue
        middle = _partition(a, low, high)
        if middle - low < high - middle:
            _quicksort_part(a, low, middle, depth)
            low = middle + 1
        else:
            _quicksort_part(a, middle + 1, high, depth)
            high = middle
    _insertion_sort(a, low, high)


def _partition(a, low, high):
    """Puts what is less than the pivot `a[low]` before it, and gives the pivot's place."""
    pivot = a[low]
    place = low + 1
    for i in range(low + 1, high):
        x = a[i]
        a[i] = a[place]
        a[place] = x
        place += int(_less(x, pivot))
    a[low] = a[place - 1]
    a[place - 1] = pivot
    return place - 1


def _partition_equal(a, low, high):
    """Puts what equals the pivot `a[low]`, the least there is, to the front, and gives the place behind it."""
    pivot = a[low]
    place = low + 1
    for i in range(low + 1, high):
        x = a[i]
        a[i] = a[place]
        a[place] = x
        place += int(not _less(pivot, x))
    return place


def _choose_pivot(a, low, high):
    """Swaps a median of three, or of nine, to the front."""
    length = high - low
    middle = low + length // 2
    if length > 128:
        step = length // 8
        first = _median(a, low, low + step, low + 2 * step)
        second = _median(a, middle - step, middle, middle + step)
        third = _median(a, high - 1 - 2 * step, high - 1 - step, high - 1)
        chosen = _median(a, first, second, third)
    else:
        chosen = _median(a, low, middle, high - 1)
    x = a[chosen]
    a[chosen] = a[low]
    a[low] = x


def _median(a, i, j, k):
    """Which of three places has the median."""
    if _less(a[j], a[i]):
        i, j = j, i
    if not _less(a[k], a[j]):
        return j
    return i if _less(a[k], a[i]) else k


def _insertion_sort(a, low, high):
    for i in range(low + 1, high):
        x = a[i]
        k = i
        while k > low and _less(x, a[k - 1]):
            a[k] = a[k - 1]
            k -= 1
        a[k] = x


def _heapsort(a, low, high):
    length = high - low
    for root in range(length // 2 - 1, -1, -1):
        _sift_down(a, low, root, length)
    for end in range(length - 1, 0, -1):
        x = a[low]
        a[low] = a[low + end]
        a[low + end] = x
        _sift_down(a, low, 0, end)


def _sift_down(a, low, root, length):
    x = a[low + root]
    while 2 * root + 1 < length:
        child = 2 * root + 1
        if child + 1 < length and _less(a[low + child], a[low + child + 1]):
            child += 1
        if not _less(x, a[low + child]):
            break
        a[low + root] = a[low + child]
        root = child
    a[low + root] = x


def _merge_sort(a, length):
    """Stable: runs sorted by insertion, merged from `a` to a buffer and back, a width at a time."""
    if length <= RUN:
        _insertion_sort(a, 0, length)
        return
    if _ordered(a, length):
        return
    for low in range(0, length, RUN):
        _insertion_sort(a, low, builtins.min(low + RUN, length))
    buffer = np.empty(length, a.dtype)
    width = RUN
    while width < length:
        for low in range(0, length, 2 * width):
            _merge(a, buffer, low, builtins.min(low + width, length), builtins.min(low + 2 * width, length))
        width *= 2
        if width >= length:
            for i in range(length):
                a[i] = buffer[i]
            return
        for low in range(0, length, 2 * width):
            _merge(buffer, a, low, builtins.min(low + width, length), builtins.min(low + 2 * width, length))
        width *= 2


def _merge(source, target, low, middle, high):
    """Merges `source[low:middle]` and `source[middle:high]`, without a branch on what is compared."""
    i, j, k = low, middle, low
    if middle < high and _less(source[middle], source[middle - 1]):
        while i < middle and j < high:
            x, y = source[i], source[j]
            right = _less(y, x)
            target[k] = y if right else x
            k += 1
            i += 1 - int(right)
            j += int(right)
    while i < middle:
        target[k] = source[i]
        i += 1
        k += 1
    while j < high:
        target[k] = source[j]
        j += 1
        k += 1


def _positions(kth, a, axis: Literal):
    """The places asked for on an axis, sorted, from 0. An array without elements has none, whatever is asked for."""
    length = a.shape[axis]
    if a.size == 0:
        return np.empty(0, np.int64)
    if is_scalar(kth):
        places = np.empty(1, np.int64)
        places[0] = kth
    else:
        places = np.empty(len(kth), np.int64)
        for i in range(len(kth)):
            places[i] = kth[i]
    for i in range(len(places)):
        if places[i] < 0:
            places[i] += length
        if places[i] < 0 or places[i] >= length:
            raise ValueError(f"kth(={places[i]}) out of bounds ({length})")
    _insertion_sort(places, 0, len(places))
    return places


def _partition_axis(values, kth, axis: Literal):
    direction = _checked_axis(values, axis)
    _partition_lanes(values, _positions(kth, values, direction), direction)


def _partition_lanes(values, places, axis: Literal):
    if values.ndim == 1:
        _partition_lane(values, places)
    elif axis > 0:
        for i in range(values.shape[0]):
            _partition_lanes(values[i], places, axis - 1)
    else:
        for i in range(values.shape[values.ndim - 1]):
            _partition_lanes(values[..., i], places, 0)


def _partition_lane(a, places):
    if is_date(a):
        ranks = a.view(np.int64)
        ranks -= np.int64(1)
        _partition_lane(ranks, places)
        ranks += np.int64(1)
        return
    length = len(a)
    if is_float(a):
        length = _nans_last(a)
    low = 0
    for place in places:
        if low <= place < length:
            _select(a, low, length, place)
            low = place + 1


def _select(a, low, high, place):
    """Puts the element that belongs at a place there, no greater ones before it and no lesser ones behind."""
    if _number_kind(a) > 0:
        if layout(a) == "A":
            lane = a[low:high].copy()
            call_c("numlir_sort_to", None, _number_kind(a), lane, high - low, place - low)
            a[low:high] = lane
        else:
            call_c("numlir_sort_to", None, _number_kind(a), a[low:high], high - low, place - low)
        return
    start = low
    depth = _depth(high - low)
    while high - low > SMALL:
        if depth == 0:
            _heapsort(a, low, high)
            return
        depth -= 1
        _choose_pivot(a, low, high)
        if low > start and not _less(a[low - 1], a[low]):
            low = _partition_equal(a, low, high)
            if place < low:
                return
            continue
        middle = _partition(a, low, high)
        if middle == place:
            return
        if place < middle:
            high = middle
        else:
            low = middle + 1
    _insertion_sort(a, low, high)
