"""Arguments that show their memory: memoryviews, bytearrays, `array.array`, ctypes arrays and bytes."""

import array
import ctypes
import mmap

import numpy as np
import pytest

import numlir as nb
from numlir import types


@nb.njit
def total(buffer):
    s = 0
    for i in range(len(buffer)):
        s += buffer[i]
    return s


@nb.njit
def put(buffer, i, value):
    buffer[i] = value


@nb.njit
def described(buffer):
    return buffer.shape, buffer.strides, buffer.itemsize, buffer.ndim, buffer.nbytes


BUFFERS = {
    "bytes": b"abcdefghi",
    "bytearray": bytearray(b"abcdefghi"),
    "memoryview of bytes": memoryview(b"abcdefghi"),
    "strided memoryview": memoryview(bytearray(b"abcdefghi"))[::2],
    "ctypes array": (ctypes.c_double * 4)(1, 2, 3, 4),
    **{f"array {code}": array.array(code, [1, 2, 3]) for code in "bBhHiIlLqQfd"},
    **{f"memoryview of {dtype}": memoryview(np.arange(5).astype(dtype)) for dtype in ("i1", "u2", "i4", "u8", "f4", "?")},
}


@pytest.mark.parametrize("name", BUFFERS)
def test_reading(name):
    buffer = BUFFERS[name]
    assert total(buffer) == sum(buffer)
    view = memoryview(buffer)
    assert described(buffer) == (view.shape, view.strides, view.itemsize, view.ndim, view.nbytes)


@pytest.mark.parametrize("make", [lambda: bytearray(b"abc"), lambda: array.array("i", [1, 2, 3]), lambda: (ctypes.c_int * 3)(1, 2, 3)])
def test_writing(make):
    buffer, same = make(), make()
    put(buffer, 1, 65)
    same[1] = 65
    assert list(buffer) == list(same)
    put(memoryview(buffer), 0, 66)
    assert buffer[0] == 66


def test_memory_that_is_mapped():
    with mmap.mmap(-1, 4096) as memory:
        put(memory, 7, 9)
        assert memory[7] == 9


def test_axes():
    @nb.njit
    def element(buffer, i, j):
        return buffer[i, j]

    a = np.arange(6.0).reshape(2, 3)
    assert element(memoryview(a), 1, 2) == 5.0
    assert element(memoryview(np.asfortranarray(a)), 1, 0) == 3.0


def test_what_a_memoryview_says():
    @nb.njit
    def flags(buffer):
        return buffer.contiguous, buffer.c_contiguous, buffer.f_contiguous, buffer.readonly

    a = np.arange(6.0).reshape(2, 3)
    for view in map(memoryview, (a, np.asfortranarray(a), b"abc", bytearray(3))):
        assert flags(view) == (view.contiguous, view.c_contiguous, view.f_contiguous, view.readonly)


def test_it_is_an_array():
    @nb.njit
    def centred(buffer):
        return buffer - np.mean(buffer)

    assert centred(array.array("d", [1, 2, 6])).tolist() == [-2, -1, 3]


@pytest.mark.parametrize("buffer", [b"abc", memoryview(b"abc")])
def test_what_is_read_only_cannot_be_written(buffer):
    with pytest.raises(nb.TypingError):
        put(buffer, 0, 1)


def test_the_memory_lives_as_long_as_a_view_of_it():
    @nb.njit
    def behind(buffer):
        return buffer[1:]

    made = behind(memoryview(bytearray(b"xyz")))
    assert made.tolist() == [121, 122]
    owner = bytearray(b"xyz")
    view = behind(owner)
    with pytest.raises(BufferError):
        owner.append(1)
    del view
    owner.append(1)


def test_a_signature():
    @nb.njit((types.MemoryView(types.uint8, 1, "C"),))
    def first(buffer):
        return buffer[0]

    assert first(memoryview(bytearray(b"a"))) == 97
    assert first(bytearray(b"b")) == 98


def test_items_without_a_compiled_form():
    with pytest.raises(nb.TypingError, match="ctypes|c_char_p|Array"):
        total((ctypes.c_void_p * 2)())


def test_a_masked_array_is_no_buffer():
    with pytest.raises(nb.TypingError, match="MaskedArray"):
        total(np.ma.masked_array([1, 2], mask=[True, False]))
