"""Sums, products, extremes, and whether any or all elements are true.

All of them are `_reduce`: it settles the axes, applies `where` and `initial`, and has the compiler's reduction do the rest.
"""

import numpy as np
from numlir.library import Literal, is_array, is_bool, is_literal, is_none, reduce, reject

from .along import _all_true, _as_array, _axes, _axis_last, _count, _dtype, _kept, _stored, _sum_dtype


def sum(a, axis: Literal = None, dtype: Literal = None, out=None, keepdims: Literal = False, initial=None, where: Literal = True):
    a = _as_array(a)
    a = _masked(a, where, 0).astype(_sum_dtype(a, dtype, out))
    return _reduce("or" if is_bool(a) else "add", a, axis, out, keepdims, initial)


def prod(a, axis: Literal = None, dtype: Literal = None, out=None, keepdims: Literal = False, initial=None, where: Literal = True):
    a = _as_array(a)
    a = _masked(a, where, 1).astype(_sum_dtype(a, dtype, out))
    return _reduce("and" if is_bool(a) else "mul", a, axis, out, keepdims, initial)


def min(a, axis: Literal = None, out=None, keepdims: Literal = False, initial=None, where: Literal = True):
    return _extreme("min", a, axis, out, keepdims, initial, where)


def max(a, axis: Literal = None, out=None, keepdims: Literal = False, initial=None, where: Literal = True):
    return _extreme("max", a, axis, out, keepdims, initial, where)


def amin(a, axis: Literal = None, out=None, keepdims: Literal = False, initial=None, where: Literal = True):
    return _extreme("min", a, axis, out, keepdims, initial, where)


def amax(a, axis: Literal = None, out=None, keepdims: Literal = False, initial=None, where: Literal = True):
    return _extreme("max", a, axis, out, keepdims, initial, where)


def ptp(a, axis: Literal = None, out=None, keepdims: Literal = False):
    """The largest minus the smallest element."""
    a = _as_array(a)
    if is_bool(a):
        reject(
            "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the "
            "logical_xor function instead."
        )
    elif is_none(out):
        return np.subtract(max(a, axis, None, keepdims), min(a, axis, None, keepdims))
    else:
        return np.subtract(max(a, axis, None, keepdims), min(a, axis, None, keepdims), out=out)


def any(a, axis: Literal = None, out=None, keepdims: Literal = False, where: Literal = True):
    return _reduce("or", _masked(_truth(a), where, False), axis, out, keepdims, None)


def all(a, axis: Literal = None, out=None, keepdims: Literal = False, where: Literal = True):
    return _reduce("and", _masked(_truth(a), where, True), axis, out, keepdims, None)


def count_nonzero(a, axis: Literal = None, keepdims: Literal = False):
    return _reduce("add", _truth(a).astype(np.int64), axis, None, keepdims, None)


def _truth(a):
    a = _as_array(a)
    return a if is_bool(a) else a != 0


def _masked(a, where: Literal, value):
    """The array with `value` where the mask is false."""
    return a if _all_true(where) else np.where(where, a, np.astype(value, a.dtype))


def _extreme(kind: Literal, a, axis: Literal, out, keepdims: Literal, initial, where: Literal):
    a = _as_array(a)
    if is_none(initial):
        if not _all_true(where):
            if kind == "min":
                reject(
                    "reduction operation 'minimum' does not have an identity, so to use a where mask one has to specify "
                    "'initial'"
                )
            else:
                reject(
                    "reduction operation 'maximum' does not have an identity, so to use a where mask one has to specify "
                    "'initial'"
                )
        _check_not_empty(kind, a, axis)
        return _reduce(kind, a, axis, out, keepdims, None)
    else:
        return _reduce(kind, _masked(a, where, initial), axis, out, keepdims, initial)


def _check_not_empty(kind: Literal, a, axis: Literal):
    """Extremes of no elements do not exist, where there is a place for their result."""
    if a.size == 0 and (axis is None or _takes_empty(a, axis)):
        if kind == "min":
            raise ValueError("zero-size array to reduction operation minimum which has no identity")
        else:
            raise ValueError("zero-size array to reduction operation maximum which has no identity")


def _takes_empty(a, axis: Literal):
    if is_literal(axis):
        axes = _axes(axis, a.ndim)
        return _count(a, axes) == 0 and a.size == 0
    else:
        return a.shape[axis] == 0


def _reduce(kind: Literal, a, axis: Literal, out, keepdims: Literal, initial):
    """Combines the elements along axes; the result has the array's dtype.

    `axis` is None, an integer, or a tuple, known when compiling; or an integer at run time, whose axis is moved to the end.
    """
    if is_literal(axis) or is_none(axis):
        axes = _axes(axis, a.ndim)
        result = _with_initial(kind, _combined(kind, a, axes), a.dtype, initial)
        return _stored(result, out, a.ndim, axes, keepdims)
    else:
        moved = _axis_last(a, axis)
        result = _with_initial(kind, _combined(kind, moved, (a.ndim - 1,)), a.dtype, initial)
        if keepdims:
            return _stored(_axis_back(result[..., None], axis), out, a.ndim, (), False)
        else:
            return _stored(result, out, a.ndim, (a.ndim - 1,), False)


def _combined(kind: Literal, a, axes: Literal):
    if a.ndim == 0:
        return a[()]
    elif len(axes) == 0:
        return a.copy()
    else:
        return reduce(kind, a, axes)


def _with_initial(kind: Literal, result, dtype, initial):
    if is_none(initial):
        return result
    else:
        first = np.astype(initial, dtype)
        if kind == "add":
            return np.add(result, first)
        elif kind == "mul":
            return np.multiply(result, first)
        elif kind == "min":
            return np.minimum(result, first)
        elif kind == "max":
            return np.maximum(result, first)
        elif kind == "or":
            return np.bitwise_or(result, first)
        else:
            return np.bitwise_and(result, first)
