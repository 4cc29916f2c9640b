"""Sums, products, extremes, and whether any or all elements are true.

All of them are `_reduce`: it settles the axes, has the compiler's reduction do the work, and applies `initial`.
"""

import numpy as np
from numlir.library import (
    ArrayLike,
    Literal,
    is_array,
    is_bool,
    is_complex,
    is_date,
    is_literal,
    is_none,
    raise_if,
    reduce,
    reject,
)

from .along import (
    _all_true,
    _as_array,
    _axes,
    _axis_last,
    _check_kept,
    _count,
    _last_axis_result,
    _result_shape,
    _rows_along,
    _shaped,
    _stored,
    _sum_dtype,
)
from .dates import _check_spans, _counts_of, _or_nat, _ranks
from .masked import _is_summed_in_runs, _sum_in_runs
from .strided import _order_is_unknown, _sum_in_order_of_memory


def sum(
    a: ArrayLike,
    axis: Literal = None,
    dtype: Literal = None,
    out=None,
    keepdims: Literal = False,
    initial=None,
    where: Literal = True,
):
    if is_date(a):
        return _reduce("add", _masked(a, where, 0), axis, out, keepdims, initial)
    ty = _sum_dtype(a, dtype, out)
    if not _all_true(where) and (is_literal(axis) or is_none(axis)):
        axes = _axes(axis, a.ndim)
        if _is_summed_in_runs(a, axes, ty):
            total = _sum_in_runs(a, where, axes, ty, 0 if is_none(initial) else initial)
            return _stored(total, out, a.ndim, axes, keepdims)
    converted = _converted(_masked(a, where, 0), ty)
    kind = "or" if is_bool(converted) else "add"
    return _reduce(kind, converted, axis, out, keepdims, initial, a.dtype != ty)


def prod(
    a: ArrayLike,
    axis: Literal = None,
    dtype: Literal = None,
    out=None,
    keepdims: Literal = False,
    initial=None,
    where: Literal = True,
):
    if is_date(a):
        return _reduce("mul", a, axis, out, keepdims, initial)
    ty = _sum_dtype(a, dtype, out)
    a = _converted(_masked(a, where, 1), ty)
    return _reduce("and" if is_bool(a) else "mul", a, axis, out, keepdims, initial)


def min(a, axis: Literal = None, out=None, keepdims: Literal = False, initial=None, where: Literal = True):
    return _extreme("min", a, axis, out, keepdims, initial, where)


def max(a, axis: Literal = None, out=None, keepdims: Literal = False, initial=None, where: Literal = True):
    return _extreme("max", a, axis, out, keepdims, initial, where)


def amin(a, axis: Literal = None, out=None, keepdims: Literal = False, initial=None, where: Literal = True):
    return _extreme("min", a, axis, out, keepdims, initial, where)


def amax(a, axis: Literal = None, out=None, keepdims: Literal = False, initial=None, where: Literal = True):
    return _extreme("max", a, axis, out, keepdims, initial, where)


def ptp(a: ArrayLike, axis: Literal = None, out=None, keepdims: Literal = False):
    """The largest minus the smallest element."""
    if is_bool(a):
        reject(
            "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the "
            "logical_xor function instead."
        )
    elif is_none(out):
        return np.subtract(max(a, axis, None, keepdims), min(a, axis, None, keepdims))
    else:
        largest = max(a, axis, None, keepdims)
        if out.ndim != np.ndim(largest):
            reject("the output parameter of a reduction has the wrong number of dimensions")
        if keepdims and (is_literal(axis) or is_none(axis)):
            _check_kept(out, _axes(axis, a.ndim))
        return np.subtract(largest, min(a, axis, None, keepdims), out=out)


def any(a, axis: Literal = None, out=None, keepdims: Literal = False, where: Literal = True):
    return _reduce("or", _masked(_truth(a), where, False), axis, out, keepdims, None)


def all(a, axis: Literal = None, out=None, keepdims: Literal = False, where: Literal = True):
    return _reduce("and", _masked(_truth(a), where, True), axis, out, keepdims, None)


def count_nonzero(a, axis: Literal = None, keepdims: Literal = False):
    return _reduce("add", _truth(a).astype(np.int64), axis, None, keepdims, None)


def _truth(a: ArrayLike):
    if is_date(a):
        return _as_array(np.not_equal(_counts_of(a), 0))
    return a if is_bool(a) else _as_array(np.not_equal(a, 0))


def _masked(a, where: Literal, value):
    """The array with `value` where the mask is false."""
    return a if _all_true(where) else _as_array(np.where(where, a, np.astype(value, a.dtype)))


def _converted(a, dtype):
    """Without a copy where the dtype is the array's."""
    return a if a.dtype == dtype else a.astype(dtype)


def _extreme(kind: Literal, a: ArrayLike, axis: Literal, out, keepdims: Literal, initial, where: Literal):
    if is_none(initial) and not _all_true(where):
        if kind == "min" or kind == "fmin":
            reject(
                "reduction operation 'minimum' does not have an identity, so to use a where mask one has to "
                "specify 'initial'"
            )
        else:
            reject(
                "reduction operation 'maximum' does not have an identity, so to use a where mask one has to "
                "specify 'initial'"
            )
    else:
        return _reduce(kind, _masked(a, where, initial), axis, out, keepdims, initial)


def _reduce(kind: Literal, a, axis: Literal, out, keepdims: Literal, initial, converted: Literal = False):
    """Combines the elements along axes; the result has the array's dtype.

    `axis` is None, an integer, or a tuple, known when compiling; or an integer at run time, moved to the end. What is `converted` for
    it goes through NumPy's buffer, which the order of sums follows.
    """
    if is_date(a):
        return _reduce_dates(kind, a, axis, out, keepdims, None if is_none(initial) else np.astype(initial, a.dtype))
    elif is_literal(axis) or is_none(axis):
        axes = _axes(axis, a.ndim)
        _check_not_empty(kind, a, axes, initial)
        combined = _with_initial(kind, _combined(kind, a, axes, initial, converted), a.dtype, initial)
        return _stored(combined, out, a.ndim, axes, keepdims)
    else:
        moved = _reduce(kind, _axis_last(a, axis), -1, None, keepdims, initial, converted)
        return _last_axis_result(moved, axis, out, keepdims)


def _reduce_dates(kind: Literal, a, axis: Literal, out, keepdims: Literal, initial):
    if not is_none(out):
        out[...] = _reduce_dates(kind, a, axis, None, keepdims, initial)
        return out
    elif kind == "add":
        _check_spans(a, "add")
        total = _reduce("add", _counts_of(a), axis, None, keepdims, None if is_none(initial) else _counts_of(initial))
        return _or_nat(total, _reduce("or", np.isnat(a), axis, None, keepdims, None), a.dtype)
    elif kind == "min" or kind == "fmax":
        # NaT has the smallest count.
        least = None if is_none(initial) else _counts_of(initial)
        return np.astype(_reduce(_order_of(kind), _counts_of(a), axis, None, keepdims, least), a.dtype)
    elif kind == "max" or kind == "fmin":
        least = None if is_none(initial) else _ranks(initial)
        found = _reduce(_order_of(kind), _ranks(a), axis, None, keepdims, least)
        return np.astype(found + np.int64(1), a.dtype)
    else:
        reject("dates have no such reduction")


def _order_of(kind: Literal):
    if kind == "min" or kind == "fmin":
        return "min"
    else:
        return "max"


def _check_not_empty(kind: Literal, a, axes: Literal, initial):
    """Sums of no elements are zero, but there are no extremes of none."""
    if is_none(initial) and (kind == "min" or kind == "max" or kind == "fmin" or kind == "fmax"):
        name = _ufunc_name(kind)
        raise_if(_count(a, axes) == 0, "ValueError", "zero-size array to reduction operation {} which has no identity", name)


def _ufunc_name(kind: Literal):
    if kind == "min":
        return "minimum"
    elif kind == "max":
        return "maximum"
    else:
        return kind


def _combined(kind: Literal, a, axes: Literal, initial, converted: Literal):
    if a.ndim == 0:
        return a[()]
    elif len(axes) == 0:
        return a.copy()
    elif is_complex(a) and (kind == "min" or kind == "max" or kind == "fmin" or kind == "fmax"):
        # Comparing complex numbers is no reduction of hardware's.
        rows = _rows_along(a, axes)
        result = np.empty(len(rows), a.dtype)
        for i in range(len(rows)):
            result[i] = _extreme_of(kind, rows[i], initial)
        return _shaped(result, (), _result_shape(a, axes, False), None)
    else:
        if kind == "add" and _order_is_unknown(a, axes):
            return _sum_in_order_of_memory(a, axes, converted)
        return reduce(kind, a, axes, converted)


def _extreme_of(kind: Literal, row, initial):
    extreme = row[0] if is_none(initial) else np.astype(initial, row.dtype)
    for i in range(1 if is_none(initial) else 0, len(row)):
        extreme = _with_initial(kind, extreme, row.dtype, row[i])
    return extreme


def _with_initial(kind: Literal, result, dtype, initial):
    if is_none(initial):
        return result
    elif is_array(result):
        return _beside(kind, result, np.astype(initial, dtype))
    else:
        return np.astype(_beside(kind, result, np.astype(initial, dtype)), dtype)


def _beside(kind: Literal, result, first):
    if kind == "add":
        return np.add(result, first)
    elif kind == "mul":
        return np.multiply(result, first)
    elif kind == "min":
        return np.minimum(result, first)
    elif kind == "max":
        return np.maximum(result, first)
    elif kind == "fmin":
        return np.fmin(result, first)
    elif kind == "fmax":
        return np.fmax(result, first)
    elif kind == "or":
        return np.bitwise_or(result, first)
    elif kind == "xor":
        return np.bitwise_xor(result, first)
    else:
        return np.bitwise_and(result, first)
