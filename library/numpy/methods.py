"""What methods of ufuncs share: `at`, `reduceat`, `outer`."""

import numpy as np
from numlir.library import Literal, is_none, is_scalar, is_tuple, raise_if, reject

from .axes import _axis, _check_position, _flat, _integer_array, _on


def _at(operation, a, indices, b):
    if is_scalar(indices):
        _check_position(indices, a.shape[0], 0)
        a[indices] = operation(a[indices], b)
    elif is_tuple(indices):
        if len(indices) != a.ndim:
            reject("the method 'at' takes an index for each axis, or one for the first")
        else:
            places = np.broadcast_arrays(*_integer_arrays(indices))
            _at_places(operation, a, places, b)
    else:
        places = _integer_array(indices)
        if a.ndim == 1:
            values = np.broadcast_to(np.asarray(b), places.shape)
            line, given = _flat(places), _flat(values)
            for i in range(len(line)):
                _check_position(line[i], len(a), 0)
                a[line[i]] = operation(a[line[i]], given[i])
        elif places.ndim == 1:
            values = np.broadcast_to(np.asarray(b), places.shape + a.shape[1:])
            for i in range(len(places)):
                _check_position(places[i], len(a), 0)
                a[places[i]] = operation(a[places[i]], values[i])
        else:
            reject("the method 'at' takes indices of one axis for the first axis of an array")


def _integer_arrays(indices):
    if len(indices) == 0:
        return ()
    return (_integer_array(indices[0]),) + _integer_arrays(indices[1:])


def _at_places(operation, a, places, b):
    values = _flat(np.broadcast_to(np.asarray(b), places[0].shape))
    lines = _all_flat(places)
    for i in range(len(values)):
        place = _ith(lines, i)
        _check_places(place, a.shape, 0)
        a[place] = operation(a[place], values[i])


def _all_flat(places):
    if len(places) == 0:
        return ()
    return (_flat(places[0]),) + _all_flat(places[1:])


def _ith(lines, i):
    if len(lines) == 0:
        return ()
    return (lines[0][i],) + _ith(lines[1:], i)


def _check_places(place, shape, axis: Literal):
    if axis < len(shape):
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
