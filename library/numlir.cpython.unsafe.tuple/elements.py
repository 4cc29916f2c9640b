"""Tuples with other elements."""

from numlir.library import Literal, is_literal, reject, repeated, replaced


def tuple_setitem(tup, idx: Literal, val):
    if is_literal(idx):
        return tup[:idx] + (val,) + tup[idx + 1 :]
    return replaced(tup, idx, val)


def build_full_slice_tuple(size: Literal):
    if not is_literal(size):
        reject("the size must be a constant")
    return repeated(slice(None), size)
