"""Matrices by their diagonals, and grids."""

import numpy as np
from numlir.library import Literal, is_array, is_bool, is_complex, is_float, is_integer, is_list, is_none, is_tuple
from numlir.library import raise_if, reject, view

from .axes import _flat


def eye(N, M=None, k=0, dtype: Literal = None, order: Literal = "C", *, device=None):
    if is_none(M):
        return _eye(N, N, k, dtype)
    return _eye(N, M, k, dtype)


def _eye(rows, columns, k, dtype: Literal):
    out = np.zeros((rows, columns), dtype)
    for i in range(max(0, -k), min(rows, columns - k)):
        out[i, i + k] = 1
    return out


def identity(n, dtype: Literal = None):
    return _eye(n, n, 0, dtype)


def _diagonal(v, k):
    """The view of a matrix that is its diagonal; as NumPy's, nobody writes to it."""
    if k >= 0:
        offset = k * v.strides[1]
        size = min(v.shape[0], v.shape[1] - k)
    else:
        offset = -k * v.strides[0]
        size = min(v.shape[0] + k, v.shape[1])
    if size <= 0:
        size = 0
        offset = 0
    return view(v, offset, (size,), (v.strides[0] + v.strides[1],), "A", v.dtype, True)


def diag(v, k=0):
    if not (is_array(v) or is_list(v) or is_tuple(v)):
        reject('The argument "v" must be array-like')
    a = np.asarray(v)
    if a.ndim == 2:
        return _diagonal(a, k)
    if a.ndim != 1:
        raise ValueError("Input must be 1- or 2-d.")
    size = a.shape[0] + abs(k)
    out = np.zeros((size, size), a.dtype)
    row = max(0, -k)
    column = max(0, k)
    for i in range(a.shape[0]):
        out[row + i, column + i] = a[i]
    return out


def diagflat(v, k=0):
    return diag(_flat(np.asarray(v)), k)


def tri(N, M=None, k=0, dtype: Literal = None, *, like=None):
    if is_none(M):
        return _triangle(N, N, k, dtype)
    return _triangle(N, M, k, dtype)


def _triangle(rows, columns, k, dtype: Literal):
    out = np.zeros((rows, columns), dtype)
    for i in range(max(0, -k), rows):
        out[i, : min(columns, i + k + 1)] = 1
    return out


def tril(m, k=0):
    return _one_triangle(np.asarray(m), k + 1, True)


def triu(m, k=0):
    return _one_triangle(np.asarray(m), k, False)


def _one_triangle(a, k, lower: Literal):
    """What is before diagonal `k` or, where not `lower`, what is not; zero elsewhere."""
    if a.ndim == 1:
        # Each row of the square is the line.
        return _one_triangle(np.broadcast_to(a, (a.shape[0], a.shape[0])), k, lower)
    out = np.empty(a.shape, a.dtype)
    _fill_triangle(out, a, k, lower)
    return out


def _fill_triangle(out, a, k, lower: Literal):
    if a.ndim > 2:
        for i in range(a.shape[0]):
            _fill_triangle(out[i], a[i], k, lower)
    else:
        zero = _zero(a)
        # Rows from there on lie before the diagonal as a whole.
        last = min(max(a.shape[1] - k, 0), a.shape[0])
        for i in range(last):
            edge = i + k
            for j in range(a.shape[1]):
                out[i, j] = a[i, j] if (j < edge) == lower else zero
        if last < a.shape[0]:
            if lower:
                out[last:] = a[last:]
            else:
                out[last:] = zero


def _zero(a):
    """What stands for nothing among the elements."""
    if is_bool(a) or is_integer(a) or is_float(a) or is_complex(a):
        return np.astype(0, a.dtype)
    else:
        return np.zeros((), a.dtype)[()]


def _band_indices(rows, columns, k, lower: Literal):
    """Where a triangle is, row by row."""
    count = 0
    for i in range(rows):
        edge = min(max(i + k, 0), columns)
        count += edge if lower else columns - edge
    row = np.empty(count, np.int64)
    column = np.empty(count, np.int64)
    place = 0
    for i in range(rows):
        edge = min(max(i + k, 0), columns)
        first, last = (0, edge) if lower else (edge, columns)
        for j in range(first, last):
            row[place + j - first] = i
            column[place + j - first] = j
        place += last - first
    return row, column


def tril_indices(n, k=0, m=None):
    if is_none(m):
        return _band_indices(n, n, k + 1, True)
    return _band_indices(n, m, k + 1, True)


def triu_indices(n, k=0, m=None):
    if is_none(m):
        return _band_indices(n, n, k, False)
    return _band_indices(n, m, k, False)


def tril_indices_from(arr, k=0):
    if arr.ndim != 2:
        raise ValueError("input array must be 2-d")
    return _band_indices(arr.shape[0], arr.shape[1], k + 1, True)


def triu_indices_from(arr, k=0):
    if arr.ndim != 2:
        raise ValueError("input array must be 2-d")
    return _band_indices(arr.shape[0], arr.shape[1], k, False)


def diag_indices(n, ndim: Literal = 2):
    return (np.arange(n),) * ndim


def diag_indices_from(arr):
    if arr.ndim < 2:
        raise ValueError("input array must be at least 2-d")
    _check_even(arr.shape)
    return diag_indices(arr.shape[0], arr.ndim)


def _check_even(shape):
    for extent in shape:
        raise_if(extent != shape[0], "ValueError", "All dimensions of input must be of equal length")


def fill_diagonal(a, val, wrap=False):
    if a.ndim < 2:
        raise ValueError("array must be at least 2-d")
    if a.ndim == 2:
        columns = a.shape[1]
        count = min(a.shape[0], columns)
        # A tall matrix begins anew below a row that is left out.
        rows = a.shape[0] if wrap else count
        values = _flat(np.asarray(val))
        size = values.shape[0]
        if size > 0:
            written = 0
            for row in range(rows):
                column = row % (columns + 1)
                if column < columns:
                    a[row, column] = values[written % size]
                    written += 1
    else:
        _check_even(a.shape)
        values = _flat(np.asarray(val))
        for i in range(a.shape[0]):
            if values.shape[0] > 0:
                a[(i,) * a.ndim] = values[i % values.shape[0]]


def vander(x, N=None, increasing=False):
    a = np.asarray(x)
    if a.ndim != 1:
        raise ValueError("x must be a one-dimensional array or sequence.")
    if is_none(N):
        return _vander(a, a.shape[0], increasing)
    return _vander(a, N, increasing)


def _vander(x, columns, increasing):
    out = np.empty((x.shape[0], columns), np.where(True, x, np.empty(1, np.int64)).dtype)
    if columns > 0:
        first, step = (0, 1) if increasing else (columns - 1, -1)
        for i in range(x.shape[0]):
            power = out.dtype.type(1)
            base = out.dtype.type(x[i])
            out[i, first] = power
            for j in range(1, columns):
                power = base if j == 1 else power * base
                out[i, first + j * step] = power
    return out


def _grid_axes(arrays, swapped: Literal, place: Literal):
    """Each array along the axis of its own, all others of extent 1."""
    if place == len(arrays):
        return ()
    axis = 1 - place if swapped and place < 2 else place
    index = (None,) * axis + (slice(None),) + (None,) * (len(arrays) - axis - 1)
    return (_flat(np.asarray(arrays[place]))[index],) + _grid_axes(arrays, swapped, place + 1)


def _grid_shape(axes, swapped: Literal, place: Literal):
    if place == len(axes):
        return ()
    source = 1 - place if swapped and place < 2 else place
    return (axes[source].size,) + _grid_shape(axes, swapped, place + 1)


def _spread(arrays, shape):
    if len(arrays) == 0:
        return ()
    out = np.empty(shape, arrays[0].dtype)
    out[...] = arrays[0]
    return (out,) + _spread(arrays[1:], shape)


def _copies(arrays):
    if len(arrays) == 0:
        return ()
    return (arrays[0].copy(),) + _copies(arrays[1:])


def meshgrid(*xi, copy: Literal = True, sparse: Literal = False, indexing: Literal = "xy"):
    if indexing != "xy" and indexing != "ij":
        raise ValueError("Valid values for `indexing` are 'xy' and 'ij'.")
    swapped = indexing == "xy" and len(xi) > 1
    axes = _grid_axes(xi, swapped, 0)
    if sparse:
        return _copies(axes) if copy else axes
    return _spread(axes, _grid_shape(axes, swapped, 0))


def indices(dimensions, dtype: Literal = None, sparse: Literal = False):
    if is_none(dtype):
        return _indices(dimensions, np.int64, sparse)
    return _indices(dimensions, dtype, sparse)


def _indices(dimensions, dtype: Literal, sparse: Literal):
    if sparse:
        return _sparse_indices(dimensions, dtype, 0)
    out = np.empty((len(dimensions),) + dimensions, dtype)
    _fill_indices(out, dimensions, 0)
    return out


def _index_axis(dimensions, dtype: Literal, axis: Literal):
    return np.arange(dimensions[axis], dtype=dtype)[
        (None,) * axis + (slice(None),) + (None,) * (len(dimensions) - axis - 1)
    ]


def _sparse_indices(dimensions, dtype: Literal, axis: Literal):
    if axis == len(dimensions):
        return ()
    return (_index_axis(dimensions, dtype, axis),) + _sparse_indices(dimensions, dtype, axis + 1)


def _fill_indices(out, dimensions, axis: Literal):
    if axis < len(dimensions):
        out[axis] = _index_axis(dimensions, out.dtype, axis)
        _fill_indices(out, dimensions, axis + 1)
