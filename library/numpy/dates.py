"""Dates and spans of time as the integers that they are: `np.datetime64`, `np.timedelta64`.

A count has NaT for its smallest number. Where NaT comes last, as in sorted arrays, each is ranked by one less, which wraps around.
"""

import numpy as np
from numlir.library import Literal, is_date, is_span, raise_if, reject


def _counts_of(a):
    return np.astype(a, np.int64)


def _ranks(a):
    """Integers in the order of the dates, NaT as the greatest."""
    return np.astype(a, np.int64) - np.int64(1)


def _check_spans(a, name: Literal):
    """Dates themselves are not added."""
    if not is_span(a):
        reject("ufunc '" + name + "' cannot use operands with types datetime64 and datetime64")


def _or_nat(counts, nat, dtype):
    """Dates of these counts, NaT where that is said."""
    return np.astype(np.where(nat, np.int64(-9223372036854775808), counts), dtype)


def _empty_as(x):
    """An array of no elements, of the dtype of a scalar or of an array."""
    return np.empty(0, np.full(0, x).dtype)


def _dtype_of_range(start, stop, step):
    """The dtype of `np.arange`: that of the start, in the finest of the units."""
    return _with_step(_with_stop(_empty_as(start), stop), step).dtype


def _with_stop(start, stop):
    if not is_date(stop):
        return start
    elif is_span(stop) and not is_span(start):
        return start + _empty_as(stop)
    else:
        return np.maximum(start, _empty_as(stop))


def _with_step(start, step):
    return start + _empty_as(step) if is_date(step) else start


def _range_of_dates(start, stop, step, dtype):
    """Integers are counts of the dtype's unit; a stop that is a span, or an integer behind a date, is counted from the start."""
    span = (np.empty(0, dtype) - np.empty(0, dtype)).dtype
    begin = _counts_of(np.astype(start, dtype))
    if is_date(stop) and is_span(stop) == is_span(dtype):
        end = _counts_of(np.astype(stop, dtype))
    elif is_date(stop):
        end = begin + _counts_of(np.astype(stop, span))
    elif not is_span(dtype):
        end = begin + np.int64(stop)
    else:
        end = np.int64(stop)
    by = _counts_of(np.astype(step, span)) if is_date(step) else np.int64(step)
    nat = np.int64(-9223372036854775808)
    raise_if(
        (begin == nat) | (end == nat) | (by == nat), "ValueError", "arange: cannot use NaT (not-a-time) datetime values"
    )
    raise_if(by == 0, "ZeroDivisionError", "integer division or modulo by zero")
    return np.astype(begin + by * np.arange(len(range(begin, end, by))), dtype)
