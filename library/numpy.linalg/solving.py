"""Solutions, inverses, determinants and factors."""

import numpy as np
from numlir.library import Literal, QRResult, ScalarOrArray, SlogdetResult
from numlir.library import call_c, is_complex, is_float, is_integer, is_none, raise_if, reject
from numlir.library.numpy import matmul
from numlir.library.numpy.axes import _product
from numlir.library.numpy.linear import _broadcast, _cast, _common, _kind


def _inexact(a):
    """The array itself where its elements are floats or complex, else one of float64."""
    if is_float(a) or is_complex(a):
        return a
    return a.astype(np.float64)


def _real(dtype):
    if dtype == np.float32 or dtype == np.complex64:
        return np.float32
    return np.float64


def _check_matrix(a):
    if a.ndim < 2:
        reject("array given that is not at least two-dimensional")


def _check_square(a):
    _check_matrix(a)
    if a.shape[-1] != a.shape[-2]:
        raise np.linalg.LinAlgError("Last 2 dimensions of the array must be square")


def _check(status, wrong: Literal, name: Literal):
    """Raises what a routine of LAPACK reports."""
    if status == -1000:
        raise ImportError(name)
    if status == -1002:
        raise MemoryError("the matrix is too large")
    if status > 0 or (status < 0 and status > -1000):
        raise np.linalg.LinAlgError(wrong)


def _check_finite(a):
    if not np.all(np.isfinite(a)):
        raise np.linalg.LinAlgError("Array must not contain infs or NaNs")


def _solve_into(a, b, out):
    if out.ndim == 2:
        status = call_c(
            "numlir_lapack_solve",
            np.int64,
            _kind(a.dtype),
            a.shape[0],
            b.shape[1],
            a,
            a.strides[0],
            a.strides[1],
            b,
            b.strides[0],
            b.strides[1],
            out,
        )
        _check(status, "Singular matrix", "np.linalg.solve needs SciPy")
    else:
        for index in range(out.shape[0]):
            if a.ndim < out.ndim:
                _solve_into(a, b[index], out[index])
            elif b.ndim < out.ndim:
                _solve_into(a[index], b, out[index])
            else:
                first, second = index, index
                if a.shape[0] == 1:
                    first = 0
                if b.shape[0] == 1:
                    second = 0
                _solve_into(a[first], b[second], out[index])


def solve(a: ScalarOrArray, b: ScalarOrArray):
    _check_square(a)
    dtype = _common(_inexact(a), _inexact(b))
    matrix, right = _cast(a, dtype), _cast(b, dtype)
    if b.ndim == 0:
        reject("np.linalg.solve: the right-hand side is an array")
    if b.ndim == 1:
        raise_if(
            matrix.shape[-1] != right.shape[0],
            "ValueError",
            "solve1: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
            "(m,m),(m)->(m) (size {} is different from {})",
            right.shape[0],
            matrix.shape[-1],
        )
        vectors = np.empty(matrix.shape[:-1] + (1,), dtype)
        _solve_into(matrix, right[:, None], vectors)
        return vectors[..., 0]
    raise_if(
        matrix.shape[-1] != right.shape[-2],
        "ValueError",
        "solve: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
        "(m,m),(m,n)->(m,n) (size {} is different from {})",
        right.shape[-2],
        matrix.shape[-1],
    )
    stack = _broadcast(matrix.shape[:-2], right.shape[:-2])
    out = np.empty(stack + right.shape[-2:], dtype)
    _solve_into(matrix, right, out)
    return out


def _inv_into(a, out):
    if a.ndim == 2:
        status = call_c(
            "numlir_lapack_inv", np.int64, _kind(a.dtype), a.shape[0], a, a.strides[0], a.strides[1], out
        )
        _check(status, "Singular matrix", "np.linalg.inv needs SciPy")
    else:
        for index in range(a.shape[0]):
            _inv_into(a[index], out[index])


def inv(a: ScalarOrArray):
    _check_square(a)
    matrix = _inexact(a)
    out = np.empty(matrix.shape, matrix.dtype)
    _inv_into(matrix, out)
    return out


def _slogdet_of(a):
    sign = np.empty(1, a.dtype)
    logarithm = np.empty(1, _real(a.dtype))
    status = call_c(
        "numlir_lapack_slogdet",
        np.int64,
        _kind(a.dtype),
        a.shape[0],
        a,
        a.strides[0],
        a.strides[1],
        sign,
        logarithm,
    )
    _check(status, "Singular matrix", "np.linalg.det needs SciPy")
    return sign[0], logarithm[0]


def _slogdet_into(a, signs, logarithms):
    for index in range(a.shape[0]):
        if a.ndim == 3:
            signs[index], logarithms[index] = _slogdet_of(a[index])
        else:
            _slogdet_into(a[index], signs[index], logarithms[index])


def slogdet(a: ScalarOrArray):
    _check_square(a)
    matrix = _inexact(a)
    if a.ndim == 2:
        sign, logarithm = _slogdet_of(matrix)
        return SlogdetResult(sign, logarithm)
    signs = np.empty(matrix.shape[:-2], matrix.dtype)
    logarithms = np.empty(matrix.shape[:-2], _real(matrix.dtype))
    _slogdet_into(matrix, signs, logarithms)
    return SlogdetResult(signs, logarithms)


def det(a: ScalarOrArray):
    sign, logarithm = slogdet(a)
    return sign * np.exp(logarithm)


def _cholesky_into(a, out):
    if a.ndim == 2:
        status = call_c(
            "numlir_lapack_cholesky", np.int64, _kind(a.dtype), a.shape[0], a, a.strides[0], a.strides[1], out
        )
        _check(status, "Matrix is not positive definite", "np.linalg.cholesky needs SciPy")
    else:
        for index in range(a.shape[0]):
            _cholesky_into(a[index], out[index])


def cholesky(a: ScalarOrArray, /, *, upper: Literal = False):
    if upper:
        return np.conjugate(np.swapaxes(cholesky(np.conjugate(np.swapaxes(a, -1, -2))), -1, -2))
    _check_square(a)
    matrix = _inexact(a)
    out = np.empty(matrix.shape, matrix.dtype)
    _cholesky_into(matrix, out)
    return out


def qr(a: ScalarOrArray, mode: Literal = "reduced"):
    _check_matrix(a)
    matrix = _inexact(a)
    stack, rows, columns = matrix.shape[:-2], matrix.shape[-2], matrix.shape[-1]
    if mode == "complete":
        width = rows
    elif mode == "reduced" or mode == "r":
        width = min(rows, columns)
    else:
        reject("np.linalg.qr is compiled for mode='reduced', 'complete' and 'r'")
    q = np.empty(stack + (rows, width), matrix.dtype)
    r = np.empty(stack + (width, columns), matrix.dtype)
    _qr_into(matrix, width, q, r)
    if mode == "r":
        return r
    return QRResult(q, r)


def _qr_into(a, width, q, r):
    if a.ndim > 2:
        for index in range(a.shape[0]):
            _qr_into(a[index], width, q[index], r[index])
    else:
        status = call_c(
            "numlir_lapack_qr",
            np.int64,
            _kind(a.dtype),
            a.shape[0],
            a.shape[1],
            width,
            a,
            a.strides[0],
            a.strides[1],
            q,
            r,
        )
        _check(status, "Incorrect argument found in performing QR factorization", "np.linalg.qr needs SciPy")


def lstsq(a: ScalarOrArray, b: ScalarOrArray, rcond=None):
    _check_matrix(a)
    if a.ndim != 2 or b.ndim > 2 or b.ndim == 0:
        reject("np.linalg.lstsq takes a matrix, and a vector or matrix")
    dtype = _common(_inexact(a), _inexact(b))
    matrix, right = _cast(a, dtype), _cast(b, dtype)
    rows, columns = matrix.shape
    if rows != right.shape[0]:
        raise np.linalg.LinAlgError("Incompatible dimensions")
    if is_none(rcond):
        limit = _epsilon(dtype) * max(rows, columns)
    else:
        limit = float(rcond)
    if b.ndim == 1:
        rights = right[:, None]
    else:
        rights = right
    count = rights.shape[1]
    x = np.zeros((columns, count), dtype)
    residuals = np.empty(count, _real(dtype))
    values = np.empty(min(rows, columns), _real(dtype))
    rank = np.zeros(1, np.int64)
    if rows > 0 and columns > 0:
        status = call_c(
            "numlir_lapack_lstsq",
            np.int64,
            _kind(dtype),
            rows,
            columns,
            count,
            matrix,
            matrix.strides[0],
            matrix.strides[1],
            rights,
            rights.strides[0],
            rights.strides[1],
            limit,
            x,
            residuals,
            values,
            rank,
        )
        _check(status, "SVD did not converge in Linear Least Squares", "np.linalg.lstsq needs SciPy")
    if rank[0] != columns or rows <= columns:
        residuals = np.empty(0, _real(dtype))
    if b.ndim == 1:
        return x[:, 0].copy(), residuals, rank[0], values
    return x, residuals, rank[0], values


def _epsilon(dtype):
    if dtype == np.float32 or dtype == np.complex64:
        return 1.1920928955078125e-07
    return 2.220446049250313e-16


def matrix_power(a: ScalarOrArray, n):
    _check_square(a)
    if not is_integer(n):
        raise TypeError("exponent must be an integer")
    if n == 0:
        one = np.zeros(a.shape, a.dtype)
        _fill_diagonal(one)
        return one
    if n < 0:
        # Inverses are of floats; the power of an integer matrix is of integers.
        if not (is_float(a) or is_complex(a)):
            raise TypeError("negative powers of integer matrices are not compiled: convert the matrix to float64")
        return _power(_inverse_or_same(a), -n)
    return _power(a, n)


def _inverse_or_same(a):
    if is_float(a) or is_complex(a):
        return inv(a)
    return a


def _power(a, n):
    if n == 1:
        return a.copy()
    if n == 2:
        return matmul(a, a)
    if n == 3:
        return matmul(matmul(a, a), a)
    square = a.copy()
    result = square
    started = False
    while n > 0:
        if n % 2 == 1:
            if started:
                result = matmul(result, square)
            else:
                result = square
                started = True
        n //= 2
        if n > 0:
            square = matmul(square, square)
    return result


def _fill_diagonal(a):
    if a.ndim == 2:
        for index in range(a.shape[0]):
            a[index, index] = 1
    else:
        for index in range(a.shape[0]):
            _fill_diagonal(a[index])


def tensorsolve(a, b, axes: Literal = None):
    """The array x of which `tensordot(a, x, x.ndim)` is b."""
    left, right = np.asarray(a), np.asarray(b)
    if not is_none(axes):
        reject("np.linalg.tensorsolve is compiled without axes")
    elif left.ndim < right.ndim:
        reject("np.linalg.tensorsolve: the first operand has fewer axes than the second")
    else:
        shape = left.shape[right.ndim :]
        count = _product(shape)
        if left.size != count * count or right.size != count:
            raise np.linalg.LinAlgError(
                "Input arrays must satisfy the requirement             prod(a.shape[b.ndim:]) == prod(a.shape[:b.ndim])"
            )
        return np.reshape(solve(np.reshape(left, (count, count)), np.ravel(right)), shape)


def tensorinv(a, ind: Literal = 2):
    """The inverse of the map that `tensordot(a, x, ind)` is of x."""
    matrix = np.asarray(a)
    if not is_integer(ind) or ind <= 0:
        reject("Invalid ind argument.")
    else:
        shape = matrix.shape[ind:] + matrix.shape[:ind]
        count = _product(matrix.shape[ind:])
        return np.reshape(inv(np.reshape(matrix, (matrix.size // count if count > 0 else 0, count))), shape)
