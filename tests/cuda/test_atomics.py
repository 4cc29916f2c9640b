"""Changes of an element as one step."""

import numpy as np
import pytest
from numlir import cuda

TYPES = [np.int32, np.uint32, np.int64, np.uint64, np.float32, np.float64]


@pytest.mark.parametrize("dtype", TYPES)
def test_sums(dtype):
    @cuda.jit
    def histogram(x, bins, less):
        i = cuda.grid(1)
        cuda.atomic.add(bins, x[i], 1)
        cuda.atomic.sub(less, (x[i] % 2, x[i] // 2), 1)

    x = np.random.default_rng(3).integers(0, 8, 512)
    bins, less = np.zeros(8, dtype), np.full((2, 4), 600, dtype)
    histogram[4, 128](x, bins, less)
    np.testing.assert_array_equal(bins, np.bincount(x, minlength=8))
    np.testing.assert_array_equal(less.T.ravel(), 600 - np.bincount(x, minlength=8))


@pytest.mark.parametrize("dtype", TYPES)
def test_extremes(dtype):
    @cuda.jit
    def extremes(x, out):
        i = cuda.grid(1)
        cuda.atomic.max(out, 0, x[i])
        cuda.atomic.min(out, -1, x[i])

    x = np.random.default_rng(4).integers(0, 1000, 256).astype(dtype)
    if dtype not in (np.uint32, np.uint64):
        x -= 500
    out = np.array([x[0], x[0]])
    extremes[2, 128](x, out)
    np.testing.assert_array_equal(out, [x.max(), x.min()])


def test_extremes_without_nan():
    @cuda.jit
    def extremes(x, out):
        i = cuda.grid(1)
        cuda.atomic.nanmax(out, 0, x[i])
        cuda.atomic.nanmin(out, 1, x[i])

    x = np.array([3.0, np.nan, -7.0, 5.0])
    out = np.array([np.nan, np.nan])
    extremes[1, 4](x, out)
    np.testing.assert_array_equal(out, [5.0, -7.0])


@pytest.mark.parametrize("dtype", [np.int32, np.uint32, np.int64, np.uint64])
def test_bits(dtype):
    @cuda.jit
    def bits(x, out):
        i = cuda.grid(1)
        cuda.atomic.and_(out, 0, x[i])
        cuda.atomic.or_(out, 1, x[i])
        cuda.atomic.xor(out, 2, x[i])

    x = np.random.default_rng(5).integers(0, 1 << 30, 64).astype(dtype)
    out = np.array([(1 << 30) - 1, 0, 0]).astype(dtype)
    bits[1, 64](x, out)
    expected = [np.bitwise_and.reduce(x), np.bitwise_or.reduce(x), np.bitwise_xor.reduce(x)]
    np.testing.assert_array_equal(out, expected)


@pytest.mark.parametrize("dtype", [np.uint32, np.uint64])
def test_counters_go_around(dtype):
    @cuda.jit
    def around(out):
        cuda.atomic.inc(out, 0, 9)
        cuda.atomic.dec(out, 1, 9)

    out = np.array([0, 0], dtype)
    around[1, 25](out)
    np.testing.assert_array_equal(out, [25 % 10, (0 - 25) % 10])


def test_results_are_what_was_there():
    @cuda.jit
    def tickets(counter, out):
        out[cuda.atomic.add(counter, 0, 1)] += 1

    counter, out = np.zeros(1, np.int32), np.zeros(100, np.int32)
    tickets[4, 25](counter, out)
    np.testing.assert_array_equal(out, 1)


@pytest.mark.parametrize("dtype", [np.int32, np.uint32, np.int64, np.uint64])
def test_exchange_and_compare(dtype):
    @cuda.jit
    def swaps(a, b, c, old):
        i = cuda.grid(1)
        old[0, i] = cuda.atomic.exch(a, i, i + 100)
        old[1, i] = cuda.atomic.cas(b, i, i, 77)
        old[2, i] = cuda.atomic.compare_and_swap(c[i:], i + 1, 55)

    a, b, c = (np.arange(16).astype(dtype) for _ in range(3))
    b[::2] += 1
    old = np.zeros((3, 16), dtype)
    before = np.array([a, b, c])
    swaps[1, 16](a, b, c, old)
    np.testing.assert_array_equal(old, before)
    np.testing.assert_array_equal(a, np.arange(16) + 100)
    np.testing.assert_array_equal(b, np.where(before[1] == np.arange(16), 77, before[1]))
    np.testing.assert_array_equal(c, np.arange(16))


def test_on_shared_memory():
    @cuda.jit
    def histogram(x, out):
        bins = cuda.shared.array(4, np.int32)
        tid = cuda.threadIdx.x
        if tid < 4:
            bins[tid] = 0
        cuda.syncthreads()
        cuda.atomic.add(bins, x[cuda.grid(1)], 1)
        cuda.syncthreads()
        if tid < 4:
            cuda.atomic.add(out, tid, bins[tid])

    x = np.random.default_rng(6).integers(0, 4, 300)
    out = np.zeros(4, np.int32)
    histogram[3, 100](x, out)
    np.testing.assert_array_equal(out, np.bincount(x, minlength=4))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extrema_and_what_is_no_number(dtype):
    @cuda.jit
    def kernel(x, value):
        cuda.atomic.max(x, 0, value)
        cuda.atomic.min(x, 1, value)
        cuda.atomic.nanmax(x, 2, value)
        cuda.atomic.nanmin(x, 3, value)

    nan = dtype("nan")
    # An element that is no number stays so, but for the functions that are named for it.
    x = np.full(4, nan, dtype)
    kernel[1, 1](x, dtype(3))
    np.testing.assert_array_equal(x, [nan, nan, 3, 3])
    x = np.full(4, 2, dtype)
    kernel[1, 1](x, nan)
    np.testing.assert_array_equal(x, [2, 2, 2, 2])
    x = np.array([1, 5, 1, 5], dtype)
    kernel[1, 1](x, dtype(3))
    np.testing.assert_array_equal(x, [3, 3, 3, 3])


def test_an_index_that_is_a_float_converts():
    @cuda.jit
    def kernel(x):
        tid = cuda.threadIdx.x
        cuda.atomic.add(x, (tid % 2, np.uint64(tid) % 3), 1)

    x = np.zeros((2, 3), np.int32)
    kernel[1, 12](x)
    np.testing.assert_array_equal(x, np.full((2, 3), 2))
