"""Races for shared memory that ``debug=True`` finds, with the lines of both threads."""

import inspect
import re

import numpy as np
import pytest
from numlir import cuda


def _lines(kernel, *marks):
    """The numbers of the lines that carry marks."""
    lines, first = inspect.getsourcelines(kernel.py_func)
    return sorted(first + number for mark in marks for number, line in enumerate(lines) if f"# {mark}" in line)


def _race(kernel, *arguments, threads=64, shared=0):
    with pytest.raises(RuntimeError, match="race for shared memory") as caught:
        kernel[2, threads, 0, shared](*arguments)
    assert [int(number) for number in re.findall(r"\d+", str(caught.value))] == _lines(kernel, "one", "other")


def test_a_read_without_a_barrier_behind_the_write():
    @cuda.jit(debug=True)
    def kernel(x):
        shared = cuda.shared.array(64, np.float32)
        tid = cuda.threadIdx.x
        shared[tid] = x[tid]  # one
        x[tid] = shared[63 - tid]  # other

    _race(kernel, np.zeros(64, np.float32))


def test_a_write_without_a_barrier_behind_the_read():
    @cuda.jit(debug=True)
    def kernel(x):
        shared = cuda.shared.array(64, np.int64)
        tid = cuda.threadIdx.x
        shared[tid] = tid
        cuda.syncthreads()
        before = shared[(tid + 1) % 64]  # one
        shared[tid] = before  # other

    _race(kernel, np.zeros(1))


def test_a_reduction_that_forgets_the_barrier_of_its_loop():
    @cuda.jit(debug=True)
    def kernel(x):
        shared = cuda.shared.array(64, np.float64)
        tid = cuda.threadIdx.x
        shared[tid] = x[tid]
        cuda.syncthreads()
        step = 32
        while step > 0:
            if tid < step:
                shared[tid] += shared[tid + step]  # one, # other
            step //= 2
        x[tid] = shared[0]

    with pytest.raises(RuntimeError, match="race for shared memory"):
        kernel[1, 64](np.ones(64))


def test_dynamic_shared_memory_and_atomics():
    @cuda.jit(debug=True)
    def kernel(x):
        shared = cuda.shared.array(0, np.int32)
        tid = cuda.threadIdx.x
        if tid == 0:
            shared[0] = 0  # one
        cuda.atomic.add(shared, 0, 1)  # other
        cuda.syncthreads()
        x[0] = shared[0]

    _race(kernel, np.zeros(1, np.int32), shared=4)


@cuda.jit(debug=True)
def ordered(x):
    shared = cuda.shared.array(64, np.float64)
    count = cuda.shared.array(1, np.int32)
    tid = cuda.threadIdx.x
    shared[tid] = x[tid]
    # All write the same.
    count[0] = 0
    cuda.syncthreads()
    step = 32
    while step > 0:
        if tid < step:
            shared[tid] += shared[tid + step]
        cuda.syncthreads()
        step //= 2
    cuda.atomic.add(count, 0, 1)
    cuda.syncthreads()
    x[tid] = shared[0] + count[0]


def test_what_barriers_order_is_no_race():
    x = np.arange(64.0)
    # Of two blocks that follow one another, each has its own.
    ordered[1, 64](x)
    np.testing.assert_array_equal(x, np.full(64, 64 * 63 / 2 + 64))


def test_threads_of_a_warp_that_wait_for_one_another():
    @cuda.jit(debug=True)
    def kernel(x):
        shared = cuda.shared.array(64, np.int64)
        tid = cuda.threadIdx.x
        shared[tid] = tid
        cuda.syncwarp()
        x[tid] = shared[tid ^ 1]

    x = np.zeros(64, np.int64)
    kernel[1, 64](x)
    np.testing.assert_array_equal(x, np.arange(64) ^ 1)


def test_a_barrier_of_the_warp_does_not_order_warps():
    @cuda.jit(debug=True)
    def kernel(x):
        shared = cuda.shared.array(64, np.int64)
        tid = cuda.threadIdx.x
        shared[tid] = tid  # one
        cuda.syncwarp()
        x[tid] = shared[63 - tid]  # other

    _race(kernel, np.zeros(64, np.int64))


def test_races_under_varying_control_flow():
    @cuda.jit(debug=True)
    def kernel(x):
        shared = cuda.shared.array(64, np.int64)
        tid = cuda.threadIdx.x
        if tid >= 32:
            return
        shared[tid] = tid  # one
        if tid % 2:
            cuda.syncwarp(0xAAAAAAAA)
        x[tid] = shared[31 - tid]  # other

    _race(kernel, np.zeros(64, np.int64))
