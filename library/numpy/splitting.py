"""Arrays cut into lists of views."""

import numpy as np
from numlir.library import Literal, is_literal, is_scalar, raise_if

from .along import _axis_back, _axis_last, _checked_axis
from .axes import _axis, _flat, _integer_array, _on


def array_split(ary, indices_or_sections, axis: Literal = 0):
    a = np.asarray(ary)
    if not is_literal(axis):
        return _all_back(array_split(_axis_last(a, axis), indices_or_sections, -1), axis)
    axis = _axis(axis, a.ndim)
    if is_scalar(indices_or_sections):
        if indices_or_sections <= 0:
            raise ValueError("number sections must be larger than 0.")
        return _sections(a, indices_or_sections, axis)
    return _pieces(a, _flat(_integer_array(indices_or_sections)), axis)


def _all_back(parts, axis):
    moved = []
    for part in parts:
        moved.append(_axis_back(part, axis))
    return moved


def _sections(a, count, axis: Literal):
    size, larger = divmod(a.shape[axis], count)
    parts = []
    first = 0
    for i in range(count):
        last = first + size + 1 if i < larger else first + size
        parts.append(a[_on(axis, slice(first, last))])
        first = last
    return parts


def _pieces(a, cuts, axis: Literal):
    parts = []
    first = 0
    for cut in cuts:
        parts.append(a[_on(axis, slice(first, cut))])
        first = cut
    parts.append(a[_on(axis, slice(first, a.shape[axis]))])
    return parts


def split(ary, indices_or_sections, axis: Literal = 0):
    a = np.asarray(ary)
    if is_scalar(indices_or_sections):
        if indices_or_sections == 0:
            raise ZeroDivisionError("integer modulo by zero")
        extent = a.shape[_axis(axis, a.ndim)] if is_literal(axis) else a.shape[_checked_axis(axis, a.ndim)]
        if extent % indices_or_sections != 0:
            raise ValueError("array split does not result in an equal division")
    return array_split(a, indices_or_sections, axis)


def hsplit(ary, indices_or_sections):
    a = np.asarray(ary)
    if a.ndim == 0:
        raise ValueError("hsplit only works on arrays of 1 or more dimensions")
    if a.ndim == 1:
        return split(a, indices_or_sections, 0)
    return split(a, indices_or_sections, 1)


def vsplit(ary, indices_or_sections):
    a = np.asarray(ary)
    if a.ndim < 2:
        raise ValueError("vsplit only works on arrays of 2 or more dimensions")
    return split(a, indices_or_sections, 0)


def dsplit(ary, indices_or_sections):
    a = np.asarray(ary)
    if a.ndim < 3:
        raise ValueError("dsplit only works on arrays of 3 or more dimensions")
    return split(a, indices_or_sections, 2)
