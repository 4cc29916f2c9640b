"""What methods of ufuncs share: `at`, `reduceat`, `outer`."""

import numpy as np
from numlir.library import Literal, is_array, is_bool, is_list, is_none, is_scalar, is_tuple, raise_if, reject

from .axes import _axis, _check_position, _flat, _integer_array, _on
from .broadcasting import _misfits


def _at(operation, a, indices, b):
    """Applied at each index, one after the other: an index that comes twice counts twice. All are looked at before."""
    if is_scalar(indices) and not is_bool(indices):
        _check_position(indices, a.shape[0], 0)
        a[indices] = operation(a[indices], b)
    elif _are_places(indices, a.ndim):
        places = np.broadcast_arrays(*_integer_arrays(indices if is_tuple(indices) else (indices,)))
        lines = _all_flat(places)
        for i in range(places[0].size):
            _check_places(_ith(lines, i), a.shape, 0)
        if len(lines) == a.ndim:
            values = _flat(_given(b, places[0].shape))
            for i in range(len(values)):
                place = _ith(lines, i)
                a[place] = operation(a[place], values[i])
        else:
            values = _given(b, places[0].shape + a.shape[1:])
            for i in range(len(values)):
                a[lines[0][i]] = operation(a[lines[0][i]], values[i])
    else:
        chosen = _flat(np.asarray(np.arange(a.size).reshape(a.shape)[indices]))
        values = _flat(_given(b, np.arange(a.size).reshape(a.shape)[indices].shape))
        elements = a.flat
        for i in range(len(chosen)):
            elements[chosen[i]] = operation(elements[chosen[i]], values[i])


def _are_places(indices, rank: Literal):
    """Whether indices are arrays of positions on each axis, or on the first one."""
    if not is_tuple(indices):
        one = np.asarray(indices) if is_list(indices) else indices
        return is_array(one) and not is_bool(one) and (rank == 1 or one.ndim == 1)
    return len(indices) == rank and _are_integers(indices)


def _are_integers(indices):
    if len(indices) == 0:
        return True
    first = indices[0]
    if is_bool(first) or not (is_array(first) or is_scalar(first) or is_list(first)):
        return False
    return _are_integers(indices[1:])


def _given(b, shape):
    """What is combined with elements at places of a shape."""
    values = np.asarray(b)
    if values.ndim > len(shape):
        raise ValueError("array is not broadcastable to correct shape")
    else:
        misfit = _misfits(values.shape, shape[len(shape) - values.ndim :]) > 0
        raise_if(misfit, "ValueError", "array is not broadcastable to correct shape")
        return np.broadcast_to(values, shape)


def _integer_arrays(indices):
    if len(indices) == 0:
        return ()
    return (_integer_array(indices[0]),) + _integer_arrays(indices[1:])


def _all_flat(places):
    if len(places) == 0:
        return ()
    return (_flat(places[0]),) + _all_flat(places[1:])


def _ith(lines, i):
    if len(lines) == 0:
        return ()
    return (lines[0][i],) + _ith(lines[1:], i)


def _check_places(place, shape, axis: Literal):
    if axis < len(place):
        _check_position(place[axis], shape[axis], axis)
        _check_places(place, shape, axis + 1)


def _reduceat(operation, array, indices, axis: Literal, dtype: Literal, out):
    """Reduced from each index to the next; to the element alone where the next is not behind it."""
    if not is_none(out):
        reject("the method 'reduceat' is compiled without out")
    else:
        a = np.asarray(array) if is_none(dtype) else np.asarray(array, dtype)
        starts = _integer_array(indices)
        if starts.ndim != 1 or a.ndim == 0:
            reject("the method 'reduceat' takes indices of one axis")
        else:
            lines = np.moveaxis(a, _axis(axis, a.ndim), 0)
            sample = operation(np.empty(0, a.dtype), np.empty(0, a.dtype))
            reduced = np.empty((len(starts),) + lines.shape[1:], sample.dtype)
            for i in range(len(starts)):
                wrong = "index {} out-of-bounds in reduceat [0, {})"
                raise_if(starts[i] < 0 or starts[i] >= len(lines), "IndexError", wrong, starts[i], len(lines))
            for i in range(len(starts)):
                last = starts[i + 1] if i + 1 < len(starts) else len(lines)
                reduced[i] = lines[starts[i]]
                for k in range(starts[i] + 1, last):
                    reduced[i] = operation(reduced[i], lines[k])
            return np.moveaxis(reduced, 0, _axis(axis, a.ndim))


def _outer(operation, a, b):
    first, second = np.asarray(a), np.asarray(b)
    return operation(first[(...,) + (None,) * second.ndim], second)
