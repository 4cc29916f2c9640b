"""Eigenvalues, singular values, and what is made of them."""

import numpy as np
from numlir.library import EighResult, EigResult, Literal, ScalarOrArray, SVDResult, call_c, is_array, is_none, reject
from numlir.library.numpy.linear import _kind

from .solving import _check, _check_finite, _check_matrix, _check_square, _epsilon, _inexact, _real, inv


def _svd(a, vectors: Literal):
    """Singular values and vectors of each matrix: 0 none, 1 the first, 2 all."""
    _check_matrix(a)
    matrix = _inexact(a)
    if not np.all(np.isfinite(matrix)):
        raise np.linalg.LinAlgError("SVD did not converge")
    stack, rows, columns = matrix.shape[:-2], matrix.shape[-2], matrix.shape[-1]
    least = min(rows, columns)
    left, right = 0, 0
    if vectors == 1:
        left, right = least, least
    if vectors == 2:
        left, right = rows, columns
    u = np.empty(stack + (rows, left), matrix.dtype)
    s = np.empty(stack + (least,), _real(matrix.dtype))
    vt = np.empty(stack + (right, columns), matrix.dtype)
    _svd_into(matrix, vectors, u, s, vt)
    return u, s, vt


def _svd_into(a, vectors: Literal, u, s, vt):
    if a.ndim > 2:
        for index in range(a.shape[0]):
            _svd_into(a[index], vectors, u[index], s[index], vt[index])
    elif a.size == 0:
        _set_unit(u)
        _set_unit(vt)
    else:
        status = call_c(
            "numlir_lapack_svd",
            np.int64,
            _kind(a.dtype),
            a.shape[0],
            a.shape[1],
            vectors,
            a,
            a.strides[0],
            a.strides[1],
            u,
            s,
            vt,
        )
        _check(status, "SVD did not converge", "np.linalg.svd needs SciPy")


def _set_unit(a):
    for row in range(a.shape[0]):
        for column in range(a.shape[1]):
            if row == column:
                a[row, column] = 1
            else:
                a[row, column] = 0


def svd(a: ScalarOrArray, full_matrices: Literal = True, compute_uv: Literal = True, hermitian: Literal = False):
    if hermitian:
        return _svd_of_hermitian(a) if compute_uv else np.sort(abs(eigvalsh(a)))[..., ::-1]
    elif not compute_uv:
        return _svd(a, 0)[1]
    u, s, vt = _svd(a, 2 if full_matrices else 1)
    return SVDResult(u, s, vt)


def _svd_of_hermitian(a):
    """The eigenvalues without their signs, the largest first; the signs are moved to the vectors on the right."""
    values, vectors = eigh(a)
    order = np.argsort(abs(values))[..., ::-1]
    values = np.take_along_axis(values, order, -1)
    u = np.take_along_axis(vectors, order[..., None, :], -1)
    vt = np.conjugate(np.swapaxes(u * np.sign(values)[..., None, :], -1, -2))
    return SVDResult(u, abs(values), vt)


def svdvals(x):
    return svd(x, compute_uv=False)


def _eig(a, with_vectors: Literal, domain: Literal, name: Literal):
    _check_square(a)
    matrix = _inexact(a)
    _check_finite(matrix)
    values = np.empty(matrix.shape[:-1], matrix.dtype)
    vectors = np.empty(matrix.shape, matrix.dtype)
    _eig_into(matrix, with_vectors, (domain, name), values, vectors)
    return values, vectors


def _eig_into(a, with_vectors: Literal, texts: Literal, values, vectors):
    if a.ndim > 2:
        for index in range(a.shape[0]):
            _eig_into(a[index], with_vectors, texts, values[index], vectors[index])
    elif a.shape[0] > 0:
        status = call_c(
            "numlir_lapack_eig",
            np.int64,
            _kind(a.dtype),
            a.shape[0],
            with_vectors,
            a,
            a.strides[0],
            a.strides[1],
            values,
            vectors,
        )
        if status == -1001:
            raise ValueError(texts[0])
        _check(status, "Eigenvalues did not converge", texts[1])


def eig(a: ScalarOrArray):
    values, vectors = _eig(a, 1, "eig() argument must not cause a domain change.", "np.linalg.eig needs SciPy")
    return EigResult(values, vectors)


def eigvals(a: ScalarOrArray):
    domain = "eigvals() argument must not cause a domain change."
    return _eig(a, 0, domain, "np.linalg.eigvals needs SciPy")[0]


def _eigh(a, with_vectors: Literal, triangle: Literal, name: Literal):
    _check_square(a)
    if triangle != "L" and triangle != "U":
        reject("UPLO argument must be 'L' or 'U'")
    matrix = _inexact(a)
    values = np.empty(matrix.shape[:-1], _real(matrix.dtype))
    vectors = np.empty(matrix.shape, matrix.dtype)
    upper = 1 if triangle == "U" else 0
    _eigh_into(matrix, with_vectors, upper, name, values, vectors)
    return values, vectors


def _eigh_into(a, with_vectors: Literal, upper: Literal, name: Literal, values, vectors):
    if a.ndim > 2:
        for index in range(a.shape[0]):
            _eigh_into(a[index], with_vectors, upper, name, values[index], vectors[index])
    elif a.shape[0] > 0:
        status = call_c(
            "numlir_lapack_eigh",
            np.int64,
            _kind(a.dtype),
            a.shape[0],
            with_vectors,
            upper,
            a,
            a.strides[0],
            a.strides[1],
            values,
            vectors,
        )
        _check(status, "Eigenvalues did not converge", name)


def eigh(a: ScalarOrArray, UPLO: Literal = "L"):
    values, vectors = _eigh(a, 1, UPLO, "np.linalg.eigh needs SciPy")
    return EighResult(values, vectors)


def eigvalsh(a: ScalarOrArray, UPLO: Literal = "L"):
    return _eigh(a, 0, UPLO, "np.linalg.eigvalsh needs SciPy")[0]


def pinv(a: ScalarOrArray, rcond=None, hermitian: Literal = False, *, rtol=None):
    _check_matrix(a)
    if hermitian:
        reject("np.linalg.pinv is compiled without hermitian=True")
    else:
        matrix = _inexact(a)
        if matrix.size == 0:
            return np.empty(matrix.shape[:-2] + (matrix.shape[-1], matrix.shape[-2]), matrix.dtype)
        u, s, vt = _svd(matrix, 1)
        largest = np.expand_dims(np.max(s, -1), -1) if s.ndim > 1 else s[:1]
        factors = np.where(s > _cutoff(rcond, rtol, 1e-15) * largest, 1 / s, 0)
        return np.matmul(np.conjugate(np.swapaxes(vt, -1, -2)) * factors[..., None, :], np.conjugate(np.swapaxes(u, -1, -2)))


def _cutoff(first, second, default):
    """What of the largest singular value still counts: one of two arguments, for each matrix if it is an array."""
    given = second if is_none(first) else first
    if is_none(given):
        return default
    elif is_array(given) and given.ndim > 0:
        return given[..., None]
    else:
        return given


def matrix_rank(A: ScalarOrArray, tol=None, hermitian: Literal = False, *, rtol=None):
    a = np.asarray(A)
    if a.ndim < 2:
        return np.int64(np.any(a != 0))
    else:
        s = abs(_eigh(a, 0, "L", "np.linalg.eigvalsh needs SciPy")[0]) if hermitian else _svd(a, 0)[1]
        if s.shape[-1] == 0:
            return np.count_nonzero(s, -1)
        largest = np.max(s, -1)[..., None] if s.ndim > 1 else s[np.argmax(s) :][:1]
        if is_none(tol):
            precision = max(a.shape[-1], a.shape[-2]) * _epsilon(s.dtype)
            return np.count_nonzero(s > largest * _cutoff(rtol, None, precision), -1)
        else:
            return np.count_nonzero(s > _cutoff(tol, None, 0.0), -1)


def cond(x: ScalarOrArray, p: Literal = None):
    _check_matrix(x)
    if x.shape[-1] == 0 or x.shape[-2] == 0:
        raise np.linalg.LinAlgError("cond is not defined on empty arrays")
    if is_none(p) or p == 2:
        s = _svd(x, 0)[1]
        return s[..., 0] / s[..., -1]
    elif p == -2:
        s = _svd(x, 0)[1]
        return s[..., -1] / s[..., 0]
    else:
        _check_square(x)
        return np.linalg.norm(x, p, (-2, -1)) * np.linalg.norm(_inverse_or_endless(x), p, (-2, -1))


def _inverse_or_endless(a):
    """The inverse; infinities where there is none."""
    if a.ndim == 2:
        try:
            return inv(a)
        except np.linalg.LinAlgError:
            pass
        return np.full(a.shape, np.inf, _inexact(a).dtype)
    else:
        inverses = np.empty(a.shape, _inexact(a).dtype)
        for index in range(a.shape[0]):
            inverses[index] = _inverse_or_endless(a[index])
        return inverses
