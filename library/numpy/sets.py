"""Arrays as sets: `np.unique` and its relatives, `np.isin`, intersections, unions, differences."""

import numpy as np
from numlir.library import ArrayLike, Literal, UniqueAllResult, UniqueCountsResult, UniqueInverseResult
from numlir.library import is_array, is_complex, is_date, is_float, is_integer, is_record, is_scalar
from .axes import _axis, _product
from .dtypes import _dtype_of, promote_types
from .records import _places_of_records
from .searching import _search, _search_all
from .argsorting import _argsort_lane, _fill_places
from .sorting import _sort_lane


def unique(
    ar: ArrayLike,
    return_index: Literal = False,
    return_inverse: Literal = False,
    return_counts: Literal = False,
    axis: Literal = None,
    *,
    equal_nan: Literal = True,
    sorted: Literal = True,
):
    if not (axis is None) and ar.ndim != 1:
        return _unique_slabs(ar, (return_index, return_inverse, return_counts), axis)
    if is_record(ar):
        return _unique_records(ar, (return_index, return_inverse, return_counts))
    values = _flat(ar)
    length = len(values)
    places = np.empty(length if return_index or return_inverse else 0, np.int64)
    if return_index or return_inverse:
        _fill_places(places)
        _argsort_lane(values, places)
        unsorted = values.copy()
        for i in range(length):
            values[i] = unsorted[places[i]]
    else:
        _sort_lane(values, False)
    count = 0
    inverse = np.empty(length if return_inverse else 0, np.int64)
    starts = np.empty(length, np.int64)
    for i in range(length):
        if i == 0 or not _same(values[i - 1], values[i], equal_nan):
            starts[count] = i
            count += 1
        if return_inverse:
            inverse[places[i]] = count - 1
    chosen = np.empty(count, ar.dtype)
    for i in range(count):
        chosen[i] = values[starts[i]]
    results = (chosen,)
    if return_index:
        first = np.empty(count, np.int64)
        for i in range(count):
            first[i] = places[starts[i]]
        results = results + (first,)
    if return_inverse:
        results = results + (inverse if ar.ndim == 1 else inverse.reshape(ar.shape),)
    if return_counts:
        counts = np.empty(count, np.int64)
        for i in range(count):
            counts[i] = (starts[i + 1] if i + 1 < count else length) - starts[i]
        results = results + (counts,)
    return results[0] if len(results) == 1 else results


def _unique_slabs(a, wanted: Literal, axis: Literal):
    """The different parts of an array along an axis, in the order of their elements."""
    axis = _axis(axis, a.ndim)
    moved = np.moveaxis(a, axis, 0)
    rows = np.reshape(moved, (moved.shape[0], _product(moved.shape[1:])))
    count, width = rows.shape
    order = np.arange(count)
    # The first column counts most: stable sorts by all columns, from the last to the first.
    for column in range(width - 1, -1, -1):
        order = order[np.argsort(rows[order, column], kind="stable")]
    starts = np.empty(count, np.int64)
    inverse = np.empty(count, np.int64)
    found = 0
    for i in range(count):
        if i == 0 or not _same_rows(rows, order[i - 1], order[i]):
            starts[found] = i
            found += 1
        inverse[order[i]] = found - 1
    first = order[starts[:found]]
    return _with_wanted(np.moveaxis(moved[first], 0, axis), (first, inverse), starts[:found], wanted)


def _unique_records(a, wanted: Literal):
    """The different records, in the order of their fields. A NaN makes a record another one."""
    line = np.ravel(a)
    order = _places_of_records(line, -1, None)
    starts = np.empty(len(line), np.int64)
    inverse = np.empty(len(line), np.int64)
    found = 0
    for i in range(len(line)):
        if i == 0 or not _are_same_records(line[order[i - 1]], line[order[i]], a.dtype.names):
            starts[found] = i
            found += 1
        inverse[order[i]] = found - 1
    first = order[starts[:found]]
    return _with_wanted(line[first], (first, inverse.reshape(a.shape)), starts[:found], wanted)


def _are_same_records(x, y, names: Literal):
    return True if len(names) == 0 else x[names[0]] == y[names[0]] and _are_same_records(x, y, names[1:])


def _with_wanted(different, places, starts, wanted: Literal):
    """What there is, with where it comes first, which one each is and how often it occurs, as wanted."""
    results = (different,)
    if wanted[0]:
        results = results + (places[0],)
    if wanted[1]:
        results = results + (places[1],)
    if wanted[2]:
        results = results + (np.diff(starts, append=np.array((places[1].size,))),)
    return results[0] if len(results) == 1 else results


def _same_rows(rows, first, second):
    for column in range(rows.shape[1]):
        if not _same(rows[first, column], rows[second, column], False):
            return False
    return True


def unique_values(x):
    return unique(x, equal_nan=False)


def unique_counts(x):
    values, counts = unique(x, return_counts=True, equal_nan=False)
    return UniqueCountsResult(values, counts)


def unique_inverse(x):
    values, inverse = unique(x, return_inverse=True, equal_nan=False)
    return UniqueInverseResult(values, inverse)


def unique_all(x):
    values, first, inverse, counts = unique(x, return_index=True, return_inverse=True, return_counts=True, equal_nan=False)
    return UniqueAllResult(values, first, inverse, counts)


def intersect1d(ar1: ArrayLike, ar2: ArrayLike, assume_unique: Literal = False, return_indices: Literal = False):
    """Elements that follow each other equal once both arrays are joined and sorted."""
    dtype = promote_types(ar1.dtype, ar2.dtype)
    if assume_unique:
        one, one_places = _flat(ar1), np.empty(0, np.int64)
        two, two_places = _flat(ar2), np.empty(0, np.int64)
    elif return_indices:
        one, one_places = unique(ar1, return_index=True)
        two, two_places = unique(ar2, return_index=True)
    else:
        return _common_to(_joined(unique(ar1), unique(ar2), dtype))
    both = _joined(one, two, dtype)
    places = np.empty(len(both), np.int64)
    _fill_places(places)
    _argsort_lane(both, places)
    found = np.empty(len(both), np.int64)
    count = 0
    for i in range(1, len(both)):
        if both[places[i - 1]] == both[places[i]]:
            found[count] = i
            count += 1
    common = np.empty(count, dtype)
    for i in range(count):
        common[i] = both[places[found[i] - 1]]
    if not return_indices:
        return common
    first, second = np.empty(count, np.int64), np.empty(count, np.int64)
    for i in range(count):
        a, b = places[found[i] - 1], places[found[i]] - len(one)
        if assume_unique:
            first[i], second[i] = a, b
        else:
            first[i], second[i] = one_places[a], two_places[b]
    return common, first, second


def _common_to(both):
    """What occurs twice."""
    _sort_lane(both, False)
    count = 0
    for i in range(1, len(both)):
        if both[i - 1] == both[i]:
            both[count] = both[i]
            count += 1
    return both[:count].copy()


def union1d(ar1: ArrayLike, ar2: ArrayLike):
    return unique(_joined(_flat(ar1), _flat(ar2), promote_types(ar1.dtype, ar2.dtype)))


def setdiff1d(ar1: ArrayLike, ar2: ArrayLike, assume_unique: Literal = False):
    values = _flat(ar1) if assume_unique else unique(ar1)
    kept = isin(values, ar2, invert=True)
    count = 0
    for i in range(len(values)):
        if kept[i]:
            values[count] = values[i]
            count += 1
    return values[:count].copy()


def setxor1d(ar1: ArrayLike, ar2: ArrayLike, assume_unique: Literal = False):
    """Elements that differ from both neighbours once both arrays are joined and sorted."""
    dtype = promote_types(ar1.dtype, ar2.dtype)
    if assume_unique:
        both = _joined(_flat(ar1), _flat(ar2), dtype)
    else:
        both = _joined(unique(ar1), unique(ar2), dtype)
    _sort_lane(both, False)
    count = 0
    length = len(both)
    chosen = np.empty(length, dtype)
    for i in range(length):
        if (i == 0 or both[i - 1] != both[i]) and (i + 1 == length or both[i] != both[i + 1]):
            chosen[count] = both[i]
            count += 1
    return chosen[:count].copy()


def isin(element, test_elements, assume_unique: Literal = False, invert: Literal = False, *, kind: Literal = None):
    """Whether each element is among others: a table tells where these are integers close together, as with NumPy, and else a search among
    them once sorted. A NaN is in nothing."""
    if not is_array(element) and not is_scalar(element):
        return isin(np.asarray(element), test_elements, invert=invert)
    if not is_array(test_elements) and not is_scalar(test_elements):
        return isin(element, np.asarray(test_elements), invert=invert)
    dtype = promote_types(_dtype_of(element), _dtype_of(test_elements))
    if is_scalar(test_elements):
        tests = np.full(1, test_elements, dtype)
    else:
        tests = _flat(test_elements).astype(dtype)
    if is_scalar(element):
        return np.full((), np.any(tests == np.astype(element, dtype)) != invert)
    result = np.empty(element.shape, np.bool_)
    if is_integer(tests) and len(tests) > 0:
        least, most = np.min(tests), np.max(tests)
        # The difference of integers may be too large for one.
        if float(most) - float(least) <= 6.0 * (len(tests) + element.size):
            table = np.zeros(int(most - least) + 1, np.bool_)
            for i in range(len(tests)):
                table[int(tests[i] - least)] = True
            _look_up_each(table, least, element, result, invert, dtype)
            return result
    _sort_lane(tests, False)
    _test_each(tests, element, result, invert)
    return result


def _look_up_each(table, least, values, result, invert: Literal, dtype):
    if values.ndim == 0:
        result[()] = _is_marked(table, least, np.astype(values[()], dtype)) != invert
    elif values.ndim == 1:
        for i in range(len(values)):
            result[i] = _is_marked(table, least, np.astype(values[i], dtype)) != invert
    else:
        for i in range(len(values)):
            _look_up_each(table, least, values[i], result[i], invert, dtype)


def _is_marked(table, least, value):
    """Of a value from the least one on, whether its place in the table is true."""
    place = np.uint64(value) - np.uint64(least)
    return value >= least and place < np.uint64(len(table)) and table[int(place)]


def _test_each(tests, values, result, invert: Literal):
    if values.ndim == 0:
        result[()] = _holds(tests, np.astype(values[()], tests.dtype)) != invert
    elif values.ndim == 1:
        places = np.empty(len(values), np.int64)
        _search_all(tests, values, places, False)
        for i in range(len(values)):
            place = places[i]
            found = place < len(tests) and tests[place] == np.astype(values[i], tests.dtype)
            result[i] = found != invert
    else:
        for i in range(len(values)):
            _test_each(tests, values[i], result[i], invert)


def _holds(tests, value):
    place = _search(tests, value, False, None)
    return place < len(tests) and tests[place] == value


def _flat(a):
    """The elements in a fresh array of one axis."""
    return a.copy() if a.ndim == 1 else a.flatten()


def _joined(a, b, dtype):
    both = np.empty(len(a) + len(b), dtype)
    both[: len(a)] = a
    both[len(a) :] = b
    return both


def _same(x, y, equal_nan: Literal):
    if equal_nan and (is_float(x) or is_complex(x) or is_date(x)):
        return x == y or (x != x and y != y)
    return x == y
