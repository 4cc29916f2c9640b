"""Arrays of both orders in one expression: squares of them are turned, the last of which overlap."""

import numlir as nb
import numpy as np
import pytest

DTYPES = ("float64", "float32", "int64", "uint8", "int16", "bool", "complex128", "float16")
EXTENTS = (0, 1, 7, 8, 15, 16, 17, 24, 31, 40)


@nb.njit
def copies(a):
    return np.ascontiguousarray(a.T), np.asfortranarray(a), a.T.copy()


@nb.njit
def sums(a, b, row, column):
    return a.T + b, (b + a.T) * row - column, a.T * 2 + b * row


@nb.njit
def comparisons(a, b, row, column):
    return a.T > b, np.maximum(row - a.T, b * column)


@nb.njit
def assigned(a, b):
    b[...] = a.T


@nb.njit
def scaled(a, b):
    b[...] = a.T * 2 + 1


@nb.njit
def added(a, b):
    b += a.T


@nb.njit
def mixed(a, b):
    b[...] = b * 2 + a.T


def numbers(shape, dtype):
    values = np.random.default_rng(sum(shape)).integers(0, 100, shape)
    return values > 50 if dtype == "bool" else values.astype(dtype)


def same(function, *arguments):
    results, wanted = function(*arguments), function.py_func(*arguments)
    for result, other in zip(results, wanted, strict=True):
        assert result.dtype == other.dtype
        assert result.flags.c_contiguous == other.flags.c_contiguous
        np.testing.assert_array_equal(result, other)


@pytest.mark.parametrize("dtype", DTYPES)
def test_new_arrays(dtype):
    for m in EXTENTS:
        for n in EXTENTS:
            a, b = numbers((m, n), dtype), numbers((n, m), dtype)
            same(copies, a)
            if m and n and dtype not in ("bool", "float16"):
                row, column = b[0].copy(), b[:, :1].copy()
                same(sums, a, b, row, column)
                if dtype != "complex128":
                    same(comparisons, a, b, row, column)


@pytest.mark.parametrize("dtype", ("float64", "uint8"))
@pytest.mark.parametrize("function", (assigned, scaled, added, mixed))
def test_arrays_that_may_share_memory(function, dtype):
    for m in EXTENTS:
        for n in EXTENTS:
            a, b = numbers((m, n), dtype), numbers((n, m), dtype)
            wanted = b.copy()
            function(a, b)
            function.py_func(a, wanted)
            np.testing.assert_array_equal(b, wanted)
        # One square array, and two places of one array.
        whole = numbers((m + 9, m + 9), dtype)
        for parts in (
            lambda x: (x, x),
            lambda x, m=m: (x[:m], x[:m].T),
            lambda x, m=m: (x[:m, :m], x[4 : 4 + m, 2 : 2 + m]),
            lambda x, m=m: (x[4 : 4 + m, 2 : 2 + m], x[:m, :m]),
        ):
            mine, wanted = whole.copy(), whole.copy()
            function(*parts(mine))
            function.py_func(*parts(wanted))
            np.testing.assert_array_equal(mine, wanted)


def test_unaligned():
    memory = np.frombuffer(bytes(range(256)) * 13, np.int64, 20 * 20, 3)
    a = memory.reshape(20, 20)
    assert not a.flags.aligned
    same(copies, a)
    same(sums, a, a, a[0], a[:, :1])
