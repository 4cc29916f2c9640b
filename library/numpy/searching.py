"""Finding places in sorted arrays: `np.searchsorted`, `np.digitize`."""

import numpy as np
from numlir.library import ArrayLike, Literal, call_c, is_array, is_complex, is_none, is_scalar, layout, reject, view
from .dtypes import _dtype_of, promote_types
from .sorting import _less_or_nan, _number_kind


def searchsorted(a: ArrayLike, v, side: Literal = "left", sorter=None):
    """Both are compared in the dtype that they promote to; a Python number counts as the array that it makes."""
    if not is_array(v) and not is_scalar(v):
        return searchsorted(a, np.asarray(v), side, sorter)
    if a.ndim != 1:
        reject("object too deep for desired array")
    if not is_none(sorter) and sorter.ndim != 1:
        reject("sorter must be 1-D array")
    if not is_none(sorter) and len(sorter) != len(a):
        raise ValueError("sorter.size must equal a.size")
    dtype = promote_types(a.dtype, _dtype_of(v))
    keys = a.astype(dtype) if a.dtype != dtype else a
    right = _is_right(side)
    if is_scalar(v):
        return _search(keys, np.astype(v, dtype), right, sorter)
    if v.ndim == 0:
        return _search(keys, np.astype(v[()], dtype), right, sorter)
    found = np.empty(v.shape, np.int64)
    _search_each(keys, v, found, right, sorter)
    return found


def digitize(x, bins: ArrayLike, right: Literal = False):
    """Bins that fall are searched from behind."""
    if is_complex(x):
        reject("x may not be complex")
    falls = len(bins) > 1 and bins[len(bins) - 1] < bins[0]
    keys = bins[::-1] if falls else bins
    for i in range(1, len(keys)):
        if keys[i] < keys[i - 1]:
            raise ValueError("bins must be monotonically increasing or decreasing")
    places = searchsorted(keys, x, "right" if right is False else "left")
    return len(bins) - places if falls else places


def _is_right(side: Literal):
    if side == "left" or side == "l":
        return False
    elif side == "right" or side == "r":
        return True
    else:
        reject("search side must be 'left' or 'right'")


def _search_each(keys, values, found, right: Literal, sorter):
    if values.ndim == 1 and is_none(sorter):
        _search_all(keys, values, found, right)
    elif values.ndim == 1:
        for i in range(len(values)):
            found[i] = _search(keys, np.astype(values[i], keys.dtype), right, sorter)
    elif layout(values) == "C":
        _search_each(keys, view(values, 0, (values.size,), None, "C"), _in_one_row(found), right, sorter)
    else:
        for i in range(len(values)):
            _search_each(keys, values[i], found[i], right, sorter)


def _in_one_row(a):
    return view(a, 0, (a.size,), None, "C")


def _search_all(keys, values, found, right: Literal):
    """The places of numbers among numbers, as `_search` finds them. The places have no gaps."""
    if _number_kind(keys) > 0:
        wanted = np.ascontiguousarray(values if values.dtype == keys.dtype else values.astype(keys.dtype))
        kind, step = _number_kind(keys), keys.strides[0]
        call_c("numlir_search", None, kind, keys, step, len(keys), wanted, len(wanted), 1 if right else 0, found)
    else:
        for i in range(len(values)):
            found[i] = _search(keys, np.astype(values[i], keys.dtype), right, None)


def _search(keys, value, right: Literal, sorter):
    """The first place whose key is not less than the value; with `right`, the first whose key is greater."""
    low, length = 0, len(keys)
    while length > 0:
        half = length // 2
        place = low + half
        if is_none(sorter):
            key = keys[place]
        else:
            chosen = sorter[place]
            if chosen < 0 or chosen >= len(keys):
                raise ValueError("Sorter index out of range.")
            key = keys[chosen]
        if right:
            behind = not _less_or_nan(value, key)
        else:
            behind = _less_or_nan(key, value)
        low = place + 1 if behind else low
        length = length - half - 1 if behind else half
    return np.int64(low)
