"""What the threads of a warp exchange."""

import numpy as np
import pytest
from numlir import cuda

FULL = 0xFFFFFFFF
LANES = np.arange(32)


def run(kernel, dtype=np.int64, count=32):
    out = np.zeros(count, dtype)
    kernel[1, count](out)
    return out


def test_shuffles():
    @cuda.jit
    def index(out):
        out[cuda.laneid] = cuda.shfl_sync(FULL, cuda.laneid * 10, 5)

    @cuda.jit
    def up(out):
        out[cuda.laneid] = cuda.shfl_up_sync(FULL, cuda.laneid, 3)

    @cuda.jit
    def down(out):
        out[cuda.laneid] = cuda.shfl_down_sync(FULL, cuda.laneid, 3)

    @cuda.jit
    def xor(out):
        out[cuda.laneid] = cuda.shfl_xor_sync(FULL, cuda.laneid, 16)

    np.testing.assert_array_equal(run(index), np.full(32, 50))
    np.testing.assert_array_equal(run(up), np.where(LANES < 3, LANES, LANES - 3))
    np.testing.assert_array_equal(run(down), np.where(LANES > 28, LANES, LANES + 3))
    np.testing.assert_array_equal(run(xor), LANES ^ 16)


@pytest.mark.parametrize("dtype", [np.int32, np.int64, np.float32, np.float64])
def test_a_warp_sums_by_shuffles(dtype):
    @cuda.jit
    def total(x, out):
        value = x[cuda.grid(1)]
        for step in (16, 8, 4, 2, 1):
            value += cuda.shfl_down_sync(FULL, value, step)
        if cuda.laneid == 0:
            out[cuda.grid(1) // 32] = value

    x = np.arange(128).astype(dtype)
    out = np.zeros(4, dtype)
    total[2, 64](x, out)
    np.testing.assert_array_equal(out, x.reshape(4, 32).sum(1))


def test_one_warp_of_a_block_exchanges_alone():
    @cuda.jit
    def block_sum(x, out):
        partial = cuda.shared.array(8, np.float64)
        tid = cuda.threadIdx.x
        value = x[tid]
        offset = 16
        while offset > 0:
            value += cuda.shfl_down_sync(FULL, value, offset)
            offset //= 2
        if cuda.laneid == 0:
            partial[tid // 32] = value
        cuda.syncthreads()
        if tid < 32:
            value = partial[tid] if tid < 8 else 0.0
            for step in (4, 2, 1):
                value += cuda.shfl_down_sync(FULL, value, step)
            if tid == 0:
                out[0] = value

    x = np.random.default_rng(0).random(256)
    out = np.zeros(1)
    block_sum[1, 256](x, out)
    np.testing.assert_allclose(out[0], x.sum())


def test_votes():
    @cuda.jit
    def votes(x, out):
        lane = cuda.laneid
        out[0, lane] = cuda.all_sync(FULL, x[lane])
        out[1, lane] = cuda.any_sync(FULL, x[lane])
        out[2, lane] = cuda.eq_sync(FULL, x[lane])
        out[3, lane] = cuda.ballot_sync(FULL, x[lane])

    for pattern in (0, FULL, 1, 0xF0F0F0F0):
        x = np.array([pattern >> lane & 1 for lane in range(32)], np.int32)
        out = np.zeros((4, 32), np.int64)
        votes[1, 32](x, out)
        expected = [pattern == FULL, pattern != 0, pattern in (0, FULL), pattern]
        np.testing.assert_array_equal(out, np.repeat(np.array(expected, np.int64), 32).reshape(4, 32))


def test_ballot_in_a_branch_names_those_in_it():
    @cuda.jit
    def kernel(out):
        lane = cuda.laneid
        if lane % 2 == 0:
            out[lane] = cuda.ballot_sync(0x55555555, lane % 4 == 0)
        else:
            out[lane] = cuda.activemask() & FULL

    out = run(kernel)
    np.testing.assert_array_equal(out[::2], 0x11111111)
    np.testing.assert_array_equal(out[1::2], 0xAAAAAAAA)


def test_matches():
    @cuda.jit
    def matches(x, out):
        lane = cuda.laneid
        out[0, lane] = cuda.match_any_sync(FULL, x[lane]) & FULL
        mask, same = cuda.match_all_sync(FULL, x[lane])
        out[1, lane] = mask & FULL
        out[2, lane] = same

    x = np.array([lane % 3 for lane in range(32)])
    out = np.zeros((3, 32), np.int64)
    matches[1, 32](x, out)
    expected = [sum(1 << other for other in range(32) if other % 3 == lane % 3) for lane in range(32)]
    np.testing.assert_array_equal(out, [expected, np.zeros(32), np.zeros(32)])
    matches[1, 32](np.full(32, 7), out)
    np.testing.assert_array_equal(out, [np.full(32, FULL), np.full(32, FULL), np.ones(32)])


def test_barriers_that_count():
    @cuda.jit
    def counts(x, out):
        tid = cuda.threadIdx.x
        out[0, tid] = cuda.syncthreads_count(x[tid])
        out[1, tid] = cuda.syncthreads_and(x[tid])
        out[2, tid] = cuda.syncthreads_or(x[tid])

    for x in (np.zeros(70), np.ones(70), np.arange(70) % 3):
        x = x.astype(np.int32)
        out = np.zeros((3, 70), np.int32)
        counts[1, 70](x, out)
        expected = [np.count_nonzero(x), x.all(), x.any()]
        np.testing.assert_array_equal(out, np.repeat(np.array(expected, np.int32), 70).reshape(3, 70))


def test_the_grid_waits():
    @cuda.jit
    def turns(x, out):
        grid = cuda.cg.this_grid()
        i = cuda.grid(1)
        for _ in range(3):
            x[i] += 1
            grid.sync()
            out[i] += x[x.size - 1 - i]
            grid.sync()

    x, out = np.zeros(96), np.zeros(96)
    turns[3, 32](x, out)
    np.testing.assert_array_equal(out, np.full(96, 1.0 + 2.0 + 3.0))


def test_bits():
    @cuda.jit
    def bits(x, out):
        i = cuda.grid(1)
        out[0, i] = cuda.popc(x[i])
        out[1, i] = cuda.clz(x[i])
        out[2, i] = cuda.ffs(x[i])
        out[3, i] = cuda.brev(x[i])

    x = np.array([0, 1, 6, 1 << 31, 0xFFFFFFFF], np.uint32)
    out = np.zeros((4, 5), np.uint32)
    bits[1, 5](x, out)
    expected = [
        [value.bit_count() for value in x.tolist()],
        [32 - value.bit_length() for value in x.tolist()],
        [(value & -value).bit_length() for value in x.tolist()],
        [int(f"{value:032b}"[::-1], 2) for value in x.tolist()],
    ]
    np.testing.assert_array_equal(out, expected)
