"""Arrays of a device, streams and events, and what is built on kernels."""

import numpy as np
import pytest
from numlir import cuda
from numlir.cuda import random


@cuda.jit
def double(x):
    i = cuda.grid(1)
    if i < x.size:
        x[i] *= 2


def test_copies_to_a_device_and_back():
    host = np.arange(10.0)
    device = cuda.to_device(host)
    double[1, 32](device)
    np.testing.assert_array_equal(host, np.arange(10.0))
    np.testing.assert_array_equal(device.copy_to_host(), 2 * host)
    into = np.zeros(10)
    assert device.copy_to_host(into) is into
    np.testing.assert_array_equal(into, 2 * host)
    device.copy_to_device(np.ones(10))
    np.testing.assert_array_equal(device.copy_to_host(), 1)
    with pytest.raises(ValueError, match="incompatible shape"):
        device.copy_to_device(np.ones(11))


def test_attributes_and_views():
    device = cuda.to_device(np.arange(24, dtype=np.int32).reshape(4, 6))
    assert (device.shape, device.strides, device.dtype, device.ndim) == ((4, 6), (24, 4), np.int32, 2)
    assert (device.size, device.nbytes, device.is_c_contiguous()) == (24, 96, True)
    host = device.copy_to_host()
    np.testing.assert_array_equal(device.T.copy_to_host(), host.T)
    np.testing.assert_array_equal(device[1:3, ::2].copy_to_host(), host[1:3, ::2])
    np.testing.assert_array_equal(device.reshape(8, 3).copy_to_host(), host.reshape(8, 3))
    np.testing.assert_array_equal(device.ravel().copy_to_host(), host.ravel())
    assert device[2, 3] == host[2, 3]
    device[0] = 7
    assert (device.copy_to_host()[0] == 7).all()
    like = cuda.device_array_like(device)
    assert like.shape == device.shape and like.dtype == device.dtype


def test_copies_are_between_arrays_alike():
    there = cuda.to_device(np.zeros(3))
    with pytest.raises(TypeError, match="incompatible dtype"):
        there.copy_to_host(np.zeros(3, np.float32))
    with pytest.raises(ValueError, match="incompatible shape"):
        there.copy_to_device(np.zeros(4))


def test_the_device_of_a_thread():
    assert cuda.gpus.lst[0].id == 0 and len(cuda.gpus.lst) == len(cuda.gpus) == 1
    cuda.close()
    assert cuda.gpus.current is None
    with cuda.gpus[0]:
        assert cuda.gpus.current.id == 0
    assert cuda.gpus.current is None
    assert cuda.get_current_device() is cuda.gpus.current


def test_arguments_say_which_way_they_go():
    given, both = np.ones(4), np.ones(4)
    double[1, 4](cuda.In(given))
    double[1, 4](cuda.InOut(both))
    np.testing.assert_array_equal(given, 1)
    np.testing.assert_array_equal(both, 2)


def test_the_array_interface_goes_both_ways():
    host = np.arange(6.0)
    interface = cuda.to_device(host).__cuda_array_interface__
    assert interface["shape"] == (6,) and interface["typestr"] == "<f8" and interface["version"] == 3

    class Foreign:
        __cuda_array_interface__ = {
            "shape": (3,),
            "strides": (16,),
            "typestr": "<f8",
            "data": (host.ctypes.data, False),
            "version": 3,
        }

    assert cuda.is_cuda_array(Foreign())
    double[1, 3](Foreign())
    np.testing.assert_array_equal(host, [0, 1, 4, 3, 8, 5])


def test_streams_and_events():
    stream = cuda.stream()
    device = cuda.to_device(np.arange(4.0), stream)
    before, after = cuda.event(), cuda.event()
    before.record(stream)
    double[1, 4, stream](device)
    after.record(stream)
    after.synchronize()
    stream.synchronize()
    assert cuda.event_elapsed_time(before, after) >= 0
    np.testing.assert_array_equal(device.copy_to_host(stream=stream), 2 * np.arange(4.0))


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 5000])
@pytest.mark.parametrize("dtype", [np.int32, np.float64])
def test_reductions(size, dtype):
    array = np.random.default_rng(size).integers(1, 9, size).astype(dtype)

    @cuda.reduce
    def total(a, b):
        return a + b

    @cuda.reduce
    def largest(a, b):
        return max(a, b)

    assert total(array) == array.sum()
    assert total(array, init=5) == array.sum() + 5
    assert largest(cuda.to_device(array)) == array.max()
    res = cuda.device_array(1, dtype)
    total(array, res=res)
    assert res.copy_to_host()[0] == array.sum()


def test_random_numbers():
    @cuda.jit
    def draw(states, uniform, normal):
        i = cuda.grid(1)
        uniform[i] = random.xoroshiro128p_uniform_float64(states, i)
        normal[i] = random.xoroshiro128p_normal_float32(states, i)

    n = 4096
    states = random.create_xoroshiro128p_states(n, seed=1)
    uniform, normal = np.zeros(n), np.zeros(n, np.float32)
    draw[n // 128, 128](states, uniform, normal)
    assert 0 <= uniform.min() and uniform.max() < 1 and abs(uniform.mean() - 0.5) < 0.02
    assert abs(normal.mean()) < 0.06 and abs(normal.std() - 1) < 0.05
    again = np.zeros(n)
    draw[n // 128, 128](random.create_xoroshiro128p_states(n, seed=1), again, normal)
    np.testing.assert_array_equal(uniform, again)


def test_the_generator_is_xoroshiro128_plus():
    @cuda.jit
    def draw(states, out):
        for k in range(out.size):
            out[k] = random.xoroshiro128p_next(states, 0)

    mask = (1 << 64) - 1
    states = random.create_xoroshiro128p_states(1, seed=42)
    s0, s1 = (int(word) for word in states.copy_to_host()[0])
    out = np.zeros(5, np.uint64)
    draw[1, 1](states, out)
    for value in out.tolist():
        assert value == (s0 + s1) & mask
        s1 ^= s0
        s0 = ((s0 << 55 | s0 >> 9) & mask) ^ s1 ^ (s1 << 14 & mask)
        s1 = (s1 << 36 | s1 >> 28) & mask
