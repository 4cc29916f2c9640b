"""Kernels, compiled for the CPU, against NumPy."""

import numpy as np
import pytest
from numlir import cuda, errors


@cuda.jit
def add(x, y, out):
    i = cuda.grid(1)
    if i < out.size:
        out[i] = x[i] + y[i]


@cuda.jit
def saxpy(n, a, x, y):
    start = cuda.grid(1)
    stride = cuda.gridsize(1)
    for i in range(start, n, stride):
        y[i] = a * x[i] + y[i]


@cuda.jit
def places(out):
    i = cuda.threadIdx.x + cuda.blockDim.x * cuda.blockIdx.x
    j = cuda.threadIdx.y + cuda.blockDim.y * cuda.blockIdx.y
    k = cuda.threadIdx.z + cuda.blockDim.z * cuda.blockIdx.z
    out[k, j, i] = 10000 * k + 100 * j + i + cuda.gridDim.x * 1000000


@cuda.jit
def reduce_sum(x, out):
    shared = cuda.shared.array(256, dtype=np.float32)
    tid = cuda.threadIdx.x
    i = cuda.grid(1)
    shared[tid] = x[i] if i < x.size else 0.0
    cuda.syncthreads()
    s = cuda.blockDim.x // 2
    while s > 0:
        if tid < s:
            shared[tid] += shared[tid + s]
        cuda.syncthreads()
        s //= 2
    if tid == 0:
        cuda.atomic.add(out, 0, shared[0])


TPB = 16


@cuda.jit
def matmul(A, B, C):
    sA = cuda.shared.array((TPB, TPB), np.float32)
    sB = cuda.shared.array((TPB, TPB), np.float32)
    x, y = cuda.grid(2)
    tx, ty = cuda.threadIdx.x, cuda.threadIdx.y
    tmp = np.float32(0.0)
    for i in range((A.shape[1] + TPB - 1) // TPB):
        sA[ty, tx] = 0
        sB[ty, tx] = 0
        if y < A.shape[0] and tx + i * TPB < A.shape[1]:
            sA[ty, tx] = A[y, tx + i * TPB]
        if x < B.shape[1] and ty + i * TPB < B.shape[0]:
            sB[ty, tx] = B[ty + i * TPB, x]
        cuda.syncthreads()
        for j in range(TPB):
            tmp += sA[ty, j] * sB[j, tx]
        cuda.syncthreads()
    if y < C.shape[0] and x < C.shape[1]:
        C[y, x] = tmp


def test_every_thread_writes_its_element():
    x, y = np.arange(1000.0), np.arange(1000.0)[::-1].copy()
    out = np.zeros(1000)
    add[(1000 + 127) // 128, 128](x, y, out)
    np.testing.assert_array_equal(out, x + y)


def test_a_loop_strides_over_the_grid():
    x, y = np.arange(1000, dtype=np.float32), np.ones(1000, np.float32)
    saxpy[3, 64](1000, np.float32(2), x, y)
    np.testing.assert_array_equal(y, 2 * x + 1)


def test_places_on_three_axes():
    out = np.zeros((4, 6, 8), np.int64)
    places[(2, 3, 2), (4, 2, 2)](out)
    k, j, i = np.indices(out.shape)
    np.testing.assert_array_equal(out, 10000 * k + 100 * j + i + 2000000)


def test_a_tree_of_sums():
    x = np.random.default_rng(1).random(5000).astype(np.float32)
    out = np.zeros(1, np.float32)
    reduce_sum[20, 256](x, out)
    np.testing.assert_allclose(out[0], x.sum(dtype=np.float64), rtol=1e-5)


@pytest.mark.parametrize("shape", [(64, 64, 64), (30, 50, 17)])
def test_tiles_in_shared_memory(shape):
    m, k, n = shape
    rng = np.random.default_rng(2)
    a, b = rng.random((m, k), np.float32), rng.random((k, n), np.float32)
    c = np.zeros((m, n), np.float32)
    matmul[(-(-n // TPB), -(-m // TPB)), (TPB, TPB)](a, b, c)
    np.testing.assert_allclose(c, a @ b, rtol=1e-4)


@cuda.jit
def first_ends(x, out):
    tid = cuda.threadIdx.x
    if tid >= x.size:
        return
    out[tid] = x[tid]
    cuda.syncthreads()
    out[tid] += out[(tid + 1) % x.size]


def test_threads_that_have_ended_are_not_waited_for():
    x = np.arange(10.0)
    out = np.zeros(10)
    first_ends[1, 32](x, out)
    # The second half reads what others may have changed already; the first thread reads what nobody has.
    assert out[0] == x[0] + x[1]


@cuda.jit
def barriers_in_branches(out):
    shared = cuda.shared.array(64, np.int32)
    tid = cuda.threadIdx.x
    total = 0
    for step in range(5):
        shared[tid] = tid * step
        if tid % 2 == 0:
            cuda.syncthreads()
        else:
            cuda.syncthreads()
        total += shared[(tid + 1) % 64]
        cuda.syncthreads()
    out[tid] = total


def test_barriers_under_varying_control_flow():
    out = np.zeros(64, np.int64)
    barriers_in_branches[1, 64](out)
    tid = np.arange(64)
    np.testing.assert_array_equal(out, (tid + 1) % 64 * 10)


@cuda.jit
def loops_of_different_lengths(out):
    tid = cuda.threadIdx.x
    count = 0
    while count < tid:
        count += 1
        cuda.syncwarp()
    out[tid] = count


def test_warps_wait_in_loops_of_different_lengths():
    out = np.zeros(70, np.int64)
    loops_of_different_lengths[1, 70](out)
    np.testing.assert_array_equal(out, np.arange(70))


@cuda.jit(device=True)
def neighbour(shared, tid):
    cuda.syncthreads()
    return shared[tid ^ 1]


@cuda.jit
def calls(x):
    shared = cuda.shared.array(32, np.float64)
    tid = cuda.threadIdx.x
    shared[tid] = x[tid]
    x[tid] = neighbour(shared, tid)


def test_device_functions_may_hold_barriers():
    x = np.arange(32.0)
    calls[1, 32](x)
    np.testing.assert_array_equal(x, np.arange(32) ^ 1)


@cuda.jit
def dynamic(x):
    shared = cuda.shared.array(0, np.float64)
    tid = cuda.threadIdx.x
    shared[tid] = x[tid]
    cuda.syncthreads()
    x[tid] = shared[shared.size - 1 - tid]


def test_shared_memory_whose_size_the_launch_says():
    x = np.arange(40.0)
    dynamic[1, 40, 0, 40 * 8](x)
    np.testing.assert_array_equal(x, np.arange(40.0)[::-1])


@cuda.jit
def local(x):
    mine = cuda.local.array(4, np.int64)
    tid = cuda.threadIdx.x
    for k in range(4):
        mine[k] = tid * k
    cuda.syncthreads()
    x[tid] = mine[0] + mine[1] + mine[2] + mine[3]


def test_arrays_of_a_threads_own():
    x = np.zeros(50, np.int64)
    local[1, 50](x)
    np.testing.assert_array_equal(x, 6 * np.arange(50))


def test_a_kernel_gives_nothing():
    @cuda.jit
    def gives(x):
        return x[0]

    with pytest.raises(errors.TypingError, match="a kernel gives nothing"):
        gives[1, 1](np.zeros(1))


def test_launches_are_checked():
    with pytest.raises(ValueError, match="launch configuration"):
        add(1, 2, 3)
    with pytest.raises(cuda.KernelLaunchError, match="2048 threads"):
        add[1, (1024, 2)]
    with pytest.raises(cuda.KernelLaunchError, match="grid has 0"):
        add[0, 1]
    with pytest.raises(TypeError, match="sequence of integers"):
        add[1.5, 1]


def test_shared_memory_is_bounded():
    @cuda.jit
    def kernel(x):
        first = cuda.shared.array(8000, np.float32)
        second = cuda.shared.array(5000, np.float32)
        first[0] = second[0] = x[0]
        cuda.syncthreads()
        x[0] = first[0] + second[0]

    for refused in (lambda: kernel[1, 1](np.zeros(1)), lambda: cuda.compile_ptx(kernel, "float64[::1]", cc=(9, 0))):
        with pytest.raises(errors.NumlirValueError, match="a block has 49152 bytes of shared memory") as caught:
            refused()
        assert "second = cuda.shared.array" in str(caught.value) and "as much as the launch says" in str(caught.value)
    with pytest.raises(cuda.KernelLaunchError, match="300000 bytes of shared memory"):
        add[1, 1, 0, 300000]


@pytest.mark.parametrize("start, stop, step", [(0, 50, 7), (3, 50, 1), (50, 50, 3), (60, 50, 3), (-5, 50, 60), (0, 2**63 - 1, 2**61)])
def test_strides(start, stop, step):
    @cuda.jit
    def kernel(start, stop, out):
        n = 0
        for i in range(start + cuda.grid(1), stop, cuda.gridsize(1)):
            for _ in range(2):
                out[cuda.grid(1), n] += i
            n += 1

    @cuda.jit
    def by_step(start, stop, step, out):
        n = 0
        for i in range(start, stop, step):
            out[0, n] = i
            n += 1

    out = np.zeros((4, 32), np.int64)
    if stop < 100:
        kernel[2, 2](start, stop, out)
        for thread in range(4):
            expected = list(range(start + thread, stop, 4))
            np.testing.assert_array_equal(out[thread, : len(expected)], [2 * i for i in expected])
            assert not out[thread, len(expected) :].any()
    out = np.zeros((4, 64), np.int64)
    by_step[1, 1](start, stop, step, out)
    expected = list(range(start, stop, step))
    np.testing.assert_array_equal(out[0, : len(expected)], expected)
