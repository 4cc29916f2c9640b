"""Shapes that go together: broadcasting."""

import numpy as np
from numlir.library import Literal, ScalarOrArray, is_integer, raise_if, repeated, view
from .along import _all_arrays
from .shape import _array


def _negatives(extents):
    if len(extents) == 0:
        return 0
    return (1 if extents[0] < 0 else 0) + _negatives(extents[1:])


def _misfits(extents, wanted):
    """How many extents are neither 1 nor those that are wanted, of as many."""
    if len(extents) == 0:
        return 0
    bad = extents[0] != 1 and extents[0] != wanted[0]
    return (1 if bad else 0) + _misfits(extents[1:], wanted[1:])


def _stretched(extents, strides):
    """The strides of axes that may be broadcast: none where the extent is 1."""
    if len(extents) == 0:
        return ()
    return ((0 if extents[0] == 1 else strides[0]),) + _stretched(extents[1:], strides[1:])


def _spread(a, shape):
    """The view of an array that is broadcast to a shape, which it fits."""
    missing = len(shape) - a.ndim
    return view(a, 0, shape, repeated(0, missing) + _stretched(a.shape, a.strides), "A", a.dtype, True)


def broadcast_to(array: ScalarOrArray, shape, subok: Literal = False):
    if is_integer(shape):
        return _broadcast_to(_array(array), (shape,))
    return _broadcast_to(_array(array), shape)


def _broadcast_to(a, shape):
    raise_if(_negatives(shape) > 0, "ValueError", "all elements of broadcast shape must be non-negative")
    if a.ndim > len(shape):
        raise_if(True, "ValueError", "input operand has more dimensions than allowed by the axis remapping")
        return a
    bad = _misfits(a.shape, shape[len(shape) - a.ndim :]) > 0
    text = "operands could not be broadcast together with remapped shapes [original->remapped]: {}  and requested shape {}"
    raise_if(bad, "ValueError", text, a.shape, shape)
    return _spread(a, shape)


def _shapes(arrays):
    if len(arrays) == 0:
        return ()
    return (np.shape(arrays[0]),) + _shapes(arrays[1:])


def _as_shapes(shapes):
    if len(shapes) == 0:
        return ()
    if is_integer(shapes[0]):
        return ((shapes[0],),) + _as_shapes(shapes[1:])
    return (shapes[0],) + _as_shapes(shapes[1:])


def _last(extents, count: Literal):
    """So many last axes, those that are missing of extent 1."""
    if len(extents) < count:
        return _last((1,) + extents, count)
    return extents


def _joined(a, b):
    """The shape that two shapes of one length broadcast to, which fit."""
    if len(a) == 0:
        return ()
    return ((b[0] if a[0] == 1 else a[0]),) + _joined(a[1:], b[1:])


def _clash(a, b):
    if len(a) == 0:
        return 0
    bad = a[0] != b[0] and a[0] != 1 and b[0] != 1
    return (1 if bad else 0) + _clash(a[1:], b[1:])


def _fit_all(shapes, at: Literal, so_far, first):
    """What the shapes from a position on broadcast to with those before; `first` says where the extents came from."""
    if at == len(shapes):
        return so_far
    own = shapes[at]
    rank = len(so_far) if len(so_far) > len(own) else len(own)
    x = _last(so_far, rank)
    y = _last(own, rank)
    if _clash(x, y) > 0:
        _raise_mismatch(shapes, 0, at)
    return _fit_all(shapes, at + 1, _joined(x, y), first)


def _raise_mismatch(shapes, at: Literal, bad: Literal):
    if at < bad:
        a = shapes[at]
        b = shapes[bad]
        rank = len(a) if len(a) > len(b) else len(b)
        text = (
            "shape mismatch: objects cannot be broadcast to a single shape.  "
            "Mismatch is between arg {} with shape {, } and arg {} with shape {, }."
        )
        raise_if(_clash(_last(a, rank), _last(b, rank)) > 0, "ValueError", text, at, a, bad, b)
        _raise_mismatch(shapes, at + 1, bad)


def broadcast_shapes(*args):
    if len(args) == 0:
        return ()
    shapes = _as_shapes(args)
    return _fit_all(shapes, 1, shapes[0], 0)


def broadcast_arrays(*args):
    if len(args) == 0:
        return ()
    arrays = _all_arrays(args)
    shapes = _shapes(arrays)
    return _spread_all(arrays, _fit_all(shapes, 1, shapes[0], 0))


def _spread_all(arrays, shape):
    if len(arrays) == 0:
        return ()
    return (_spread(arrays[0], shape),) + _spread_all(arrays[1:], shape)


# Other shapes of the same elements
