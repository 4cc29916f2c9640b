"""Sorting by what stands elsewhere: `np.argsort`, `np.lexsort`, `np.argpartition`.

Elements are moved together with where they were.
"""

import numpy as np
from numlir.library import (
    ArrayLike,
    Literal,
    ScalarOrArray,
    call_c,
    is_complex,
    is_date,
    is_float,
    is_literal,
    is_none,
    is_tuple,
    layout,
    reject,
)
from numlir.library.indexing.arrays import _flat_places
from .along import _all_arrays, _axis_back, _axis_last
from .dates import _ranks
from .lanes import _checked_axis
from .records import _places_of_records
from .sorting import _check_lanes, _depth, _less, _number_kind, _partition_lane, _positions

SMALL = 16  # Lanes up to this length are sorted by insertion.
_SHORT = 256  # Lanes up to this length are sorted many at a time.


def argsort(a: ArrayLike, axis: Literal = -1, kind: Literal = None, order: Literal = None, *, stable: Literal = None):
    """Stable for every kind: the order of equal elements is not promised for the others."""
    if not (a.dtype.names is None):
        return _places_of_records(a, axis, order)
    if not (order is None):
        reject("argsort(): 'order' is for records")
    if a.ndim == 0:
        return np.zeros(1, np.int64)
    if axis is None:
        return argsort(a.flatten(), 0, kind, None, stable=stable)
    if not is_literal(axis):
        return _axis_back(argsort(_axis_last(a, axis), -1, kind, stable=stable), axis)
    places = np.empty(a.shape, np.int64)
    _argsort_lanes(a, places, _checked_axis(a, axis))
    return places


def lexsort(keys, axis: Literal = -1):
    """The last key counts first: stable sorts by each key in turn, from the first to the last."""
    count = len(keys)
    if is_tuple(keys):
        if count == 0:
            reject("lexsort(): need sequence of keys with len > 0 in lexsort")
        keys = _all_arrays(keys)
        places = np.empty(keys[0].shape, np.int64)
        axis_of_key = _checked_axis(keys[0], axis)
        _check_shapes(keys, keys[0].shape)
    else:
        if keys.ndim == 1:
            # The keys are numbers: an array without axes of the one place there is.
            return np.zeros((), np.int64)
        if count == 0:
            raise TypeError("need sequence of keys with len > 0 in lexsort")
        places = np.empty(keys.shape[1:], np.int64)
        axis_of_key = _checked_axis(keys[0], axis)
    _lexsort_lanes(keys, places, axis_of_key)
    return places


def _check_shapes(keys, shape):
    if len(keys) > 0:
        if keys[0].shape != shape:
            raise ValueError("all keys need to be the same shape")
        _check_shapes(keys[1:], shape)


def argpartition(a: ScalarOrArray, kth, axis: Literal = -1, kind: Literal = "introselect", order: Literal = None):
    if not is_none(order):
        reject("argpartition(): 'order' is for records")
    _check_lanes(a)
    if axis is None:
        return argpartition(a.flatten(), kth, 0)
    if not is_literal(axis):
        return _axis_back(argpartition(_axis_last(a, axis), kth, -1), axis)
    direction = _checked_axis(a, axis)
    wanted = _positions(kth, a, direction)
    places = np.empty(a.shape, np.int64)
    _argpartition_lanes(a, places, wanted, direction)
    return places


def _argsort_lanes(a, places, axis: Literal):
    if a.ndim == 1:
        _fill_places(places)
        _argsort_lane(a, places)
    elif a.ndim == 2 and _number_kind(a) > 0 and a.shape[axis] <= _SHORT:
        other = 1 - axis
        call_c(
            "numlir_argsort_rows",
            None,
            _number_kind(a),
            a,
            a.strides[other],
            a.strides[axis],
            a.shape[other],
            a.shape[axis],
            places,
            places.strides[other],
            places.strides[axis],
        )
    elif axis > 0:
        for i in range(a.shape[0]):
            _argsort_lanes(a[i], places[i], axis - 1)
    else:
        for i in range(a.shape[a.ndim - 1]):
            _argsort_lanes(a[..., i], places[..., i], 0)


def _lexsort_lanes(keys, places, axis: Literal):
    if places.ndim == 1:
        _fill_places(places)
        _sort_by_keys(keys, places)
    elif axis > 0:
        for i in range(places.shape[0]):
            _lexsort_lanes(_parts(keys, i), places[i], axis - 1)
    else:
        for i in range(places.shape[places.ndim - 1]):
            _lexsort_lanes(_last_parts(keys, i), places[..., i], 0)


def _sort_by_keys(keys, places):
    if not is_tuple(keys):
        for key in keys:
            _argsort_lane(key, places)
    elif len(keys) > 0:
        _argsort_lane(keys[0], places)
        _sort_by_keys(keys[1:], places)


def _parts(keys, i):
    """Each key at a place of its first axis."""
    if not is_tuple(keys):
        return keys[:, i]
    if len(keys) == 0:
        return ()
    return (keys[0][i],) + _parts(keys[1:], i)


def _last_parts(keys, i):
    """Each key at a place of its last axis."""
    if not is_tuple(keys):
        return keys[..., i]
    if len(keys) == 0:
        return ()
    return (keys[0][..., i],) + _last_parts(keys[1:], i)


def _fill_places(places):
    for i in range(len(places)):
        places[i] = i


def _argsort_lane(a, places):
    """Sorts the places by the elements at them.

    Elements that are equal are ordered by where they are, so that the result is that of a stable sort.
    """
    if is_date(a):
        _argsort_lane(_ranks(a), places)
        return
    before = places.copy()
    if _number_kind(a) > 0 and layout(places) != "A":
        space = np.empty(2 * len(a), np.int64)
        call_c("numlir_argsort", None, _number_kind(a), a, a.strides[0], len(a), before, places, space)
        return
    values, order, count = _pairs(a, places)
    if count <= SMALL:
        _insertion_sort_pairs(values, order, 0, count)
    elif not _ascends(values, count):
        _quicksort_pairs(values, order, (0, count), _depth(count))
    for i in range(count):
        places[i] = before[order[i]]


def _pairs(a, places):
    """The numbers among the elements at the places, where they are, and how many; the places of NaNs of reals come last, in order."""
    length = len(a)
    values = np.empty(length, a.dtype)
    order = np.empty(length, np.int64)
    count = 0
    for i in range(length):
        x = a[places[i]]
        if not is_float(a) or x == x:
            values[count] = x
            order[count] = i
            count += 1
    if count < length:
        before = places.copy()
        end = count
        for i in range(length):
            if is_float(a) and a[before[i]] != a[before[i]]:
                places[end] = before[i]
                end += 1
    return values, order, count


def _ascends(a, length):
    i = 1
    while i < length and not _less(a[i], a[i - 1]):
        i += 1
    return i >= length


def _pair_less(x, i, y, j):
    """Whether a value at a place comes before another; without branches where that is possible."""
    if is_complex(x):
        return _less(x, y) or (i < j and not _less(y, x))
    return (x < y) | ((x == y) & (i < j))


def _quicksort_pairs(values, order, bounds, depth):
    low, high = bounds
    while high - low > SMALL:
        if depth == 0:
            _heapsort_pairs(values, order, low, high)
            return
        depth -= 1
        middle = _partition_pairs(values, order, low, high)
        if middle - low < high - middle:
            _quicksort_pairs(values, order, (low, middle), depth)
            low = middle + 1
        else:
            _quicksort_pairs(values, order, (middle + 1, high), depth)
            high = middle
    _insertion_sort_pairs(values, order, low, high)


def _partition_pairs(values, order, low, high):
    """Around a median of three, or of nine; where it comes to stand."""
    _choose_pivot_pair(values, order, low, high)
    pivot, pivot_at = values[low], order[low]
    place = low + 1
    for i in range(low + 1, high):
        x, at = values[i], order[i]
        values[i], order[i] = values[place], order[place]
        values[place], order[place] = x, at
        place += int(_pair_less(x, at, pivot, pivot_at))
    _swap_pair(values, order, low, place - 1)
    return place - 1


def _swap_pair(values, order, i, j):
    x, at = values[i], order[i]
    values[i], order[i] = values[j], order[j]
    values[j], order[j] = x, at


def _choose_pivot_pair(values, order, low, high):
    """Swaps a median of three, or of nine, to the front."""
    length = high - low
    middle = low + length // 2
    if length > 128:
        step = length // 8
        first = _median_pair(values, order, (low, low + step, low + 2 * step))
        second = _median_pair(values, order, (middle - step, middle, middle + step))
        third = _median_pair(values, order, (high - 1 - 2 * step, high - 1 - step, high - 1))
        chosen = _median_pair(values, order, (first, second, third))
    else:
        chosen = _median_pair(values, order, (low, middle, high - 1))
    _swap_pair(values, order, low, chosen)


def _median_pair(values, order, places):
    """Which of three places has the median."""
    i, j, k = places
    if _pair_less(values[j], order[j], values[i], order[i]):
        i, j = j, i
    if not _pair_less(values[k], order[k], values[j], order[j]):
        return j
    return i if _pair_less(values[k], order[k], values[i], order[i]) else k


def _insertion_sort_pairs(values, order, low, high):
    for i in range(low + 1, high):
        x, at = values[i], order[i]
        k = i
        while k > low and _pair_less(x, at, values[k - 1], order[k - 1]):
            values[k] = values[k - 1]
            order[k] = order[k - 1]
            k -= 1
        values[k] = x
        order[k] = at


def _heapsort_pairs(values, order, low, high):
    length = high - low
    for root in range(length // 2 - 1, -1, -1):
        _sift_pair_down(values, order, (low, root, length))
    for end in range(length - 1, 0, -1):
        _swap_pair(values, order, low, low + end)
        _sift_pair_down(values, order, (low, 0, end))


def _sift_pair_down(values, order, heap):
    low, root, length = heap
    x, at = values[low + root], order[low + root]
    while 2 * root + 1 < length:
        child = low + 2 * root + 1
        last = low + length - 1
        if child < last and _pair_less(values[child], order[child], values[child + 1], order[child + 1]):
            child += 1
        if not _pair_less(x, at, values[child], order[child]):
            break
        values[low + root], order[low + root] = values[child], order[child]
        root = child - low
    values[low + root], order[low + root] = x, at


def _argpartition_lanes(a, places, wanted, axis: Literal):
    if a.ndim == 1:
        _fill_places(places)
        _argpartition_lane(a, places, wanted)
    elif axis > 0:
        for i in range(a.shape[0]):
            _argpartition_lanes(a[i], places[i], wanted, axis - 1)
    else:
        for i in range(a.shape[a.ndim - 1]):
            _argpartition_lanes(a[..., i], places[..., i], wanted, 0)


def _argpartition_lane(a, places, wanted):
    if is_date(a):
        _argpartition_lane(_ranks(a), places, wanted)
        return
    if _number_kind(a) > 0 and len(wanted) == 1:
        _split_places(a, places, wanted)
        return
    values, order, count = _pairs(a, places)
    low = 0
    for place in wanted:
        if low <= place < count:
            _select_pair(values, order, (low, count), place)
            low = place + 1
    for i in range(count):
        places[i] = order[i]


def _split_places(a, places, wanted):
    """Those of lesser elements than the one that belongs at the wanted place, then those of its equals and of greater ones, each in order."""
    values = a.copy()
    _partition_lane(values, wanted)
    pivot = values[wanted[0]]
    if pivot != pivot:
        _split_numbers(a, places)
        return
    lesser, equal, greater = _flat_places(a < pivot), _flat_places(a == pivot), _flat_places(a > pivot)
    same, above = len(lesser), len(lesser) + len(equal)
    places[:same] = lesser
    places[same:above] = equal
    places[above : above + len(greater)] = greater
    if above + len(greater) < len(a):
        places[above + len(greater) :] = _flat_places(a != a)


def _split_numbers(a, places):
    """The places of numbers before those of NaNs."""
    numbers = _flat_places(a == a)
    places[: len(numbers)] = numbers
    places[len(numbers) :] = _flat_places(a != a)


def _select_pair(values, order, bounds, place):
    """As `_select`; no two pairs are equal."""
    low, high = bounds
    depth = _depth(high - low)
    while high - low > SMALL:
        if depth == 0:
            _heapsort_pairs(values, order, low, high)
            return
        depth -= 1
        middle = _partition_pairs(values, order, low, high)
        if middle == place:
            return
        if place < middle:
            high = middle
        else:
            low = middle + 1
    _insertion_sort_pairs(values, order, low, high)
