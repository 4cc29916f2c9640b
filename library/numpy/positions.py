"""Where the smallest and the largest elements are."""

import numpy as np
from numlir.library import Literal, is_bool, is_complex, is_date, is_integer, is_literal, is_none, layout, raise_if, reduce, reject, view

from .along import _as_array, _axis, _axis_last, _first_axes, _last_axis_result, _result_shape, _stored, _without
from .axes import _flat


BLOCK = 256  # So many elements are reduced before one of them is looked for.
SHORT_ROW = 12  # Columns of shorter rows are looked at one by one.
FOLDED = 8  # So many short rows are looked at as one.
SHORT_LANE = 40  # In shorter lanes each element is looked at once.


def argmin(a, axis: Literal = None, out=None, keepdims: Literal = False):
    return _positions("min", _as_array(a), axis, out, keepdims)


def argmax(a, axis: Literal = None, out=None, keepdims: Literal = False):
    return _positions("max", _as_array(a), axis, out, keepdims)


def nanargmin(a, axis: Literal = None, out=None, keepdims: Literal = False):
    return _nan_positions("min", _as_array(a), axis, out, keepdims)


def nanargmax(a, axis: Literal = None, out=None, keepdims: Literal = False):
    return _nan_positions("max", _as_array(a), axis, out, keepdims)


def _nan_positions(kind: Literal, a, axis: Literal, out, keepdims: Literal):
    if is_bool(a) or is_integer(a):
        return _positions(kind, a, axis, out, keepdims)
    else:
        worst = np.inf if kind == "min" else -np.inf
        numbers = _as_array(np.where(np.isnan(a), np.astype(worst, a.dtype), a))
        found = _positions(kind, numbers, axis, out, keepdims)
        raise_if(np.any(np.all(np.isnan(a), axis)), "ValueError", "All-NaN slice encountered")
        return found


def _told(kind: Literal, result, out, a, axes: Literal, keepdims: Literal):
    """The positions as they are asked for. NumPy takes what they are stored in for an array of int64, which it converts both ways."""
    if not is_none(out):
        if not np.can_cast(out.dtype, np.int64):
            reject("positions are stored in an array of integers: no other casts to int64 according to the rule 'safe'")
        wrong = out.shape != _result_shape(a, axes, keepdims)
        raise_if(wrong, "ValueError", "output array does not match result of np.arg{}.", kind)
    return _stored(result, out, a.ndim, axes, keepdims)


def _positions(kind: Literal, a, axis: Literal, out, keepdims: Literal):
    if is_none(axis):
        flat = a if a.ndim == 1 else _flat(a)
        _check_positions(kind, len(flat))
        return _told(kind, np.int64(_first(kind, flat)), out, a, _first_axes(a.ndim), keepdims)
    elif not is_literal(axis):
        return _last_axis_result(_positions(kind, _axis_last(a, axis), -1, None, keepdims), axis, out, keepdims)
    elif a.ndim == 0:
        return _positions(kind, _flat(a), axis, out, False)
    else:
        axis = _axis(axis, a.ndim)
        _check_positions(kind, a.shape[axis])
        if a.ndim == 1:
            return _told(kind, np.int64(_first(kind, a)), out, a, (0,), keepdims)
        else:
            return _told(kind, _found(kind, a, axis), out, a, (axis,), keepdims)


def _check_positions(kind: Literal, extent):
    name = "argmin" if kind == "min" else "argmax"
    raise_if(extent == 0, "ValueError", "attempt to get {} of an empty sequence", name)


def _found(kind: Literal, a, axis: Literal):
    """Positions along an axis."""
    lanes = a.ndim == 2 and axis == 1 and not is_complex(a) and not is_date(a)
    if lanes:
        if a.shape[1] <= SHORT_LANE:
            return _in_short_lanes(kind, a)
    result = np.zeros(_without(a.shape, axis), np.int64)
    if a.shape[axis] > 1:
        _find(kind, a, result, axis, False, lanes)
    return result


def _in_short_lanes(kind: Literal, a):
    return reduce("argmin" if kind == "min" else "argmax", a, (1,), False)


def _find(kind: Literal, a, result, axis: Literal, plain: Literal = False, long: Literal = False):
    """Positions along an axis: along the leading one row by row, or column by column where rows are short; along the last one lane by
    lane. In each row of an array that is `plain` there are no gaps; lanes that are `long` are not short."""
    if a.ndim == 2 and layout(a) == "F":
        _find(kind, a.T, result, 1 - axis)
    elif a.ndim == 2 and layout(a) != "C" and not is_complex(a) and not plain:
        _find(kind, _with_plain_rows(a), result, axis, True, long)
    elif a.ndim == 2 and axis == 0:
        if a.shape[1] < SHORT_ROW and len(a) >= 4 * FOLDED and layout(a) == "C" and not is_complex(a):
            _find_folded(kind, a, result)
        elif a.shape[1] < SHORT_ROW or is_complex(a):
            for j in range(a.shape[1]):
                column = a[:, j]
                result[j] = _first_of_few(kind, column) if len(a) < 4 * FOLDED else _first_of_many(kind, column)
        else:
            best = a[0].copy()
            for i in range(1, len(a)):
                _improve(kind, _row(a, i, plain), i, best, result)
    elif axis == 0:
        best = a[0].copy()
        for i in range(1, len(a)):
            row = a[i]
            better = _is_better(kind, row, best)
            result[...] = np.where(better, i, result)
            best[...] = np.where(better, row, best)
    elif a.ndim == 2:
        if long or is_complex(a) or is_date(a) or a.shape[1] > SHORT_LANE:
            for i in range(len(a)):
                result[i] = _first(kind, _row(a, i, plain))
        else:
            result[...] = _in_short_lanes(kind, a)
    else:
        for i in range(len(a)):
            _find(kind, a[i], result[i], axis - 1)


def _find_folded(kind: Literal, a, result):
    """Positions along the leading axis, where eight rows at a time are one long row."""
    n = a.shape[1]
    folds = len(a) // FOLDED
    folded = a[: folds * FOLDED].reshape(folds, FOLDED * n)
    best = folded[0].copy()
    places = np.zeros(FOLDED * n, np.int64)
    for i in range(1, folds):
        _improve(kind, folded[i], i, best, places)
    for j in range(n):
        found = places[j] * FOLDED
        for row in range(1, FOLDED):
            place = places[row * n + j] * FOLDED + row
            # Of what is equal the first one counts.
            if _is_better(kind, a[place, j], a[found, j]) or (place < found and not _is_better(kind, a[found, j], a[place, j])):
                found = place
        for i in range(folds * FOLDED, len(a)):
            if _is_better(kind, a[i, j], a[found, j]):
                found = i
        result[j] = found


def _with_plain_rows(a):
    """A copy where there are gaps in rows: it costs less than steps that are not known."""
    if a.strides[1] == a.itemsize:
        return a
    rows = a.copy()
    return view(rows, 0, rows.shape, rows.strides, "A")


def _row(a, i, plain: Literal):
    return view(a, i * a.strides[0], a.shape[1:], None, "C") if plain else a[i]


def _improve(kind: Literal, row, i, best, result):
    """Takes a row into account: what is best in each column, and where."""
    for j in range(len(row)):
        better = _is_better(kind, row[j], best[j])
        best[j] = row[j] if better else best[j]
        result[j] = i if better else result[j]


def _is_better(kind: Literal, x, best):
    """NaN is better than all numbers, and the first NaN best."""
    if not is_complex(x):
        # What is neither worse nor equal is better, or NaN; nothing is better than NaN.
        return np.logical_and(np.logical_not(x >= best if kind == "min" else x <= best), best == best)
    if kind == "min":
        return np.logical_or(np.less(x, best), np.logical_and(np.isnan(x), np.logical_not(np.isnan(best))))
    else:
        return np.logical_or(np.greater(x, best), np.logical_and(np.isnan(x), np.logical_not(np.isnan(best))))


def _first_of_complex(kind: Literal, a):
    position = 0
    for i in range(1, len(a)):
        if _is_better(kind, a[i], a[position]):
            position = i
    return position


def _first_of_few(kind: Literal, a):
    """The first position of the extreme, by one look at each element. NaN is looked for aside, so that one element waits for the one
    before it no longer than a comparison takes."""
    if is_complex(a):
        return _first_of_complex(kind, a)
    position = 0
    best = a[0]
    has_nan = best != best
    for i in range(1, len(a)):
        x = a[i]
        better = x < best if kind == "min" else x > best
        best = x if better else best
        position = i if better else position
        has_nan = has_nan | (x != x)
    if has_nan:
        position = 0
        while a[position] == a[position]:
            position += 1
    return position


def _first_of_many(kind: Literal, a):
    """The same, where better ones are rare."""
    if is_complex(a):
        return _first_of_complex(kind, a)
    position = 0
    best = a[0]
    for i in range(1, len(a)):
        x = a[i]
        if not (x >= best if kind == "min" else x <= best):
            if best != best:
                return position
            best = x
            position = i
    return position


def _first(kind: Literal, a):
    """The first position of the extreme: reductions find the block that has it, and only that one is searched."""
    if is_complex(a):
        return _first_of_complex(kind, a)
    position = 0
    best = a[0]
    for start in range(0, len(a), BLOCK):
        if is_bool(a) and best == (kind == "max"):
            break
        block = a[start : start + BLOCK]
        extreme = np.min(block) if kind == "min" else np.max(block)
        if _is_better(kind, extreme, best):
            best = extreme
            position = start
    return position + _first_equal(a[position : position + BLOCK], best)


def _first_equal(block, x):
    """The first position of an element that is there. All are looked at, on vectors, since where it is cannot be guessed."""
    if x != x:
        first = 0
        while block[first] == block[first]:
            first += 1
        return first
    count = len(block)
    first = count
    for i in range(count):
        first = min(first, i if block[i] == x else count)
    return first
