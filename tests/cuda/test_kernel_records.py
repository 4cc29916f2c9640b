"""Records in kernels: arrays of blocks and threads, and atomic operations on fields."""

import numpy as np
import pytest
from numlir import cuda, from_dtype, types

PLACE = np.dtype([("x", np.float32), ("y", np.float64), ("n", np.int32)])
DECLARED = from_dtype(PLACE)


@cuda.jit
def turned(values, out):
    shared = cuda.shared.array(32, DECLARED)
    i = cuda.threadIdx.x
    shared[i].x = values[i]
    shared[i]["y"] = values[i] * 2
    shared[i].n = i
    cuda.syncthreads()
    place = shared[31 - i]
    out[i] = place.x + place.y + place.n


@cuda.jit
def kept(values, out):
    own = cuda.local.array(4, DECLARED)
    i = cuda.threadIdx.x
    for k in range(4):
        own[k]["x"] = values[i] + k
    out[i] = own[0].x + own[1].x + own[2].x + own[3].x


@cuda.jit
def counted(places, index):
    i = cuda.grid(1)
    cuda.atomic.add(places["n"], index[i], 1)
    cuda.atomic.add(places["y"], index[i], 0.5)
    cuda.atomic.max(places["x"], index[i], np.float32(i))


def test_a_block_shares_them():
    values, out = np.arange(32.0), np.zeros(32)
    turned[1, 32](values, out)
    assert np.array_equal(out, (values * 3 + np.arange(32))[::-1])


def test_a_thread_has_them():
    values, out = np.arange(32.0), np.zeros(32)
    kept[1, 32](values, out)
    assert np.array_equal(out, values * 4 + 6)


def test_fields_change_in_one_step():
    places = np.zeros(4, PLACE)
    counted[2, 32](places, np.arange(64) % 4)
    assert places["n"].tolist() == [16] * 4 and places["y"].tolist() == [8.0] * 4
    assert places["x"].tolist() == [60, 61, 62, 63]


@pytest.mark.parametrize(
    "kernel, signature",
    [
        (turned, "float64[::1], float64[::1]"),
        (kept, "float64[::1], float64[::1]"),
        (counted, (types.Array(DECLARED, 1, "C"), types.Array(types.int64, 1, "C"))),
    ],
)
def test_they_are_ptx(kernel, signature):
    text, _ = cuda.compile_ptx(kernel, signature, cc=(9, 0))
    assert ".visible .entry" in text
    assert ("atom.global.add.u32" in text) == (kernel is counted)
