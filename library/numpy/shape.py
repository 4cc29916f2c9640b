"""Shapes of arrays: views with other axes, and copies where there is no view."""

from numlir.library import ArrayLike, Literal, ScalarOrArray
from numlir.library import identity, is_array, is_integer, is_list, is_literal, is_scalar, is_string, is_tuple
from numlir.library import layout, permute, raise_if, reject, repeated, replaced, view
import numpy as np
from .along import _as_array, _axes, _distinct_axes
from .axes import _product
from .iterating import _sorted_by_stride


def shape(a):
    if is_scalar(a):
        return ()
    return _as_array(a).shape


def ndim(a):
    if is_scalar(a):
        return 0
    return _as_array(a).ndim


def size(a, axis: Literal = None):
    if is_scalar(a):
        return 1
    if not is_array(a):
        return size(np.asarray(a), axis)
    if axis is None:
        return a.size
    if is_tuple(axis):
        return 1 if len(axis) == 0 else size(a, axis[0]) * size(a, axis[1:])
    if axis < -a.ndim or axis >= a.ndim:
        raise_if(True, "AxisError", "axis {} is out of bounds for array of dimension {}", axis, a.ndim)
        return 0
    return a.shape[axis]


def _array(x):
    """An array as it is, a number as an array without axes, a sequence as the array it makes."""
    if is_scalar(x):
        return np.full((), x)
    return _as_array(x)


# Axes in another order


def transpose(a, axes: Literal = None):
    if is_list(axes):
        reject("the axes are a tuple: what a list holds is not known when compiling")
    return permute(a, axes) if is_array(a) else permute(np.asarray(a), axes)


def permute_dims(a, axes: Literal = None):
    return permute(a, axes)


def matrix_transpose(x: ArrayLike):
    raise_if(x.ndim < 2, "ValueError", "Input array must be at least 2-dimensional, but it is {}", x.ndim)
    return swapaxes(x, -1, -2)


def swapaxes(a: ScalarOrArray, axis1: Literal, axis2: Literal):
    if not is_array(a):
        reject('The first argument "a" must be an array')
    if not is_integer(axis1):
        reject('The second argument "axis1" must be an integer')
    if not is_integer(axis2):
        reject('The third argument "axis2" must be an integer')
    if not is_literal(axis1) or not is_literal(axis2):
        return _swapped(a, _from_start_of(axis1, a.ndim, "axis1"), _from_start_of(axis2, a.ndim, "axis2"))
    n = a.ndim
    if axis1 < -n or axis1 >= n:
        raise_if(True, "AxisError", "axis1: axis {} is out of bounds for array of dimension {}", axis1, n)
        return a
    if axis2 < -n or axis2 >= n:
        raise_if(True, "AxisError", "axis2: axis {} is out of bounds for array of dimension {}", axis2, n)
        return a
    i = axis1 + n if axis1 < 0 else axis1
    j = axis2 + n if axis2 < 0 else axis2
    low = i if i < j else j
    high = j if i < j else i
    order = identity(n)
    if low == high:
        return permute(a, order)
    return permute(a, order[:low] + (high,) + order[low + 1 : high] + (low,) + order[high + 1 :])


def _from_start_of(axis, n, name: Literal):
    """An axis that is known at run time only, counted from the first."""
    raise_if(axis < -n or axis >= n, "AxisError", name + ": axis {} is out of bounds for array of dimension {}", axis, n)
    return axis + n if axis < 0 else axis


def _swapped(a, i, j):
    shape = replaced(replaced(a.shape, i, a.shape[j]), j, a.shape[i])
    strides = replaced(replaced(a.strides, i, a.strides[j]), j, a.strides[i])
    return view(a, 0, shape, strides, "A")


def _moved(a, source, destination):
    shape, strides = a.shape, a.strides
    for axis in range(a.ndim):
        # The other axes keep their order.
        other = axis - 1 if axis > destination else axis
        from_axis = source if axis == destination else (other + 1 if other >= source else other)
        shape = replaced(shape, axis, a.shape[from_axis])
        strides = replaced(strides, axis, a.strides[from_axis])
    return view(a, 0, shape, strides, "A")


def moveaxis(a: ScalarOrArray, source: Literal, destination: Literal):
    if not is_array(a):
        reject('The first argument "a" must be an array')
    if is_string(source):
        reject('The second argument "source" must be an integer or sequence of integers')
    if is_string(destination):
        reject('The third argument "destination" must be an integer or sequence of integers')
    if is_list(source) or is_list(destination):
        reject("the axes are a tuple: what a list holds is not known when compiling")
    if is_integer(source) and is_integer(destination) and not (is_literal(source) and is_literal(destination)):
        return _moved(a, _from_start_of(source, a.ndim, "source"), _from_start_of(destination, a.ndim, "destination"))
    if not is_literal(source) or not is_literal(destination):
        reject("several axes to move must be known when compiling")
    if not is_tuple(source):
        return moveaxis(a, (source,), (destination,))
    if len(source) != len(destination):
        raise_if(True, "ValueError", "`source` and `destination` arguments must have the same number of elements")
        return a
    n = a.ndim
    wrong = _outside(source, n)
    if wrong is not None:
        raise_if(True, "AxisError", "source: axis {} is out of bounds for array of dimension {}", wrong, n)
        return a
    wrong = _outside(destination, n)
    if wrong is not None:
        raise_if(True, "AxisError", "destination: axis {} is out of bounds for array of dimension {}", wrong, n)
        return a
    places, targets = _counted(source, n), _counted(destination, n)
    if _repeats(places):
        raise_if(True, "ValueError", "repeated axis in `source` argument")
        return a
    if _repeats(targets):
        raise_if(True, "ValueError", "repeated axis in `destination` argument")
        return a
    return permute(a, _placed(_without(identity(n), places), places, targets))


def _outside(axes: Literal, n: Literal):
    """The first axis that an array of `n` axes does not have, or None."""
    if len(axes) == 0:
        return None
    return axes[0] if axes[0] < -n or axes[0] >= n else _outside(axes[1:], n)


def _counted(axes: Literal, n: Literal):
    """Axes counted from the front."""
    return () if len(axes) == 0 else ((axes[0] + n if axes[0] < 0 else axes[0]),) + _counted(axes[1:], n)


def _repeats(axes: Literal):
    return len(axes) > 1 and (_where(axes[1:], axes[0], 0) < len(axes) - 1 or _repeats(axes[1:]))


def _where(axes: Literal, axis: Literal, place: Literal):
    """The place of an axis among others, from a place on; their number where it is not there."""
    return place if place == len(axes) or axes[place] == axis else _where(axes, axis, place + 1)


def _without(order: Literal, axes: Literal):
    if len(axes) == 0:
        return order
    place = _where(order, axes[0], 0)
    return _without(order[:place] + order[place + 1 :], axes[1:])


def _placed(order: Literal, axes: Literal, targets: Literal):
    """The order with axes put where they are to stand, the foremost first."""
    if len(axes) == 0:
        return order
    k = _least(targets, 0, 1)
    to = targets[k]
    return _placed(order[:to] + (axes[k],) + order[to:], axes[:k] + axes[k + 1 :], targets[:k] + targets[k + 1 :])


def _least(values: Literal, best: Literal, place: Literal):
    """The place of the least of several numbers."""
    if place == len(values):
        return best
    return _least(values, place if values[place] < values[best] else best, place + 1)


def rollaxis(a, axis: Literal, start: Literal = 0):
    n = a.ndim
    if axis < -n or axis >= n:
        raise_if(True, "AxisError", "axis {} is out of bounds for array of dimension {}", axis, n)
        return a
    if start < -n or start > n:
        text = "'start' arg requires {} <= start < {}, but {} was passed in"
        raise_if(True, "AxisError", text, -n, n + 1, start)
        return a
    k = axis + n if axis < 0 else axis
    to = start + n if start < 0 else start
    before = to - 1 if k < to else to
    return moveaxis(a, k, before)


# Axes more and less


def expand_dims(a: ArrayLike, axis: Literal):
    if is_tuple(axis):
        if len(axis) == 0:
            return a
        axes = _distinct_axes(axis, a.ndim + len(axis))
        if len(axes) == 0:
            return a
        return expand_dims(expand_dims(a, axes[0]), axes[1:])
    n = a.ndim + 1
    if axis < -n or axis >= n:
        raise_if(True, "AxisError", "axis {} is out of bounds for array of dimension {}", axis, n)
        return a
    k = axis + n if axis < 0 else axis
    return view(a, 0, a.shape[:k] + (1,) + a.shape[k:], a.strides[:k] + (0,) + a.strides[k:], layout(a))


def squeeze(a: ScalarOrArray, axis: Literal = None):
    if axis is None:
        if a.ndim == 0:
            return a
        reject("squeeze() needs axis= as a literal: the rank of its result must be known when compiling")
    if is_tuple(axis):
        if len(axis) == 0:
            return a
        axes = _axes(axis, a.ndim)
        return squeeze(squeeze(a, axes[-1]), axes[:-1])
    n = a.ndim
    if axis < -n or axis >= n:
        raise_if(True, "AxisError", "axis {} is out of bounds for array of dimension {}", axis, n)
        return a
    k = axis + n if axis < 0 else axis
    text = "cannot select an axis to squeeze out which has size not equal to one"
    raise_if(a.shape[k] != 1, "ValueError", text)
    return view(a, 0, a.shape[:k] + a.shape[k + 1 :], a.strides[:k] + a.strides[k + 1 :], layout(a))


def atleast_1d(*arys):
    if len(arys) == 1:
        return _at_least_1d(_array(arys[0]))
    return _all_at_least_1d(arys)


def _at_least_1d(a):
    if a.ndim == 0:
        return view(a, 0, (1,), None, "C")
    return a


def _all_at_least_1d(arrays):
    if len(arrays) == 0:
        return ()
    return (_at_least_1d(_array(arrays[0])),) + _all_at_least_1d(arrays[1:])


def atleast_2d(*arys):
    if len(arys) == 1:
        return _at_least_2d(_array(arys[0]))
    return _all_at_least_2d(arys)


def _at_least_2d(a):
    if a.ndim == 0:
        return view(a, 0, (1, 1), None, "C")
    if a.ndim == 1:
        return a[None]
    return a


def _all_at_least_2d(arrays):
    if len(arrays) == 0:
        return ()
    return (_at_least_2d(_array(arrays[0])),) + _all_at_least_2d(arrays[1:])


def atleast_3d(*arys):
    if len(arys) == 1:
        return _at_least_3d(_array(arys[0]))
    return _all_at_least_3d(arys)


def _at_least_3d(a):
    if a.ndim == 0:
        return view(a, 0, (1, 1, 1), None, "C")
    if a.ndim == 1:
        return a[None, :, None]
    if a.ndim == 2:
        return a[:, :, None]
    return a


def _all_at_least_3d(arrays):
    if len(arrays) == 0:
        return ()
    return (_at_least_3d(_array(arrays[0])),) + _all_at_least_3d(arrays[1:])


# Broadcasting


def _unknowns(extents):
    if len(extents) == 0:
        return 0
    return (1 if extents[0] < 0 else 0) + _unknowns(extents[1:])


def _product_of_known(extents):
    if len(extents) == 0:
        return 1
    return (1 if extents[0] < 0 else extents[0]) * _product_of_known(extents[1:])


def _filled(extents, rest):
    if len(extents) == 0:
        return ()
    return ((rest if extents[0] < 0 else extents[0]),) + _filled(extents[1:], rest)


def _whole_shape(size, shape: Literal):
    """The shape with its unknown extent, if it has one, filled in."""
    unknown = _unknowns(shape)
    raise_if(unknown > 1, "ValueError", "can only specify one unknown dimension")
    known = _product_of_known(shape)
    rest = size // known
    total = known * rest if unknown == 1 else known
    bad = total != size or (unknown == 1 and known == 0)
    raise_if(bad, "ValueError", "cannot reshape array of size {} into shape {}", size, shape)
    return _filled(shape, rest)


def _strides_of(a, shape):
    """Whether a view of another shape has the elements in their order, and its strides: NumPy's `_attempt_nocopy_reshape`."""
    strides = repeated(a.itemsize, len(shape))
    if a.size == 0 or len(shape) == 0:
        return True, strides
    extents = a.shape
    steps = a.strides
    count = 0
    for i in range(a.ndim):
        if a.shape[i] != 1:
            extents = replaced(extents, count, a.shape[i])
            steps = replaced(steps, count, a.strides[i])
            count += 1
    old, old_end, new, new_end = 0, 1, 0, 1
    while new < len(shape) and old < count:
        wanted = shape[new]
        given = extents[old]
        while wanted != given:
            if wanted < given:
                wanted *= shape[new_end]
                new_end += 1
            else:
                given *= extents[old_end]
                old_end += 1
        for k in range(old, old_end - 1):
            if steps[k] != extents[k + 1] * steps[k + 1]:
                return False, strides
        strides = replaced(strides, new_end - 1, steps[old_end - 1])
        for k in range(new_end - 1, new, -1):
            strides = replaced(strides, k - 1, strides[k] * shape[k])
        new = new_end
        old = old_end
        new_end += 1
        old_end += 1
    last = strides[new - 1] if new >= 1 else a.itemsize
    for k in range(new, len(shape)):
        strides = replaced(strides, k, last)
    return True, strides


def _reshaped(a, shape):
    if layout(a) == "C":
        return view(a, 0, shape, None, "C")
    if a.ndim == 0 or len(shape) == 0:
        return view(a, 0, shape, repeated(a.itemsize, len(shape)), "A")
    possible, strides = _strides_of(a, shape)
    if possible:
        return view(a, 0, shape, strides, "A")
    return view(a.copy(), 0, shape, None, "C")


def _reshape(a, shape: Literal, order: Literal):
    whole = _whole_shape(a.size, shape)
    if order == "F" or (order == "A" and layout(a) == "F" and a.ndim > 1):
        return permute(_reshaped(permute(a, None), whole[::-1]), None)
    if order == "A" and layout(a) == "A" and a.ndim > 1:
        if _is_fortran(a):
            return permute(_reshaped(permute(a, None), whole[::-1]), None)
    return _reshaped(a, whole)


def reshape(a: ScalarOrArray, shape: Literal, order: Literal = "C", copy: Literal = None):
    if is_integer(shape):
        return _reshape(a, (shape,), order)
    return _reshape(a, shape, order)


def _is_contiguous(a):
    """Whether the elements lie in their order without gaps."""
    step = a.itemsize
    contiguous = True
    for k in range(a.ndim - 1, -1, -1):
        if a.shape[k] != 1 and a.strides[k] != step:
            contiguous = False
        step *= a.shape[k]
    return contiguous or a.size == 0


def _is_fortran(a):
    """Whether the elements lie in Fortran's order, and not in that of C too."""
    return _is_contiguous(permute(a, None)) and not _is_contiguous(a)


def ravel(a: ScalarOrArray, order: Literal = "C"):
    if is_scalar(a):
        return view(np.full((), a), 0, (1,), None, "C")
    if order == "K" and layout(a) == "A" and a.ndim > 1:
        return ravel(_sorted_by_stride(a, 1), "C")
    if order == "A" and layout(a) == "A" and a.ndim > 1:
        return ravel(permute(a, None), "C") if _is_fortran(a) else ravel(a, "C")
    if order == "F" or ((order == "A" or order == "K") and layout(a) == "F" and a.ndim > 1):
        return ravel(permute(a, None), "C")
    if layout(a) == "C":
        return view(a, 0, (a.size,), None, "C")
    if _is_contiguous(a):
        return view(a, 0, (a.size,), None, "C")
    return view(a.copy(), 0, (a.size,), None, "C")


def _flatten(a, order: Literal):
    if order == "K" and layout(a) == "A" and a.ndim > 1:
        return _flatten(_sorted_by_stride(a, 1), "C")
    if order == "A" and layout(a) == "A" and a.ndim > 1:
        return _flatten(permute(a, None), "C") if _is_fortran(a) else _flatten(a, "C")
    if order == "F" or ((order == "A" or order == "K") and layout(a) == "F" and a.ndim > 1):
        return _flatten(permute(a, None), "C")
    return view(a.copy(), 0, (a.size,), None, "C")


# Parts


def diagonal(a: ArrayLike, offset=0, axis1: Literal = 0, axis2: Literal = 1):
    n = a.ndim
    if n < 2:
        raise_if(True, "ValueError", "diag requires an array of at least two dimensions")
        return a
    if axis1 < -n or axis1 >= n:
        raise_if(True, "AxisError", "axis1: axis {} is out of bounds for array of dimension {}", axis1, n)
        return a
    if axis2 < -n or axis2 >= n:
        raise_if(True, "AxisError", "axis2: axis {} is out of bounds for array of dimension {}", axis2, n)
        return a
    i = axis1 + n if axis1 < 0 else axis1
    j = axis2 + n if axis2 < 0 else axis2
    if i == j:
        raise_if(True, "ValueError", "axis1 and axis2 cannot be the same")
        return a
    low = i if i < j else j
    high = j if i < j else i
    down = -offset if offset < 0 else 0
    right = offset if offset > 0 else 0
    rows = a.shape[i] - down
    columns = a.shape[j] - right
    length = max(min(rows, columns), 0)
    start = down * a.strides[i] + right * a.strides[j] if length > 0 else 0
    extents = a.shape[:low] + a.shape[low + 1 : high] + a.shape[high + 1 :] + (length,)
    strides = a.strides[:low] + a.strides[low + 1 : high] + a.strides[high + 1 :] + (a.strides[i] + a.strides[j],)
    return view(a, start, extents, strides, "A", a.dtype, True)


def real(val):
    return val.real if is_scalar(val) else _as_array(val).real


def imag(val):
    return val.imag if is_scalar(val) else _as_array(val).imag
