"""float16 in kernels: arrays, operators, conversions, and the functions of ``cuda.fp16``."""

import operator

import numpy as np
import pytest
from numlir import cuda, types

VALUES = np.array([0.0, -0.0, 0.1, -2.5, 3.0, 1000.0, 65504.0, 6e-8, np.inf, -np.inf, np.nan], np.float16)


def _pairs():
    return [each.ravel().copy() for each in np.meshgrid(VALUES, VALUES)]


def _launched(kernel, out, *arguments):
    kernel[(out.size + 63) // 64, 64](out, *arguments)
    return out


@pytest.mark.parametrize("name", ["add", "sub", "mul", "truediv"])
def test_operators_round_once(name):
    function = getattr(operator, name)

    @cuda.jit
    def kernel(out, x, y):
        i = cuda.grid(1)
        if i < out.size:
            out[i] = function(x[i], y[i])

    x, y = _pairs()
    with np.errstate(all="ignore"):
        expected = function(x, y)
    np.testing.assert_array_equal(_launched(kernel, np.zeros_like(x), x, y), expected)


@pytest.mark.parametrize("name", ["lt", "le", "gt", "ge", "eq", "ne"])
def test_comparisons(name):
    function, theirs = getattr(operator, name), getattr(cuda.fp16, f"h{name}")

    @cuda.jit
    def kernel(out, x, y):
        i = cuda.grid(1)
        if i < out.size:
            out[i] = function(x[i], y[i]) + 2 * theirs(x[i], y[i])

    x, y = _pairs()
    np.testing.assert_array_equal(_launched(kernel, np.zeros(x.size, np.int8), x, y), 3 * function(x, y).astype(np.int8))


def test_the_type_of_mixed_operands_is_numpys():
    @cuda.jit
    def kernel(out, x, y):
        out[0] = x[0] + y[0]

    x = np.array([1.5], np.float16)
    for dtype in (np.int8, np.uint8, np.int16, np.int32, np.int64, np.float16, np.float32, np.float64, np.complex64):
        y = np.array([3], dtype)
        out = np.zeros(1, np.result_type(x, y))
        kernel[1, 1](out, x, y)
        assert out[0] == x[0] + y[0]


@pytest.mark.parametrize("dtype", ["int8", "uint16", "int32", "int64", "uint64", "float32", "float64"])
def test_conversions_both_ways(dtype):
    @cuda.jit
    def narrow(out, x):
        i = cuda.grid(1)
        if i < out.size:
            out[i] = x[i]

    rng = np.random.default_rng(0)
    if np.dtype(dtype).kind == "f":
        x = np.concatenate([rng.normal(size=500), rng.normal(size=500) * 1e-6, rng.normal(size=100) * 4e4]).astype(dtype)
    else:
        x = rng.integers(0, 100, 64).astype(dtype)
    with np.errstate(over="ignore"):
        half = x.astype(np.float16)
    np.testing.assert_array_equal(_launched(narrow, np.zeros(x.size, np.float16), x), half)
    finite = half[np.isfinite(half)]
    np.testing.assert_array_equal(_launched(narrow, np.zeros(finite.size, dtype), finite), finite.astype(dtype))


FUNCTIONS = {
    "hsin": np.sin, "hcos": np.cos, "hexp": np.exp, "hexp2": np.exp2, "hexp10": lambda x: 10.0**x, "hceil": np.ceil,
    "hfloor": np.floor, "htrunc": np.trunc, "hrint": np.rint, "hneg": np.negative, "habs": np.abs,
}  # fmt: skip
OF_POSITIVE = {
    "hlog": np.log, "hlog2": np.log2, "hlog10": np.log10, "hsqrt": np.sqrt, "hrsqrt": lambda x: 1 / np.sqrt(x),
    "hrcp": lambda x: 1 / x,
}  # fmt: skip


@pytest.mark.parametrize("name", [*FUNCTIONS, *OF_POSITIVE])
def test_functions(name):
    function = getattr(cuda.fp16, name)

    @cuda.jit
    def kernel(out, x):
        i = cuda.grid(1)
        if i < out.size:
            out[i] = function(x[i])

    low = 0.01 if name in OF_POSITIVE else -4.0
    x = np.random.default_rng(1).uniform(low, 4, 500).astype(np.float16)
    expected = (FUNCTIONS | OF_POSITIVE)[name](x.astype(np.float64)).astype(np.float16)
    np.testing.assert_allclose(_launched(kernel, np.zeros_like(x), x).view(np.int16), expected.view(np.int16), atol=1)


def test_arithmetic_by_name():
    @cuda.jit
    def kernel(out, a, b, c):
        out[0] = cuda.fp16.hadd(a, b)
        out[1] = cuda.fp16.hsub(a, b)
        out[2] = cuda.fp16.hmul(a, 2)
        out[3] = cuda.fp16.hdiv(a, b)
        out[4] = cuda.fp16.hfma(a, b, c)
        out[5] = cuda.fp16.hmax(a, b)
        out[6] = cuda.fp16.hmin(a, b)

    a, b, c = np.float16(1.7), np.float16(-0.3), np.float16(5)
    out = np.zeros(7, np.float16)
    kernel[1, 1](out, a, b, c)
    fused = np.float16(np.float64(a) * np.float64(b) + np.float64(c))
    np.testing.assert_array_equal(out, np.array([a + b, a - b, a * np.float16(2), a / b, fused, a, b], np.float16))


def test_shared_arrays_and_signatures():
    @cuda.jit("void(float16[::1], f2)")
    def kernel(x, factor):
        shared = cuda.shared.array(32, types.float16)
        tid = cuda.threadIdx.x
        shared[tid] = x[tid] * factor
        cuda.syncthreads()
        kept = shared[31 - tid]
        cuda.syncthreads()
        x[tid] = kept

    x = np.arange(32).astype(np.float16)
    kernel[1, 32](x, np.float16(0.5))
    np.testing.assert_array_equal(x, (np.arange(32)[::-1] / 2).astype(np.float16))


def test_on_devices_it_is_the_machines_own():
    @cuda.jit
    def kernel(out, x, y):
        i = cuda.grid(1)
        out[i] = x[i] * y[i] + y[i]

    text, _ = cuda.compile_ptx(kernel, "float16[::1], float16[::1], float16[::1]", cc=(8, 0))
    assert "fma.rn.f16" in text
