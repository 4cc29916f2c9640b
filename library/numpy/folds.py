"""What reductions and accumulations by a ufunc that the program has made share."""

import numpy as np
from numlir.library import Literal, is_none, raise_if, reject

from .along import _dtype


def _check_binary(operation):
    if operation.nin != 2 or operation.nout != 1:
        reject("reductions and such are of ufuncs of two inputs and one output")


def _accumulated(operation, a, dtype: Literal):
    """The dtype of intermediate results."""
    if not is_none(dtype):
        return _dtype(dtype)
    else:
        once = operation(np.empty(0, a.dtype), np.empty(0, a.dtype))
        return operation(once, np.empty(0, a.dtype)).dtype


def _totals(operation, rows, dtype, initial):
    totals = np.empty(len(rows), dtype)
    if is_none(initial) and is_none(operation.identity):
        nothing = "zero-size array to reduction operation which has no identity"
        raise_if((rows.shape[1] == 0) & (len(rows) > 0), "ValueError", nothing)
        for i in range(len(rows)):
            totals[i] = _total(operation, np.astype(rows[i, 0], dtype), rows[i, 1:], dtype)
    else:
        for i in range(len(rows)):
            totals[i] = _total(operation, np.astype(_first(operation, initial), dtype), rows[i], dtype)
    return totals


def _first(operation, initial):
    if is_none(initial):
        return operation.identity
    else:
        return initial


def _total(operation, first, row, dtype):
    total = first
    for element in row:
        total = np.astype(operation(total, element), dtype)
    return total


def _or_new(out, shape, dtype):
    if is_none(out):
        return np.empty(shape, dtype)
    else:
        return out
