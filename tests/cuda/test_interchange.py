"""``__cuda_array_interface__`` and DLPack, both ways, and what is said of devices. On the CPU target device memory is the host's."""

import gc

import numpy as np
import pytest
from numlir import cuda


def test_dlpack_goes_to_numpy_and_back():
    device = cuda.to_device(np.arange(12.0).reshape(3, 4))
    seen = np.from_dlpack(device.T)
    np.testing.assert_array_equal(seen, np.arange(12.0).reshape(3, 4).T)
    device[0, 0] = 42
    assert seen[0, 0] == 42
    # The array lives as long as what was made of it.
    del device
    gc.collect()
    assert seen[3, 2] == 11
    host = np.arange(6, dtype=np.int16)
    taken = cuda.from_dlpack(host[::2])
    assert taken.dtype == np.int16 and taken.strides == (4,)
    np.testing.assert_array_equal(taken.copy_to_host(), host[::2])


def test_a_capsule_is_taken_once():
    device = cuda.to_device(np.arange(3))

    class Once:
        capsule = device.__dlpack__(max_version=(1, 0))

        def __dlpack__(self, **_):
            return self.capsule

        def __dlpack_device__(self):
            return device.__dlpack_device__()

    assert cuda.from_dlpack(Once())[2] == 2
    with pytest.raises(BufferError, match="took it already"):
        cuda.from_dlpack(Once())


def test_a_capsule_that_nobody_takes_is_freed():
    from numlir.cuda import dlpack

    device = cuda.to_device(np.arange(3))
    before = len(dlpack._exported)
    capsules = [device.__dlpack__(), device.__dlpack__(max_version=(1, 1))]
    assert len(dlpack._exported) == before + 2
    del capsules
    assert len(dlpack._exported) == before


def test_what_dlpack_cannot_say():
    device = cuda.to_device(np.zeros(2, np.dtype([("a", "i4"), ("b", "f8")])))
    with pytest.raises(BufferError, match="no name"):
        device.__dlpack__()
    with pytest.raises(BufferError, match="device"):
        cuda.to_device(np.zeros(2)).__dlpack__(dl_device=(2, 0))


def test_interfaces_of_other_libraries():
    host = np.arange(10.0)

    class Foreign:
        __cuda_array_interface__ = {
            "shape": (5,),
            "strides": (16,),
            "data": (host.ctypes.data, False),
            "typestr": "<f8",
            "version": 3,
            "stream": 1,
        }

    @cuda.jit
    def negate(x):
        i = cuda.grid(1)
        if i < x.size:
            x[i] = -x[i]

    negate[1, 32](Foreign())
    np.testing.assert_array_equal(host, np.where(np.arange(10) % 2, 1, -1) * np.arange(10.0))
    Foreign.__cuda_array_interface__["stream"] = 0
    with pytest.raises(ValueError, match="stream 0"):
        cuda.as_cuda_array(Foreign())


def test_device_functions_are_specialised_by_the_extents_of_their_arrays():
    @cuda.jit(device=True)
    def reversed_through_shared(x, count, dtype):
        memory = cuda.shared.array(count, dtype)
        i = cuda.threadIdx.x
        memory[i] = x[i]
        cuda.syncthreads()
        x[i] = memory[count - 1 - i]

    @cuda.jit
    def kernel(x, y):
        reversed_through_shared(x, 8, np.float64)
        if cuda.threadIdx.x < 8:
            reversed_through_shared(y, 8, np.int32)

    x, y = np.arange(8.0), np.arange(8, dtype=np.int32)
    kernel[1, 8](x, y)
    np.testing.assert_array_equal(x, np.arange(8.0)[::-1])
    np.testing.assert_array_equal(y, np.arange(8)[::-1])


def test_signatures_convert_what_is_passed():
    @cuda.jit("void(int32[:], int32)")
    def leading_zeros(out, x):
        out[0] = cuda.clz(x)

    out = np.zeros(1, np.int32)
    leading_zeros[1, 1](out, 0x00100000)
    assert out[0] == 11
    with pytest.raises(TypeError, match="No matching definition"):
        leading_zeros[1, 1](np.zeros(1), 1)
    assert len(leading_zeros.overloads) == 1 and all("ret" in text for text in leading_zeros.inspect_asm().values())
    with pytest.raises(TypeError, match="void"):
        cuda.jit("float64(float64[:])")(lambda x: None)
