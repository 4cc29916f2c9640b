"""Products of vectors and matrices."""
import numpy as np
from numlir.library import (
    ArrayLike,
    Literal,
    ScalarOrArray,
    call_c,
    is_array,
    is_bool,
    is_complex,
    is_none,
    is_scalar,
    is_tuple,
    raise_if,
    reject,
    view,
)

from .axes import _product

# From so many complex products on a routine of BLAS pays.
_MANY = 512


def _kind(dtype):
    """What the runtime calls the elements of a matrix."""
    if dtype == np.float32:
        return 0
    if dtype == np.float64:
        return 1
    if dtype == np.complex64:
        return 2
    if dtype == np.complex128:
        return 3
    if is_bool(dtype):
        return 8
    if dtype == np.float16:
        reject("array type float16 is unsupported in linalg")
    if dtype == np.int8 or dtype == np.uint8:
        return 4
    if dtype == np.int16 or dtype == np.uint16:
        return 5
    if dtype == np.int32 or dtype == np.uint32:
        return 6
    return 7


def _cast(a, dtype):
    if a.dtype == dtype:
        return a
    return a.astype(dtype)


def _common(a, b):
    """The dtype of products of elements."""
    if a.dtype == b.dtype:
        return a.dtype
    return np.multiply(np.empty(0, a.dtype), np.empty(0, b.dtype)).dtype


def _as_half(result, out):
    """A product of float16, which is computed in float32."""
    if is_none(out):
        return np.astype(result, np.float16)
    out[...] = result
    return out


def _sum_of_products(a, b):
    """The product of two vectors of one dtype and length."""
    if a.dtype == np.float64:
        return call_c("numlir_blas_dot", np.float64, a.shape[0], a, a.strides[0], b, b.strides[0])
    if a.dtype == np.float32:
        return call_c("numlir_blas_dot_single", np.float32, a.shape[0], a, a.strides[0], b, b.strides[0])
    if is_bool(a):
        for index in range(a.shape[0]):
            if a[index] and b[index]:
                return True
        return False
    if is_complex(a) and a.shape[0] > _MANY:
        out = np.empty((1, 1), a.dtype)
        _multiply_into(view(a, 0, (1, a.shape[0]), (0, a.strides[0]), "A"), view(b, 0, (b.shape[0], 1), (b.strides[0], 0), "A"), out)
        return out[0, 0]
    total = a.dtype.type(0)
    for index in range(a.shape[0]):
        total = a.dtype.type(total + a[index] * b[index])
    return total


def _multiply_into(a, b, out):
    """``out[...] = a @ b`` for stacks of matrices of one dtype that broadcast to the stack of results."""
    if out.ndim == 2:
        rows, inner = a.shape
        call_c(
            "numlir_blas_gemm",
            None,
            _kind(a.dtype),
            rows,
            b.shape[1],
            inner,
            a,
            a.strides[0],
            a.strides[1],
            b,
            b.strides[0],
            b.strides[1],
            out,
        )
    else:
        for index in range(out.shape[0]):
            if a.ndim < out.ndim:
                _multiply_into(a, b[index], out[index])
            elif b.ndim < out.ndim:
                _multiply_into(a[index], b, out[index])
            else:
                first, second = index, index
                if a.shape[0] == 1:
                    first = 0
                if b.shape[0] == 1:
                    second = 0
                _multiply_into(a[first], b[second], out[index])


def _matrix_vector(a, x, out):
    """``out[:] = a @ x``."""
    call_c(
        "numlir_blas_gemm",
        None,
        _kind(a.dtype),
        a.shape[0],
        1,
        a.shape[1],
        a,
        a.strides[0],
        a.strides[1],
        x,
        x.strides[0],
        x.itemsize,
        out,
    )


def _vector_matrix(x, a, out):
    """``out[:] = x @ a``."""
    call_c(
        "numlir_blas_gemm",
        None,
        _kind(a.dtype),
        1,
        a.shape[1],
        a.shape[0],
        x,
        x.itemsize,
        x.strides[0],
        a,
        a.strides[0],
        a.strides[1],
        out,
    )


def _check_out(out, dtype, shape):
    if not is_array(out):
        reject("the output is an array")
    if out.dtype != dtype:
        reject("the output has another dtype than the product")
    if out.ndim != len(shape):
        reject("the output has another number of dimensions than the product")
    expected = out.itemsize
    for axis in range(out.ndim - 1, -1, -1):
        if out.shape[axis] != shape[axis] or (out.shape[axis] > 1 and out.strides[axis] != expected):
            raise ValueError(
                "output array is not acceptable (must have the right datatype, number of dimensions, and be a C-Array)"
            )
        expected *= out.shape[axis]


def _destination(out, dtype, shape):
    if is_none(out):
        return np.empty(shape, dtype)
    _check_out(out, dtype, shape)
    return out


def _check_aligned(a, b, axis: Literal):
    """Raises where rows of ``a`` are not as long as the axis of ``b`` that they are summed with."""
    raise_if(
        a.shape[-1] != b.shape[axis],
        "ValueError",
        "shapes {} and {} not aligned: {} (dim {}) != {} (dim {})",
        a.shape,
        b.shape,
        a.shape[-1],
        a.ndim - 1,
        b.shape[axis],
        axis + b.ndim,
    )


def dot(a: ScalarOrArray, b: ScalarOrArray, out=None):
    if is_scalar(a) or is_scalar(b):
        if not is_none(out):
            reject("np.dot of a scalar is compiled without 'out'")
        return a * b
    if a.ndim == 0 or b.ndim == 0:
        return np.multiply(a, b)
    dtype = _common(a, b)
    if dtype == np.float16:
        return _as_half(dot(_cast(a, np.float32), _cast(b, np.float32)), out)
    x, y = _cast(a, dtype), _cast(b, dtype)
    _check_aligned(x, y, -1 if b.ndim == 1 else -2)
    if a.ndim == 1 and b.ndim == 1:
        return _sum_of_products(x, y)
    if b.ndim == 1:
        result = _destination(out, dtype, x.shape[:-1])
        _rows_times_vector(x, y, result)
        return result
    if a.ndim == 1 and b.ndim == 2:
        result = _destination(out, dtype, (y.shape[1],))
        _vector_matrix(x, y, result)
        return result
    result = _destination(out, dtype, x.shape[:-1] + y.shape[:-2] + y.shape[-1:])
    if a.ndim == 2 and b.ndim == 2:
        _multiply_into(x, y, result)
    else:
        _all_products(x, y, result)
    return result


def _rows_times_vector(a, x, out):
    if a.ndim == 2:
        _matrix_vector(a, x, out)
    else:
        for index in range(a.shape[0]):
            _rows_times_vector(a[index], x, out[index])


def _all_products(a, b, out):
    """Every row of ``a`` with every matrix of ``b``."""
    if a.ndim > 1:
        for index in range(a.shape[0]):
            _all_products(a[index], b, out[index])
    elif b.ndim == 2:
        _vector_matrix(a, b, out)
    else:
        for index in range(b.shape[0]):
            _all_products(a, b[index], out[index])


def _broadcast(first, second):
    """The shape that two shapes broadcast to."""
    if len(first) == 0:
        return second
    if len(second) == 0:
        return first
    extent = first[-1]
    if extent == 1:
        extent = second[-1]
    elif second[-1] != 1 and second[-1] != extent:
        raise ValueError("operands could not be broadcast together")
    return _broadcast(first[:-1], second[:-1]) + (extent,)


def _check_core(a, b, axis: Literal):
    raise_if(
        a.shape[-1] != b.shape[axis],
        "ValueError",
        "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
        "(n?,k),(k,m?)->(n?,m?) (size {} is different from {})",
        b.shape[axis],
        a.shape[-1],
    )


def matmul(a: ScalarOrArray, b: ScalarOrArray, out=None):
    if is_scalar(a) or is_scalar(b):
        reject("matmul: an operand is a scalar; use * instead")
    if a.ndim == 0 or b.ndim == 0:
        raise_if(
            True,
            "ValueError",
            "matmul: Input operand {} does not have enough dimensions (has 0, gufunc core with signature "
            "(n?,k),(k,m?)->(n?,m?) requires 1)",
            0 if a.ndim == 0 else 1,
        )
        return np.multiply(a, b)
    dtype = _common(a, b)
    if dtype == np.float16:
        return _as_half(matmul(_cast(a, np.float32), _cast(b, np.float32)), out)
    x, y = _cast(a, dtype), _cast(b, dtype)
    _check_core(x, y, -1 if b.ndim == 1 else -2)
    if a.ndim == 1 and b.ndim == 1:
        return _sum_of_products(x, y)
    if b.ndim == 1:
        result = _destination(out, dtype, x.shape[:-1])
        _rows_times_vector(x, y, result)
        return result
    if a.ndim == 1:
        result = _destination(out, dtype, y.shape[:-2] + y.shape[-1:])
        _vector_times_matrices(x, y, result)
        return result
    stack = _broadcast(x.shape[:-2], y.shape[:-2])
    result = _destination(out, dtype, stack + (x.shape[-2], y.shape[-1]))
    _multiply_into(x, y, result)
    return result


def _vector_times_matrices(x, a, out):
    if a.ndim == 2:
        _vector_matrix(x, a, out)
    else:
        for index in range(a.shape[0]):
            _vector_times_matrices(x, a[index], out[index])


def vdot(a: ScalarOrArray, b: ScalarOrArray):
    if is_scalar(a) or is_scalar(b):
        return np.conjugate(a) * b
    if a.ndim != 1 or b.ndim != 1:
        return vdot(a.ravel(), b.ravel())
    dtype = _common(a, b)
    if dtype == np.float16:
        return _as_half(vdot(_cast(a, np.float32), _cast(b, np.float32)), None)
    x, y = _cast(a, dtype), _cast(b, dtype)
    bad = x.shape[0] != y.shape[0]
    raise_if(bad, "ValueError", "cannot reshape array of size {} into shape {}", y.shape[0], x.shape)
    if is_complex(dtype):
        total = x.dtype.type(0)
        for index in range(x.shape[0]):
            total += np.conjugate(x[index]) * y[index]
        return total
    return _sum_of_products(x, y)


def inner(a: ScalarOrArray, b: ScalarOrArray):
    if is_scalar(a) or is_scalar(b):
        return a * b
    if a.ndim == 0 or b.ndim == 0:
        return np.multiply(a, b)
    dtype = _common(a, b)
    if dtype == np.float16:
        return _as_half(inner(_cast(a, np.float32), _cast(b, np.float32)), None)
    x, y = _cast(a, dtype), _cast(b, dtype)
    if b.ndim == 1:
        _check_aligned(x, y, -1)
    else:
        _check_aligned(x, np.swapaxes(y, -1, -2), -2)
    if a.ndim == 1 and b.ndim == 1:
        return _sum_of_products(x, y)
    result = np.empty(x.shape[:-1] + y.shape[:-1], dtype)
    if b.ndim == 1:
        _rows_times_vector(x, y, result)
    elif a.ndim == 1:
        _rows_times_vector(y, x, result)
    else:
        _inner_into(x, y, result)
    return result


def _inner_into(a, b, out):
    """Every vector of ``a`` with every vector of ``b``."""
    if a.ndim > 1:
        for index in range(a.shape[0]):
            _inner_into(a[index], b, out[index])
    elif b.ndim == 2:
        _matrix_vector(b, a, out)
    else:
        for index in range(b.shape[0]):
            _inner_into(a, b[index], out[index])


def outer(a: ScalarOrArray, b: ScalarOrArray, out=None):
    if is_scalar(a):
        return outer(np.full(1, a), b, out)
    if is_scalar(b):
        return outer(a, np.full(1, b), out)
    if a.ndim != 1:
        return outer(a.ravel(), b, out)
    if b.ndim != 1:
        return outer(a, b.ravel(), out)
    dtype = _common(a, b)
    if dtype == np.float16:
        return _as_half(outer(_cast(a, np.float32), _cast(b, np.float32)), out)
    if is_none(out):
        result = np.empty((a.shape[0], b.shape[0]), dtype)
    else:
        result = out
        if result.shape[0] != a.shape[0] or result.shape[1] != b.shape[0]:
            raise ValueError("the output has another shape than the product")
    for row in range(a.shape[0]):
        left = a[row]
        for column in range(b.shape[0]):
            result[row, column] = np.multiply(left, b[column])
    return result


def kron(a: ScalarOrArray, b: ScalarOrArray):
    if is_scalar(a) or is_scalar(b):
        return a * b
    if a.ndim == 0 and b.ndim == 0:
        return np.asarray(np.multiply(a, b))
    ndim = a.ndim if a.ndim > b.ndim else b.ndim
    x, y = a[(None,) * (ndim - a.ndim) + (...,)], b[(None,) * (ndim - b.ndim) + (...,)]
    blocks = np.expand_dims(x, _every_other(1, ndim)) * np.expand_dims(y, _every_other(0, ndim))
    return blocks.reshape(_products(x.shape, y.shape))


def _every_other(first: Literal, count: Literal):
    return () if count == 0 else (first,) + _every_other(first + 2, count - 1)


def _products(first, second):
    """The products of extents, axis by axis."""
    return () if len(first) == 0 else (first[0] * second[0],) + _products(first[1:], second[1:])


def cross(a, b, axisa: Literal = -1, axisb: Literal = -1, axisc: Literal = -1, axis: Literal = None):
    if is_none(axis):
        first, second = _axis_moved_last(a, axisa), _axis_moved_last(b, axisb)
    else:
        first, second = _axis_moved_last(a, axis), _axis_moved_last(b, axis)
    longest, shortest = max(first.shape[-1], second.shape[-1]), min(first.shape[-1], second.shape[-1])
    if shortest < 2 or longest > 3:
        raise ValueError("incompatible dimensions for cross product\n(dimension must be 2 or 3)")
    if longest == 2:
        # NumPy's result has an axis less then, and how long an axis is says no type.
        raise ValueError("the product of two vectors of two elements is a number: write a[0] * b[1] - a[1] * b[0]")
    out = np.empty(_broadcast(first.shape[:-1], second.shape[:-1]) + (3,), _common(first, second))
    _cross_into(first, second, out)
    target = axisc if is_none(axis) else axis
    return out if target == -1 or target == out.ndim - 1 else np.moveaxis(out, -1, target)


def _axis_moved_last(values, axis: Literal):
    a = np.asarray(values)
    if a.ndim == 0:
        raise ValueError("At least one array has zero dimension")
    return a if axis == -1 or axis == a.ndim - 1 else np.moveaxis(a, axis, -1)


def _cross_into(a, b, out):
    if out.ndim == 1:
        x, y, u, v = a[0], a[1], b[0], b[1]
        z = a[2] if len(a) == 3 else a.dtype.type(0)
        w = b[2] if len(b) == 3 else b.dtype.type(0)
        out[0] = y * w - z * v
        out[1] = z * u - x * w
        out[2] = x * v - y * u
    elif out.ndim == 2 and a.ndim == 2 and b.ndim == 2 and a.shape == out.shape and b.shape == out.shape:
        for i in range(len(out)):
            x, y, z = a[i, 0], a[i, 1], a[i, 2]
            u, v, w = b[i, 0], b[i, 1], b[i, 2]
            out[i, 0], out[i, 1], out[i, 2] = y * w - z * v, z * u - x * w, x * v - y * u
    else:
        for index in range(out.shape[0]):
            if a.ndim < out.ndim:
                _cross_into(a, b[index], out[index])
            elif b.ndim < out.ndim:
                _cross_into(a[index], b, out[index])
            else:
                first, second = index, index
                if a.shape[0] == 1:
                    first = 0
                if b.shape[0] == 1:
                    second = 0
                _cross_into(a[first], b[second], out[index])


def trace(a, offset=0, axis1: Literal = 0, axis2: Literal = 1, dtype: Literal = None, out=None):
    return np.sum(np.diagonal(np.asarray(a), offset, axis1, axis2), axis=-1, dtype=dtype, out=out)


def _range(start: Literal, stop: Literal):
    if start >= stop:
        return ()
    return (start,) + _range(start + 1, stop)


def _has(axes: Literal, axis: Literal):
    if len(axes) == 0:
        return False
    if axes[0] == axis:
        return True
    return _has(axes[1:], axis)


def _others(axes: Literal, start: Literal, ndim: Literal):
    """The axes from ``start`` on that are not among the given ones."""
    if start == ndim:
        return ()
    if _has(axes, start):
        return _others(axes, start + 1, ndim)
    return (start,) + _others(axes, start + 1, ndim)


def _from_start(axes: Literal, ndim: Literal):
    """Axes counted from the first one."""
    if len(axes) == 0:
        return ()
    if axes[0] < 0:
        return (axes[0] + ndim,) + _from_start(axes[1:], ndim)
    return (axes[0],) + _from_start(axes[1:], ndim)


def _selected(shape, axes: Literal):
    if len(axes) == 0:
        return ()
    return (shape[axes[0]],) + _selected(shape, axes[1:])


def tensordot(a: ArrayLike, b: ArrayLike, axes: Literal = 2):
    if is_tuple(axes):
        first, second = axes
        if is_tuple(first):
            return _tensordot(a, b, _from_start(first, a.ndim), _from_start(second, b.ndim))
        return _tensordot(a, b, _from_start((first,), a.ndim), _from_start((second,), b.ndim))
    return _tensordot(a, b, _range(a.ndim - axes, a.ndim), _range(0, axes))


def _tensordot(a, b, first: Literal, second: Literal):
    if len(first) != len(second):
        reject("tensordot: as many axes of one operand as of the other")
    shared = _selected(a.shape, first)
    others = _selected(b.shape, second)
    if len(first) > 0:
        for index in range(len(first)):
            if shared[index] != others[index]:
                raise ValueError("shape-mismatch for sum")
    left, right = _others(first, 0, a.ndim), _others(second, 0, b.ndim)
    count = _product(shared)
    rows, columns = _selected(a.shape, left), _selected(b.shape, right)
    x = a.transpose(left + first).reshape((_product(rows), count))
    y = b.transpose(second + right).reshape((count, _product(columns)))
    return dot(x, y).reshape(rows + columns)
