"""Differences of neighbours, slopes, areas, phases."""

import numpy as np
from numlir.library import (
    ArrayLike,
    Literal,
    ScalarOrArray,
    is_array,
    is_bool,
    is_integer,
    is_list,
    is_literal,
    is_none,
    is_tuple,
    layout,
    raise_if,
    reject,
)

from .along import _along, _as_array, _axis, _axis_back, _axis_last, _common_dtype
from .axes import _flat
from .creation import _empty_fortran


def diff(a, n: Literal = 1, axis: Literal = -1, prepend=None, append=None):
    """The differences of neighbours along an axis, taken n times."""
    if is_literal(n):
        if n == 0:
            return a
        elif n < 0:
            reject("order must be non-negative")
    else:
        raise_if(n < 0, "ValueError", "order must be non-negative")
    a = _as_array(a)
    if is_list(prepend) or is_tuple(prepend):
        return diff(a, n, axis, np.asarray(prepend), append)
    elif is_list(append) or is_tuple(append):
        return diff(a, n, axis, prepend, np.asarray(append))
    elif a.ndim == 0:
        reject("diff requires input that is at least one dimensional")
    elif is_literal(axis):
        axis = _axis(axis, a.ndim)
        a = _extended(a, prepend, append, axis)
        return _difference(a, n, axis) if is_literal(n) else _differences(a, n, axis)
    else:
        return _axis_back(diff(_axis_last(a, axis), n, -1, prepend, append), axis)


def _difference(a, n: Literal, axis: Literal):
    if n == 0:
        return a
    elif a.ndim > 1 and layout(a) == "F":
        # The differences lie as the array does.
        return _difference(a.T, n, a.ndim - 1 - axis).T
    else:
        later, earlier = a[_along(axis, slice(1, None))], a[_along(axis, slice(None, -1))]
        return _difference(np.not_equal(later, earlier) if is_bool(a) else later - earlier, n - 1, axis)


def _differences(a, n, axis: Literal):
    """As often as is known at run time."""
    result = a.copy()
    for _ in range(n):
        result = _difference(result, 1, axis)
    return result


def _extended(a, prepend, append, axis: Literal):
    """The array with what comes before and behind it along an axis."""
    if is_none(prepend) and is_none(append):
        return a
    else:
        before, behind = _extent(prepend, axis), _extent(append, axis)
        shape = a.shape[:axis] + (before + a.shape[axis] + behind,) + a.shape[axis + 1 :]
        dtype = _dtype_with(_dtype_with(a, prepend), append).dtype
        in_fortran_order = a.ndim > 1 and layout(a) == "F" and _has_its_order(prepend) and _has_its_order(append)
        result = _empty_fortran(shape, dtype) if in_fortran_order else np.empty(shape, dtype)
        if not is_none(prepend):
            result[_along(axis, slice(0, before))] = prepend
        result[_along(axis, slice(before, before + a.shape[axis]))] = a
        if not is_none(append):
            result[_along(axis, slice(before + a.shape[axis], None))] = append
        return result


def _has_its_order(part):
    """Whether a part leaves an array in Fortran order."""
    if is_array(part):
        return part.ndim == 0 or layout(part) == "F"
    return True


def _extent(part, axis: Literal):
    """How long a part is along the axis: a number fills one place."""
    if is_none(part):
        return 0
    elif is_array(part):
        return 1 if part.ndim == 0 else part.shape[axis]
    else:
        return 1


def _dtype_with(a, part):
    """An empty array of the dtype that both have in common. Parts become arrays, so Python's numbers are not weak."""
    if is_none(part):
        return np.empty(0, a.dtype)
    else:
        return np.empty(0, _common_dtype(a, part if is_array(part) else np.full(0, part)))


def ediff1d(ary, to_end=None, to_begin=None):
    """The differences of consecutive elements in C order, between what stands at the begin and at the end."""
    line = _flat(_as_array(ary))
    if is_list(to_end) or is_tuple(to_end):
        return ediff1d(line, np.asarray(to_end), to_begin)
    elif is_list(to_begin) or is_tuple(to_begin):
        return ediff1d(line, to_end, np.asarray(to_begin))
    elif is_none(to_end) and is_none(to_begin):
        return line[1:] - line[:-1]
    else:
        _check_part(line, to_begin, "to_begin")
        _check_part(line, to_end, "to_end")
        count = len(line) - 1 if len(line) > 0 else 0
        before, behind = _length(to_begin), _length(to_end)
        result = np.empty(before + count + behind, line.dtype)
        if not is_none(to_begin):
            result[:before] = _flat(to_begin) if is_array(to_begin) else to_begin
        result[before : before + count] = line[1:] - line[:-1]
        if not is_none(to_end):
            result[before + count :] = _flat(to_end) if is_array(to_end) else to_end
        return result


def _check_part(line, part, name: Literal):
    if not is_none(part):
        fits = np.can_cast(part.dtype if is_array(part) else np.full(0, part).dtype, line.dtype, "same_kind")
        text = "dtype of `{}` must be compatible with input `ary` under the `same_kind` rule."
        raise_if(not fits, "TypeError", text, name)


def _length(part):
    if is_none(part):
        return 0
    elif is_array(part):
        return part.size
    else:
        return 1


def gradient(f: ArrayLike, *varargs, axis: Literal = None, edge_order: Literal = 1):
    """Slopes by central differences of second order inside, and of `edge_order` at both ends."""
    if is_none(axis):
        if f.ndim == 1:
            return _slopes_with(f, varargs, 0, 0, 1, edge_order)
        else:
            return _all_slopes(f, varargs, _count_up(f.ndim), 0, edge_order)
    elif not is_literal(axis):
        return _axis_back(gradient(_axis_last(f, axis), *varargs, axis=-1, edge_order=edge_order), axis)
    elif is_integer(axis):
        return _slopes_with(f, varargs, 0, _axis(axis, f.ndim), 1, edge_order)
    elif len(axis) == 1:
        return _slopes_with(f, varargs, 0, _axis(axis[0], f.ndim), 1, edge_order)
    else:
        return _all_slopes(f, varargs, axis, 0, edge_order)


def _count_up(count: Literal):
    return () if count == 0 else _count_up(count - 1) + (count - 1,)


def _all_slopes(f, spacings, axes: Literal, first: Literal, edge_order: Literal):
    if first == len(axes):
        return ()
    else:
        one = _slopes_with(f, spacings, first, _axis(axes[first], f.ndim), len(axes), edge_order)
        return (one,) + _all_slopes(f, spacings, axes, first + 1, edge_order)


def _slopes_with(f, spacings, position: Literal, axis: Literal, count: Literal, edge_order: Literal):
    """The slopes along one axis, with its spacing: none, one for all axes, or one for each."""
    if len(spacings) == 0:
        return _slopes(f, 1.0, axis, edge_order)
    elif len(spacings) == 1:
        return _slopes(f, ScalarOrArray(spacings[0]), axis, edge_order)
    elif len(spacings) == count:
        return _slopes(f, ScalarOrArray(spacings[position]), axis, edge_order)
    else:
        reject("invalid number of arguments")


def _slopes(f, spacing, axis: Literal, edge_order: Literal):
    if edge_order > 2:
        reject("'edge_order' greater than 2 not supported")
    raise_if(
        f.shape[axis] < edge_order + 1,
        "ValueError",
        "Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) elements are required.",
    )
    f = f.astype(np.float64) if is_bool(f) or is_integer(f) else f
    slopes = np.empty_like(f)
    if is_array(spacing):
        if spacing.ndim != 1:
            reject("distances must be either scalars or 1d")
        raise_if(
            len(spacing) != f.shape[axis],
            "ValueError",
            "when 1d, distances must match the length of the corresponding dimension",
        )
        steps = np.diff(spacing.astype(np.float64) if is_integer(spacing) else spacing)
        if np.all(steps == steps[0]):
            _even_slopes(f, steps[0], slopes, axis, edge_order)
        else:
            _uneven_slopes(f, steps, slopes, axis, edge_order)
    else:
        _even_slopes(f, spacing, slopes, axis, edge_order)
    return slopes


def _part(f, axis: Literal, start, stop):
    return f[_along(axis, slice(start, stop))]


def _even_slopes(f, step, slopes, axis: Literal, edge_order: Literal):
    end = f.shape[axis]
    _part(slopes, axis, 1, -1)[...] = (_part(f, axis, 2, end) - _part(f, axis, 0, end - 2)) / (2.0 * step)
    if edge_order == 1:
        _part(slopes, axis, 0, 1)[...] = (_part(f, axis, 1, 2) - _part(f, axis, 0, 1)) / step
        _part(slopes, axis, end - 1, end)[...] = (
            _part(f, axis, end - 1, end) - _part(f, axis, end - 2, end - 1)
        ) / step
    else:
        _three(f, slopes, axis, 0, 0, (-1.5 / step, 2.0 / step, -0.5 / step))
        _three(f, slopes, axis, end - 1, end - 3, (0.5 / step, -2.0 / step, 1.5 / step))


def _uneven_slopes(f, steps, slopes, axis: Literal, edge_order: Literal):
    end = f.shape[axis]
    left, right = steps[:-1], steps[1:]
    a = _spread_along(-right / (left * (left + right)), axis, f.ndim)
    b = _spread_along((right - left) / (left * right), axis, f.ndim)
    c = _spread_along(left / (right * (left + right)), axis, f.ndim)
    inner = a * _part(f, axis, 0, end - 2) + b * _part(f, axis, 1, end - 1) + c * _part(f, axis, 2, end)
    _part(slopes, axis, 1, -1)[...] = inner
    if edge_order == 1:
        _part(slopes, axis, 0, 1)[...] = (_part(f, axis, 1, 2) - _part(f, axis, 0, 1)) / steps[0]
        last = (_part(f, axis, end - 1, end) - _part(f, axis, end - 2, end - 1)) / steps[-1]
        _part(slopes, axis, end - 1, end)[...] = last
    else:
        x, y = steps[0], steps[1]
        _three(f, slopes, axis, 0, 0, (-(2.0 * x + y) / (x * (x + y)), (x + y) / (x * y), -x / (y * (x + y))))
        x, y = steps[-2], steps[-1]
        weights = (y / (x * (x + y)), -(y + x) / (x * y), (2.0 * y + x) / (y * (x + y)))
        _three(f, slopes, axis, end - 1, end - 3, weights)


def _three(f, slopes, axis: Literal, place, first, weights):
    """Writes the weighted sum of three neighbours."""
    a, b, c = weights
    total = a * _part(f, axis, first, first + 1) + b * _part(f, axis, first + 1, first + 2)
    _part(slopes, axis, place, place + 1)[...] = total + c * _part(f, axis, first + 2, first + 3)


def _spread_along(line, axis: Literal, ndim: Literal):
    """A line as an array whose other axes have extent 1."""
    return line[(None,) * axis + (slice(None),) + (None,) * (ndim - axis - 1)]


def trapezoid(y: ArrayLike, x=None, dx=1.0, axis: Literal = -1):
    """The area under a line through points: NumPy's order of operations, so that bits agree."""
    if not is_literal(axis):
        if is_none(x) or np.ndim(x) < 2:
            return trapezoid(_axis_last(y, axis), x, dx, -1)
        else:
            return trapezoid(_axis_last(y, axis), _axis_last(x, axis), dx, -1)
    axis = _axis(axis, y.ndim)
    both = y[_along(axis, slice(1, None))] + y[_along(axis, slice(None, -1))]
    if is_none(x):
        return np.sum(dx * both / 2.0, axis)
    else:
        x = _as_array(x)
        if x.ndim == 1:
            return np.sum(_spread_along(np.diff(x), axis, y.ndim) * both / 2.0, axis)
        else:
            return np.sum(np.diff(x, 1, axis) * both / 2.0, axis)


def unwrap(p: ArrayLike, discont=None, axis: Literal = -1, period=6.283185307179586):
    """Phases without jumps: a difference beyond `discont` is replaced by its complement in the period."""
    axis = _axis(axis, p.ndim)
    steps = np.diff(p, 1, axis)
    limit = period / 2 if is_none(discont) else discont
    wrapped = _wrapped(steps, period)
    corrections = np.where(np.abs(steps) < limit, np.astype(0, wrapped.dtype), wrapped - steps)
    result = p.astype(wrapped.dtype)
    later = _along(axis, slice(1, None))
    result[later] = p[later] + np.cumsum(corrections, axis)
    return result


def _wrapped(steps, period):
    """Steps in the interval of one period around zero; half a period keeps its sign."""
    if is_integer(steps) and is_integer(period):
        high = period // 2
        wrapped = np.mod(steps + high, period) - high
        if period % 2 == 0:
            wrapped[...] = np.where(np.logical_and(wrapped == -high, steps > 0), high, wrapped)
        return wrapped
    else:
        high = period / 2
        wrapped = np.mod(steps + high, period) - high
        return np.where(np.logical_and(wrapped == -high, steps > 0), high, wrapped)
