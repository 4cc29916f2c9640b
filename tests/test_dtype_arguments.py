"""Dtypes and classes of numbers as arguments and results."""

import re

import numlir as nb
import numpy as np
import pytest
from numlir import types

SCALARS = [np.bool_, np.int8, np.uint16, np.int32, np.uint64, np.float32, np.float64, np.complex64, np.complex128]


@nb.njit
def made(n, dtype):
    return np.ones(n, dtype), np.arange(n).astype(dtype), np.asarray([1, 0], dtype=dtype)


@nb.njit
def called(of, x):
    return of(x)


@nb.njit
def dtype_of(a):
    return a.dtype


@nb.njit
def chosen(a, dtype=None):
    return a if dtype is None else a.astype(dtype)


@nb.njit
def is_single(dtype):
    return dtype == np.float32


@pytest.mark.parametrize("scalar", [*SCALARS, bool, int, float, complex])
def test_arrays_of_a_class_or_a_dtype(scalar):
    for dtype in (scalar, np.dtype(scalar)):
        for actual, expected in zip(made(3, dtype), made.py_func(3, dtype), strict=True):
            assert actual.dtype == expected.dtype
            np.testing.assert_array_equal(actual, expected)
        assert is_single(dtype) == (np.dtype(scalar) == np.float32)


@pytest.mark.parametrize("scalar", [np.int8, np.float32, np.complex128, int, float, bool])
def test_classes_are_called(scalar):
    assert called(scalar, 3.75) == scalar(3.75)


@pytest.mark.parametrize("scalar", SCALARS)
def test_a_dtype_is_a_result(scalar):
    actual = dtype_of(np.zeros(2, scalar))
    assert isinstance(actual, np.dtype) and actual == np.dtype(scalar)


def test_none_beside_dtypes():
    a = np.arange(4)
    assert chosen(a) is a
    assert chosen(a, np.float32).dtype == np.float32
    assert chosen(a, np.dtype("i2")).dtype == np.int16


def test_each_dtype_is_a_specialisation():
    @nb.njit
    def zeros(dtype):
        return np.zeros(2, dtype)

    for dtype in (np.float32, np.float32, np.dtype("f4"), np.int64):
        zeros(dtype)
    assert len(zeros.signatures) == 3


def test_types_of_arrays_are_written_with_slices():
    @nb.njit
    def lists():
        return (
            nb.typed.List.empty_list(types.float32[::1, :]),
            nb.typed.List.empty_list(types.complex64[:, :, :]),
            nb.typed.List.empty_list(types.int8[::1]),
        )

    assert [nb.typeof(made).item_type for made in lists()] == [types.float32[::1, :], types.complex64[:, :, :], types.int8[::1]]


def test_foreign_byte_order_is_refused():
    with pytest.raises(nb.errors.TypingError):
        dtype = np.dtype(">f8")
        made(3, dtype)


ALL, UNIT, EVERY_OTHER, INNER = slice(None), slice(None, None, 1), slice(None, None, 2), (slice(1, 3), slice(-2, None))


def test_slices_of_the_module_are_constants():
    @nb.njit
    def parts(a):
        return a[EVERY_OTHER], a[INNER], a[ALL, 0], a[0][UNIT], [1, 2, 3, 4][EVERY_OTHER], (1, 2, 3)[INNER[0]]

    a = np.arange(24).reshape(4, 6)
    for actual, expected in zip(parts(a), parts.py_func(a), strict=True):
        np.testing.assert_array_equal(actual, expected)


def test_slices_of_closures_make_types():
    def made(of, index):
        @nb.njit
        def empty():
            return nb.typed.List.empty_list(of[index])

        return empty()

    for index in (UNIT, ALL, (ALL, UNIT), (UNIT, ALL), (ALL, ALL), (UNIT, ALL, ALL)):
        for of in (types.float64, types.bool_, types.complex64):
            assert nb.typeof(made(of, index)).item_type == of[index]


def test_other_steps_say_no_more_than_none():
    @nb.njit
    def typed(a, step):
        made = nb.typed.List.empty_list(types.float64[::step])
        made.append(a[::step])
        return made

    made = typed(np.arange(5.0), 2)
    assert nb.typeof(made).item_type == types.float64[:]
    np.testing.assert_array_equal(made[0], [0, 2, 4])


def test_a_slice_with_a_start_names_no_type():
    @nb.njit
    def typed(start):
        return nb.typed.List.empty_list(types.float64[start:])

    with pytest.raises(nb.errors.TypingError, match="cannot be indexed"):
        typed(1)


TEXTS = ["?", "b", "B", "h", "H", "i", "I", "l", "L", "q", "Q", "e", "f", "d", "F", "D", "<f8", "=i4", "|b1", "<d", "i2", "U3", "<U3", "S5"]


@pytest.mark.parametrize("text", [*TEXTS, "m8[s]", "i4, f8", "i4,(2,3)f8", "f4 , 3i2, S3", "i4,", "(2,)u1, <M8[D], (2, 2)U2"])
def test_dtypes_by_text(text):
    @nb.njit
    def zeros(n):
        return np.zeros(n, text), np.zeros(n, dtype=text).dtype

    array, dtype = zeros(3)
    expected = np.zeros(3, text)
    assert array.dtype == dtype == expected.dtype
    assert array.tobytes() == expected.tobytes()


@pytest.mark.parametrize("text", [">f8", "i3", "x", "", ",", "<float64", "(2f8", "2,3", "(2,-3)f8, i4", "O", "i4;f8"])
def test_texts_that_are_no_dtypes_here(text):
    @nb.njit
    def zeros(n):
        return np.zeros(n, text)

    with pytest.raises(nb.errors.TypingError, match="Invalid NumPy dtype specified: '" + re.escape(text)):
        zeros(2)


def test_fields_of_a_dtype_by_text():
    @nb.njit
    def filled(n):
        records = np.zeros(n, "i4, (2,3)f8")
        for i in range(n):
            records[i]["f0"] = i
            records[i]["f1"][1] = i / 2
        return records

    actual, expected = filled(4), filled.py_func(4)
    assert actual.dtype == expected.dtype
    np.testing.assert_array_equal(actual, expected)
