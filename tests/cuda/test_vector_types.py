"""Vectors as values in kernels."""

import numpy as np
import pytest
from numlir import cuda
from numlir.errors import TypingError


def test_parts_and_conversion():
    @cuda.jit
    def kernel(a, out):
        i = cuda.grid(1)
        v = cuda.float32x4(a[i], 1, 2.5, True)
        out[i, 0] = v.x
        out[i, 1] = v.y
        out[i, 2] = v.z
        out[i, 3] = v.w

    a = np.array([0.1, 300.7, -5.0])
    out = np.zeros((3, 4))
    kernel[1, 3](a, out)
    np.testing.assert_array_equal(out, [[np.float32(x), 1, 2.5, 1] for x in a])


@pytest.mark.parametrize("number", ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"])
def test_all_types(number):
    pair, four = getattr(cuda, f"{number}x2"), getattr(cuda, f"{number}x4")

    @cuda.jit
    def kernel(a, out):
        first = pair(a[0], a[1])
        whole = four(first, a[2], a[3])
        again = four(a[4], first, whole.w)
        out[0] = whole.x
        out[1] = whole.y
        out[2] = whole.z
        out[3] = again.z
        out[4] = again.w

    a = np.array([1, 2, 3, 200, 5])
    out = np.zeros(5, number)
    kernel[1, 1](a, out)
    np.testing.assert_array_equal(out, a.astype(number)[[0, 1, 2, 1, 3]])


def test_device_functions_and_loops():
    @cuda.jit(device=True)
    def turned(v, times):
        for _ in range(times):
            v = cuda.float3(v.y, v.z, v.x)
        return v

    @cuda.jit
    def kernel(a, out):
        i = cuda.grid(1)
        v = turned(cuda.float3(a[i, 0], a[i, 1], a[i, 2]), i)
        out[i] = v.x

    a = np.arange(12, dtype=np.float32).reshape(4, 3)
    out = np.zeros(4, np.float32)
    kernel[1, 4](a, out)
    np.testing.assert_array_equal(out, [0, 4, 8, 9])
    text, _ = cuda.compile_ptx(kernel, "float32[:,::1], float32[::1]", cc=(9, 0))
    assert ".entry" in text


def test_wrong_parts():
    @cuda.jit
    def few(out):
        out[0] = cuda.float32x3(out[0], 1).x

    @cuda.jit
    def text(out):
        out[0] = cuda.float32x2(out[0], "a").x

    with pytest.raises(TypingError, match="float32x3 is made of 3 numbers, not of 2"):
        few[1, 1](np.zeros(1))
    with pytest.raises(TypingError, match="made of numbers and vectors"):
        text[1, 1](np.zeros(1))


def test_on_the_host():
    v = cuda.int32x3(cuda.int32x2(1, 2.7), 3)
    assert tuple(v) == (1, 2, 3)
    assert v.y == 2
    assert cuda.float4 is cuda.float32x4
    assert cuda.ulonglong2 is cuda.uint64x2
    with pytest.raises(TypeError, match="made of 3 numbers"):
        cuda.int32x3(1)
