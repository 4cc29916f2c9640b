"""np.frombuffer, the bytes of arrays, their addresses."""

import ctypes

import numlir as nb
import numpy as np
import pytest
from compare import check


@nb.njit
def words(buffer):
    return np.frombuffer(buffer, dtype=np.int32)


@nb.njit
def some(buffer, count, offset):
    return np.frombuffer(buffer, np.uint16, count=count, offset=offset)


@nb.njit
def numbers(buffer):
    return np.frombuffer(buffer)


@pytest.mark.parametrize("buffer", [np.arange(8.0), b"abcdefgh", np.arange(6, dtype=np.int16), b"", b"abc"], ids=str)
def test_buffers(buffer):
    check(words, buffer)
    check(numbers, buffer)
    for count, offset in ((-1, 0), (1, 0), (2, 1), (0, 2), (9, 0), (1, 99), (1, -1)):
        check(some, buffer, count, offset)


def test_an_array_is_seen_through():
    @nb.njit
    def written(a):
        np.frombuffer(a, np.int64)[0] = 0
        return a

    assert written(np.ones(2)).tolist() == [0.0, 1.0]


@nb.njit
def plain(n):
    a, b = np.ndarray(n), np.ndarray(shape=(n, 2), dtype=np.int16, order="F")
    a[...], b[...] = 1, 2
    return a, b


@nb.njit
def over(buffer, shape, offset):
    return np.ndarray(shape, np.int16, buffer, offset)


@nb.njit
def stepped(buffer, shape, offset, strides):
    return np.ndarray(shape, buffer.dtype, buffer=buffer, offset=offset, strides=strides)


def test_arrays_are_constructed():
    check(plain, 3)
    buffer = np.arange(10.0)
    for shape, offset in ((40, 0), (41, 0), (3, 74), (3, 75), (0, 80), (0, 81), (-1, 0), (-1, 3), (-2, 0)):
        check(over, buffer, shape, offset)
        check(over, buffer, (shape, 1), offset)
    for shape, offset, strides in (((4, 2), 8, (16, 8)), ((5, 2), 8, (16, 8)), ((10, 1), 72, (-8, 8)), ((2, 2), 64, (-72, 8))):
        check(stepped, buffer, shape, offset, strides)
    check(stepped, buffer, 3, 0, 24)
    check(stepped, buffer, 4, 16, 24)
    check(stepped, np.arange(3), (2, 50), 8, (8, 0))
    check(stepped, np.arange(3), (2, 0), 8, (800, 8))


def test_gaps_are_refused():
    with pytest.raises(nb.errors.TypingError, match="ndarray is not C-contiguous"):
        words(np.arange(8.0)[::2])


@pytest.mark.parametrize(
    "a",
    [
        np.arange(6, dtype=np.int32).reshape(2, 3),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(24, dtype=np.uint8).reshape(2, 3, 4)[::-1, ::2, 1:],
        np.zeros((0, 3)),
        np.array(2.5),
        np.array([(1, 2.0), (3, 4.0)], [("x", "i4"), ("y", "f8")]),
        np.array(["ab", "c"]),
        np.array([True, False]),
    ],
    ids=str,
)
def test_bytes_of_arrays(a):
    @nb.njit
    def orders(a):
        return a.tobytes(), a.tobytes("F"), a.tobytes(order="A"), bytes(a)

    assert orders(a) == orders.py_func(a)


def test_bytes_of_what_dies():
    @nb.njit
    def doubled(a):
        return (a * 2).tobytes()

    for size in (1, 1000):
        assert doubled(np.arange(size)) == (np.arange(size) * 2).tobytes()


def test_addresses():
    @nb.njit
    def place(a):
        return a.ctypes.data, a[1:].ctypes.data, a.ctypes.shape[0], a.ctypes.strides[0]

    a = np.arange(10)[::2]
    assert place(a) == (a.ctypes.data, a.ctypes.data + 16, 5, 16)


def test_functions_of_c_take_addresses():
    memset = ctypes.CDLL(None).memset
    memset.argtypes, memset.restype = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t], ctypes.c_void_p

    @nb.njit
    def cleared(n):
        a, b = np.ones(n), np.ones(n)
        memset(a.ctypes.data, 0, a.nbytes)
        memset(b[1:].ctypes, 0, 8)
        memset((a + b).ctypes, 0, a.nbytes)
        return a, b

    a, b = cleared(5)
    assert a.tolist() == [0.0] * 5 and b.tolist() == [1.0, 0.0, 1.0, 1.0, 1.0]


def test_bounds_are_compared():
    @nb.njit
    def overlap(a, b):
        return np.may_share_memory(a, b)

    a = np.arange(20).reshape(4, 5)
    views = [a, a[::-1], a[1:2], a[2:, ::-2], a.T, a[:, 1], a[3:3], a.copy(), a[0, :0]]
    for one in views:
        for other in views:
            assert overlap(one, other) == np.may_share_memory(one, other)


def test_dtypes_of_buffers_by_name():
    check(nb.njit(lambda: np.frombuffer(b"hello world", dtype="S1", count=5, offset=6)))
    check(nb.njit(lambda: np.frombuffer(b"\x01\x02\x03\x04\x05", dtype="u1", count=3)))
