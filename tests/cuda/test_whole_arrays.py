"""Operations on whole arrays in kernels: each thread's loops over elements. What would make an array has no form on devices."""

import sys
from pathlib import Path

import numpy as np
import pytest
from numlir import cuda, errors, float64

sys.path.insert(0, str(Path(__file__).parents[2] / "benches" / "gpu"))

import assembly  # noqa: E402

RANDOM = np.random.default_rng(5)


@cuda.jit
def into(x, out):
    np.sin(x, out)


@cuda.jit
def rows(x, out):
    i = cuda.grid(1)
    if i < x.shape[0]:
        out[i, :] = x[i] * 2 + 1
        out[i, 1:3] = 0
        out[i] += x[i]


@cuda.jit
def shifted(x):
    i = cuda.grid(1)
    if i < x.shape[0]:
        x[i, 1:] += x[i, :-1]


@cuda.jit
def own(x, out):
    i = cuda.grid(1)
    a = cuda.local.array(3, float64)
    b = cuda.local.array(3, float64)
    if i < x.shape[0]:
        a[:] = x[i]
        b[:] = a * 2
        a += b
        np.multiply(a, b, a)
        np.exp(a, out=b)
        out[i] = b.sum()


@cuda.jit
def tile(x, out):
    shared = cuda.shared.array((4, 8), float64)
    i = cuda.threadIdx.x
    shared[i] = x[i]
    cuda.syncthreads()
    out[i] = shared[:, i].sum() + shared[3 - i, ::2].max()


@cuda.jit
def products(x, y, out):
    i = cuda.grid(1)
    if i < out.size:
        out[i] = np.dot(x[i], y[:, i]) + x[i] @ x[0] + np.abs(x[i] - y[i]).max() + ((x[i] - x[i].mean()) ** 2).sum()


def test_results():
    x = RANDOM.random((4, 8))
    out = np.zeros_like(x)
    into[1, 1](x, out)
    np.testing.assert_allclose(out, np.sin(x), rtol=1e-14)
    rows[1, 8](x, out)
    want = x * 2 + 1
    want[:, 1:3] = 0
    np.testing.assert_array_equal(out, want + x)
    sums = np.zeros(4)
    own[1, 8](x[:, :3].copy(), sums)
    np.testing.assert_allclose(sums, np.exp(6 * x[:, :3] ** 2).sum(1))
    tile[1, 4](x, sums)
    np.testing.assert_allclose(sums, [x[:, i].sum() + x[3 - i, ::2].max() for i in range(4)])


@pytest.mark.parametrize("dtype, exact", [("float64", 1e-13), ("float32", 1e-5)])
def test_products_and_reductions_of_expressions(dtype, exact):
    x, y = RANDOM.random((2, 8, 8)).astype(dtype)
    out = np.zeros(8, dtype)
    products[1, 8](x, y, out)
    want = [np.dot(x[i], y[:, i]) + x[i] @ x[0] + np.abs(x[i] - y[i]).max() + ((x[i] - x[i].mean()) ** 2).sum() for i in range(8)]
    np.testing.assert_allclose(out, want, rtol=exact)


def test_parts_that_overlap_are_read_first():
    x = RANDOM.random((4, 8))
    want = x.copy()
    want[:, 1:] += want[:, :-1]
    shifted[1, 4](x)
    np.testing.assert_array_equal(x, want)


MATRICES = "float64[:,::1], float64[:,::1]"


@pytest.mark.parametrize(
    "kernel, types, in_heap",
    [
        (into, MATRICES, True),
        (rows, MATRICES, True),
        # In reverse, no element is read behind its write.
        (shifted, "float64[:,::1]", False),
        (products, MATRICES + ", float64[::1]", False),
        (products, MATRICES.replace("64", "32") + ", float32[::1]", False),
        # Memory of a block's and of a thread's own is apart from all other.
        (own, "float64[:,::1], float64[::1]", False),
        (tile, "float64[:,::1], float64[::1]", False),
    ],
)
def test_on_devices(kernel, types, in_heap):
    for cc in ((8, 0), (9, 0)):
        text, _ = cuda.compile_ptx(kernel, types, cc=cc)
        # Where an input may overlap the result, that is computed in the device's heap, and what is taken is given back.
        assert text.count(".extern .func") == 2 * in_heap
        assert ("malloc" in text and "free" in text) == in_heap
        if assembly.tool("ptxas"):
            assert assembly.assemble(text, f"sm_{cc[0]}{cc[1]}").spilled == 0


def test_new_arrays_have_no_form_on_devices():
    @cuda.jit
    def expression(x):
        y = x + 1
        x[0] = y[0]

    @cuda.jit
    def made(x):
        x[0] = np.zeros(3)[0]

    @cuda.jit
    def inside(x):
        x[0] = np.median(x)

    for kernel, place in ((expression, "y = x + 1"), (made, "np.zeros(3)"), (inside, "np.median(x)")):
        with pytest.raises(errors.UnsupportedError, match="kernels make no arrays on a device") as caught:
            cuda.compile_ptx(kernel, "float64[::1]", cc=(8, 0))
        text = str(caught.value)
        assert place in text and "^^^" in text
        assert "help: write to an array that is there" in text
        assert text.count("error[new-array-on-device]") == 1


def test_what_only_the_host_has_is_said_once():
    @cuda.jit
    def kernel(x):
        table = {1: 2.0}
        x[0] = table[1]

    with pytest.raises(errors.UnsupportedError) as caught:
        cuda.compile_ptx(kernel, "float64[::1]", cc=(8, 0))
    text = str(caught.value)
    assert text.count("{1: 2.0}") == 1 and "it calls what only the CPU has" in text
