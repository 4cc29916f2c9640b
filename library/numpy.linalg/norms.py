"""Norms of vectors and matrices, along any axes."""

import numpy as np
from numlir.library import Literal, is_array, is_complex, is_integer, is_none, is_string, layout, raise_if, reject
from numlir.library.numpy.axes import _axis

from .solving import _inexact, _real
from .spectra import _svd


def norm(x, ord: Literal = None, axis: Literal = None, keepdims: Literal = False):
    values = _inexact(np.asarray(x))
    if is_none(axis):
        return _norm_of_all(values, ord, keepdims)
    elif is_integer(axis):
        return _vector_norm(values, ord, _axis(axis, values.ndim), keepdims)
    elif len(axis) == 1:
        return _vector_norm(values, ord, _axis(axis[0], values.ndim), keepdims)
    elif len(axis) == 2:
        rows, columns = _axis(axis[0], values.ndim), _axis(axis[1], values.ndim)
        if rows == columns:
            raise ValueError("Duplicate axes given.")
        return _matrix_norm(values, ord, rows, columns, keepdims)
    else:
        raise ValueError("Improper number of dimensions to norm.")


def _norm_of_all(x, ord: Literal, keepdims: Literal):
    if is_none(ord) or (ord == 2 and x.ndim == 1) or (ord == "fro" and x.ndim == 2):
        value = _root(_sum_of_squares(x), x)
        return np.full((1,) * x.ndim, value) if keepdims and x.ndim > 0 else value
    elif x.ndim == 1:
        return _vector_norm(x, ord, 0, keepdims)
    elif x.ndim == 2:
        return _matrix_norm(x, ord, 0, 1, keepdims)
    else:
        raise ValueError("Improper number of dimensions to norm.")


def _squares(x):
    return x.real * x.real + x.imag * x.imag if is_complex(x) else x * x


def _real_dtype(x):
    return _real(x.dtype) if is_complex(x) else x.dtype


def _root(square, x):
    """The root, in the precision of an array: that of a number of float16 is float32."""
    return np.sqrt(square) if is_array(square) else np.astype(np.sqrt(square), _real_dtype(x))


def _sum_of_squares(x):
    if x.ndim == 0:
        return _squares(x[()])
    elif x.ndim == 1:
        if is_complex(x):
            return np.dot(x.real, x.real) + np.dot(x.imag, x.imag)
        else:
            return np.dot(x, x)
    else:
        return _sum_of_squares(np.ravel(x.T if layout(x) == "F" else x))


def _vector_norm(x, ord: Literal, axis: Literal, keepdims: Literal):
    if is_string(ord):
        raise_if(True, "ValueError", "Invalid norm order '{}' for vectors", ord)
    elif is_none(ord) or ord == 2:
        return _root(np.sum(_squares(x), axis, keepdims=keepdims), x)
    elif ord == np.inf:
        return np.max(abs(x), axis, keepdims=keepdims, initial=0)
    elif ord == -np.inf:
        return np.min(abs(x), axis, keepdims=keepdims)
    elif ord == 0:
        return np.sum(x != 0, axis, _real_dtype(x), keepdims=keepdims)
    elif ord == 1:
        return np.sum(abs(x), axis, keepdims=keepdims)
    else:
        real = _real_dtype(x)
        powers = np.sum(abs(x) ** np.astype(ord, real), axis, keepdims=keepdims)
        root = powers ** np.astype(1 / ord, real)
        return root if is_array(root) else np.astype(root, real)


def _matrix_norm(x, ord: Literal, rows: Literal, columns: Literal, keepdims: Literal):
    values = _norm_of_matrices(np.moveaxis(x, (rows, columns), (-2, -1)), ord)
    if keepdims:
        return np.expand_dims(np.asarray(values), (rows, columns))
    else:
        return values


def _norm_of_matrices(x, ord: Literal):
    if is_none(ord) or ord == "fro":
        return _root(np.sum(_squares(x), (-2, -1)), x)
    elif ord == "nuc":
        return np.sum(_svd(x, 0)[1], -1)
    elif is_string(ord):
        raise ValueError("Invalid norm order for matrices.")
    elif ord == 2:
        return np.max(_svd(x, 0)[1], -1, initial=0)
    elif ord == -2:
        return np.min(_svd(x, 0)[1], -1)
    elif ord == np.inf:
        return np.max(np.sum(abs(x), -1), -1, initial=0)
    elif ord == -np.inf:
        return np.min(np.sum(abs(x), -1), -1)
    elif ord == 1:
        return np.max(np.sum(abs(x), -2), -1, initial=0)
    elif ord == -1:
        return np.min(np.sum(abs(x), -2), -1)
    else:
        raise ValueError("Invalid norm order for matrices.")


def vector_norm(x, /, *, axis: Literal = None, keepdims: Literal = False, ord: Literal = 2):
    if is_none(axis):
        value = norm(np.ravel(x), ord)
        return np.full((1,) * x.ndim, value) if keepdims else value
    elif is_integer(axis):
        return norm(x, ord, axis, keepdims)
    elif len(axis) == 1:
        return norm(x, ord, axis[0], keepdims)
    else:
        reject("vector_norm() along several axes is not compiled")


def matrix_norm(x, /, *, keepdims: Literal = False, ord: Literal = "fro"):
    return norm(x, ord, (-2, -1), keepdims)
