"""Arrays put together from blocks and from functions."""

import numpy as np
from numlir.library import Literal, is_array, is_integer, is_list, is_none, is_scalar, is_tuple, raise_if, reject

from .axes import _axis, _first

_WRONG = "with {} condition(s), either {} or {} functions are expected"


def _depth(arrays):
    return 1 + _depth(_first(arrays)) if is_list(arrays) or is_tuple(arrays) else 0


def _rank(arrays):
    """The most axes among arrays in nested lists."""
    if is_list(arrays):
        return _rank(_first(arrays))
    elif is_tuple(arrays):
        return _highest_rank(arrays, 0)
    else:
        return np.asarray(arrays).ndim


def _highest_rank(arrays, rank: Literal):
    if len(arrays) == 0:
        return rank
    else:
        first = _rank(arrays[0])
        return _highest_rank(arrays[1:], first if first > rank else rank)


def block(arrays):
    """Arrays in nested lists: the innermost are joined along the last axis, those around them along the one before. Lists of what
    differs in type are tuples here.
    """
    depth, rank = _depth(arrays), _rank(arrays)
    return _block(arrays, depth, depth if depth > rank else rank)


def _blocks(arrays, depth: Literal, ndim: Literal):
    if len(arrays) == 0:
        return ()
    else:
        return (_block(arrays[0], depth, ndim),) + _blocks(arrays[1:], depth, ndim)


def _block(arrays, depth: Literal, ndim: Literal):
    if depth == 0:
        return np.array(arrays, ndmin=ndim)
    elif is_tuple(arrays):
        return np.concatenate(_blocks(arrays, depth - 1, ndim), ndim - depth)
    else:
        parts = []
        for part in arrays:
            parts.append(_block(part, depth - 1, ndim))
        return np.concatenate(parts, ndim - depth)


def fromfunction(function, shape, *, dtype: Literal = None):
    """What the function gives for the coordinates of all places, an array for each axis."""
    places = np.indices(shape, np.float64 if is_none(dtype) else dtype)
    return function(*_parts(places, shape, 0))


def _parts(places, shape, axis: Literal):
    if axis == len(shape):
        return ()
    return (places[axis],) + _parts(places, shape, axis + 1)


def apply_over_axes(func, a, axes: Literal):
    """The function applied along one axis after the other; axes that it takes away are put back with extent 1."""
    return _over_axes(func, np.asarray(a), (axes,) if is_integer(axes) else axes)


def _over_axes(func, a, axes: Literal):
    if len(axes) == 0:
        return a
    else:
        axis = _axis(axes[0], a.ndim)
        result = np.asarray(func(a, axis))
        if result.ndim == a.ndim:
            return _over_axes(func, result, axes[1:])
        elif result.ndim == a.ndim - 1:
            return _over_axes(func, np.expand_dims(result, axis), axes[1:])
        else:
            reject("function is not returning an array of the correct shape")


def piecewise(x, condlist, funclist):
    """For each condition the function's values, or the number, where it holds; one more of these is for all else."""
    a = np.asarray(x)
    out = np.zeros_like(a)
    if is_scalar(condlist):
        _pieces(a, (condlist,), funclist, out)
    elif is_array(condlist) and condlist.ndim == 1 and a.ndim > 0:
        if is_tuple(funclist):
            _pieces(a, (condlist,), funclist, out)
        else:
            _listed_pieces(a, condlist[None], funclist, out)
    elif is_tuple(condlist):
        _pieces(a, condlist, funclist, out)
    elif is_tuple(funclist):
        _numbered_pieces(a, condlist, funclist, out)
    else:
        _listed_pieces(a, condlist, funclist, out)
    return out


def _pieces(a, conditions, functions, out):
    count = len(conditions)
    if is_list(functions):
        raise_if(len(functions) != count and len(functions) != count + 1, "ValueError", _WRONG, count, count, count + 1)
    if is_tuple(functions) and len(functions) != count and len(functions) != count + 1:
        reject("piecewise takes as many functions as conditions, or one more")
    else:
        covered = np.zeros(a.shape, np.bool_)
        _pieces_from(a, conditions, functions, out, covered, 0)
        if len(functions) == count + 1:
            _piece(a, ~covered, functions[count], out)


def _pieces_from(a, conditions, functions, out, covered, place: Literal):
    if place < len(conditions):
        condition = np.asarray(conditions[place], np.bool_)
        covered |= condition
        _piece(a, condition, functions[place], out)
        _pieces_from(a, conditions, functions, out, covered, place + 1)


def _numbered_pieces(a, conditions, functions, out):
    """Conditions in a list, whose number is not known when compiling, and functions in a tuple."""
    count = len(conditions)
    raise_if(len(functions) != count and len(functions) != count + 1, "ValueError", _WRONG, count, count, count + 1)
    _numbered_pieces_from(a, conditions, functions, out, 0)


def _numbered_pieces_from(a, conditions, functions, out, place: Literal):
    if place < len(functions):
        if place < len(conditions):
            _piece(a, np.asarray(conditions[place], np.bool_), functions[place], out)
        else:
            _piece(a, _uncovered(a, conditions), functions[place], out)
        _numbered_pieces_from(a, conditions, functions, out, place + 1)


def _listed_pieces(a, conditions, values, out):
    count = len(conditions)
    raise_if(len(values) != count and len(values) != count + 1, "ValueError", _WRONG, count, count, count + 1)
    for place in range(len(values)):
        if place < count:
            _piece(a, np.asarray(conditions[place], np.bool_), values[place], out)
        else:
            _piece(a, _uncovered(a, conditions), values[place], out)


def _uncovered(a, conditions):
    covered = np.zeros(a.shape, np.bool_)
    for condition in conditions:
        covered |= np.asarray(condition, np.bool_)
    return ~covered


def _piece(a, condition, function, out):
    if a.ndim == 0:
        # A mask selects of axes.
        _piece(a[None], np.asarray(condition)[None], function, out[None])
    elif is_scalar(function):
        out[condition] = function
    else:
        values = a[condition]
        if values.size > 0:
            out[condition] = function(values)
