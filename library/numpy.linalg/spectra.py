"""Eigenvalues, singular values, and what is made of them."""

import numpy as np
from numlir.library import Literal, call_c, is_complex, is_none, is_string, reject
from numlir.library.numpy.linear import _kind

from .solving import _check, _check_finite, _check_matrix, _check_square, _epsilon, _inexact, _real, inv


def _svd(a, vectors: Literal):
    """Singular values and vectors: 0 none, 1 the first, 2 all."""
    _check_matrix(a)
    if a.ndim != 2:
        reject("singular values are compiled for one matrix")
    matrix = _inexact(a)
    rows, columns = matrix.shape
    least = min(rows, columns)
    left, right = 0, 0
    if vectors == 1:
        left, right = least, least
    if vectors == 2:
        left, right = rows, columns
    u = np.empty((rows, left), matrix.dtype)
    s = np.empty(least, _real(matrix.dtype))
    vt = np.empty((right, columns), matrix.dtype)
    if least == 0:
        _set_unit(u)
        _set_unit(vt)
    else:
        status = call_c(
            "numlir_lapack_svd",
            np.int64,
            _kind(matrix.dtype),
            rows,
            columns,
            vectors,
            matrix,
            matrix.strides[0],
            matrix.strides[1],
            u,
            s,
            vt,
        )
        _check(status, "SVD did not converge", "np.linalg.svd needs SciPy")
    return u, s, vt


def _set_unit(a):
    for row in range(a.shape[0]):
        for column in range(a.shape[1]):
            if row == column:
                a[row, column] = 1
            else:
                a[row, column] = 0


def svd(a, full_matrices: Literal = True, compute_uv: Literal = True):
    if not compute_uv:
        return _svd(a, 0)[1]
    if full_matrices:
        return _svd(a, 2)
    return _svd(a, 1)


def svdvals(x):
    return _svd(x, 0)[1]


def _eig(a, with_vectors: Literal, domain: Literal, name: Literal):
    _check_square(a)
    if a.ndim != 2:
        reject("eigenvalues are compiled for one matrix")
    matrix = _inexact(a)
    _check_finite(matrix)
    size = matrix.shape[0]
    values = np.empty(size, matrix.dtype)
    vectors = np.empty((size, size), matrix.dtype)
    if size > 0:
        status = call_c(
            "numlir_lapack_eig",
            np.int64,
            _kind(matrix.dtype),
            size,
            with_vectors,
            matrix,
            matrix.strides[0],
            matrix.strides[1],
            values,
            vectors,
        )
        if status == -1001:
            raise ValueError(domain)
        _check(status, "Eigenvalues did not converge", name)
    return values, vectors


def eig(a):
    return _eig(a, 1, "eig() argument must not cause a domain change.", "np.linalg.eig needs SciPy")


def eigvals(a):
    domain = "eigvals() argument must not cause a domain change."
    return _eig(a, 0, domain, "np.linalg.eigvals needs SciPy")[0]


def _eigh(a, with_vectors: Literal, triangle: Literal, name: Literal):
    _check_square(a)
    if a.ndim != 2:
        reject("eigenvalues are compiled for one matrix")
    if triangle != "L" and triangle != "U":
        reject("UPLO argument must be 'L' or 'U'")
    matrix = _inexact(a)
    size = matrix.shape[0]
    values = np.empty(size, _real(matrix.dtype))
    vectors = np.empty((size, size), matrix.dtype)
    upper = 0
    if triangle == "U":
        upper = 1
    if size > 0:
        status = call_c(
            "numlir_lapack_eigh",
            np.int64,
            _kind(matrix.dtype),
            size,
            with_vectors,
            upper,
            matrix,
            matrix.strides[0],
            matrix.strides[1],
            values,
            vectors,
        )
        _check(status, "Eigenvalues did not converge", name)
    return values, vectors


def eigh(a, UPLO: Literal = "L"):
    return _eigh(a, 1, UPLO, "np.linalg.eigh needs SciPy")


def eigvalsh(a, UPLO: Literal = "L"):
    return _eigh(a, 0, UPLO, "np.linalg.eigvalsh needs SciPy")[0]


def pinv(a, rcond=1e-15):
    if a.size == 0:
        return np.empty((a.shape[1], a.shape[0]), _inexact(a).dtype)
    u, s, vt = _svd(a, 1)
    rows, columns = a.shape
    cutoff = rcond * s[0]
    out = np.zeros((columns, rows), u.dtype)
    for index in range(s.shape[0]):
        if s[index] > cutoff:
            factor = 1 / s[index]
            for column in range(columns):
                left = np.conjugate(vt[index, column]) * factor
                for row in range(rows):
                    out[column, row] += left * np.conjugate(u[row, index])
    return out


def matrix_rank(A, tol=None):
    if A.ndim < 2:
        for index in range(A.shape[0]):
            if A[index] != 0:
                return 1
        return 0
    s = _svd(A, 0)[1]
    rank = 0
    if s.shape[0] > 0:
        if is_none(tol):
            limit = s[0] * max(A.shape[0], A.shape[1]) * _epsilon(s.dtype)
        else:
            limit = float(tol)
        for index in range(s.shape[0]):
            if s[index] > limit:
                rank += 1
    return rank


def cond(x, p: Literal = None):
    _check_matrix(x)
    if x.size == 0:
        raise np.linalg.LinAlgError("cond is not defined on empty arrays")
    if is_none(p):
        s = _svd(x, 0)[1]
        return s[0] / s[-1]
    if not is_string(p):
        if p == 2:
            s = _svd(x, 0)[1]
            return s[0] / s[-1]
        if p == -2:
            s = _svd(x, 0)[1]
            return s[-1] / s[0]
    _check_square(x)
    return norm(x, p) * norm(inv(x), p)


def _magnitude(x):
    """The absolute value as a float."""
    if is_complex(x):
        return np.hypot(x.real, x.imag)
    return abs(x)


def norm(x, ord: Literal = None, axis: Literal = None):
    values = _inexact(x)
    if is_none(axis):
        if is_none(ord):
            return np.sqrt(_sum_of_squares(values))
        if x.ndim == 1:
            return _vector_norm(values, ord)
        if x.ndim == 2:
            return _matrix_norm(values, ord)
        raise ValueError("Improper number of dimensions to norm.")
    if x.ndim == 1:
        return norm(x, ord)
    if x.ndim != 2:
        reject("norms along an axis are compiled for matrices")
    if axis == 1 or axis == -1:
        rows = np.empty(values.shape[0], _real(values.dtype))
        for index in range(values.shape[0]):
            rows[index] = norm(values[index], ord)
        return rows
    if axis == 0 or axis == -2:
        columns = np.empty(values.shape[1], _real(values.dtype))
        for index in range(values.shape[1]):
            columns[index] = norm(values[:, index], ord)
        return columns
    reject("norms are compiled along one axis")


def _sum_of_squares(x):
    total = _real(x.dtype)(0)
    if x.ndim == 0:
        value = _magnitude(x.item())
        total = value * value
    elif x.ndim == 1:
        if is_complex(x):
            for index in range(x.shape[0]):
                total += x[index].real * x[index].real + x[index].imag * x[index].imag
        else:
            total = np.dot(x, x)
    else:
        for index in range(x.shape[0]):
            total += _sum_of_squares(x[index])
    return total


def _vector_norm(x, ord: Literal):
    if is_string(ord):
        raise ValueError("Invalid norm order for vectors")
    if ord == 2:
        return np.sqrt(_sum_of_squares(x))
    total = _real(x.dtype)(0)
    if ord == np.inf:
        if x.shape[0] == 0:
            raise ValueError("zero-size array to reduction operation maximum which has no identity")
        for index in range(x.shape[0]):
            total = np.maximum(total, _magnitude(x[index]))
        return total
    if ord == -np.inf:
        if x.shape[0] == 0:
            raise ValueError("zero-size array to reduction operation minimum which has no identity")
        total = _magnitude(x[0])
        for index in range(x.shape[0]):
            total = np.minimum(total, _magnitude(x[index]))
        return total
    if ord == 0:
        for index in range(x.shape[0]):
            if x[index] != 0:
                total += 1
        return total
    if ord == 1:
        for index in range(x.shape[0]):
            total += _magnitude(x[index])
        return total
    for index in range(x.shape[0]):
        total += _magnitude(x[index]) ** _real(x.dtype)(ord)
    return total ** (1 / _real(x.dtype)(ord))


def _matrix_norm(x, ord: Literal):
    if is_string(ord):
        if ord == "fro":
            return np.sqrt(_sum_of_squares(x))
        if ord == "nuc":
            s = _svd(x, 0)[1]
            total = s.dtype.type(0)
            for index in range(s.shape[0]):
                total += s[index]
            return total
        raise ValueError("Invalid norm order for matrices.")
    if ord == 2 or ord == -2:
        s = _svd(x, 0)[1]
        if s.shape[0] == 0:
            raise ValueError("zero-size array to reduction operation maximum which has no identity")
        if ord == 2:
            return s[0]
        return s[-1]
    if ord == np.inf or ord == -np.inf:
        return _largest_sum(x, x.shape[0], x.shape[1], False, ord > 0)
    if ord == 1 or ord == -1:
        return _largest_sum(x, x.shape[1], x.shape[0], True, ord > 0)
    raise ValueError("Invalid norm order for matrices.")


def _largest_sum(x, count, length, columns: Literal, largest):
    """The largest (or smallest) sum of absolute values in a row or column."""
    if count == 0:
        raise ValueError("zero-size array to reduction operation maximum which has no identity")
    best = _real(x.dtype)(0)
    for outer in range(count):
        total = _real(x.dtype)(0)
        for inner in range(length):
            if columns:
                total += _magnitude(x[inner, outer])
            else:
                total += _magnitude(x[outer, inner])
        if outer == 0:
            best = total
        elif largest:
            best = np.maximum(best, total)
        else:
            best = np.minimum(best, total)
    return best
