"""``guvectorize``: gufuncs of compiled functions against NumPy."""

import numpy as np
import numpy.testing as check
import pytest

import numlir as nb
from numlir import guvectorize


@guvectorize(["void(float64[:], float64[:], float64[:])", "void(int64[:], int64[:], int64[:])"], "(n),(n)->()")
def dot(a, b, out):
    total = a[0] * 0
    for i in range(len(a)):
        total += a[i] * b[i]
    out[0] = total


@guvectorize(["void(float64[:,:], float64[:,:], float64[:,:])"], "(m,n),(n,p)->(m,p)")
def matmul(a, b, out):
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            out[i, j] = 0.0
            for k in range(a.shape[1]):
                out[i, j] += a[i, k] * b[k, j]


@guvectorize("(n),()->(n)")
def add_scalar(x, y, out):
    for i in range(x.shape[0]):
        out[i] = x[i] + y


def test_it_is_a_ufunc():
    assert type(dot) is np.ufunc
    assert (dot.nin, dot.nout, dot.signature, dot.types) == (2, 1, "(n),(n)->()", ["dd->d", "ll->l"])


def vectors():
    base = np.arange(120.0).reshape(4, 5, 6) / 3
    yield base
    yield base[:, :, ::-1]
    yield base[::2, :, :]
    yield base[0]
    yield base[0, 0]
    yield np.asfortranarray(base)
    yield np.broadcast_to(base[0, 0], (4, 5, 6))
    yield base[:1]
    yield base[:, :0]


def test_dot_over_strides_and_broadcasting():
    for x in vectors():
        for y in vectors():
            try:
                expected = np.einsum("...i,...i->...", x, y)
            except ValueError:
                with pytest.raises(ValueError, match="could not be broadcast"):
                    dot(x, y)
                continue
            check.assert_allclose(dot(x, y), expected, rtol=1e-13)
            assert np.shape(dot(x, y)) == expected.shape
    assert isinstance(dot([1, 2], [3, 4]), np.int64) and dot([1, 2], [3, 4]) == 11


def test_matmul():
    generator = np.random.default_rng(1)
    for shapes in [((2, 3), (3, 4)), ((5, 2, 3), (3, 4)), ((5, 2, 3), (1, 3, 4)), ((0, 2, 3), (3, 4)), ((2, 0), (0, 4))]:
        x, y = generator.random(shapes[0]), generator.random(shapes[1])
        check.assert_allclose(matmul(x, y), np.matmul(x, y), rtol=1e-13)
        check.assert_allclose(matmul(x, y.swapaxes(-1, -2).copy().swapaxes(-1, -2)), np.matmul(x, y), rtol=1e-13)
    with pytest.raises(ValueError, match="mismatch in its core dimension"):
        matmul(np.zeros((2, 3)), np.zeros((2, 3)))


def test_axes_axis_keepdims_out():
    x, y = np.arange(24.0).reshape(2, 3, 4), np.ones((2, 3, 4))
    check.assert_array_equal(dot(x, y, axis=1), x.sum(axis=1))
    check.assert_array_equal(dot(x, y, axis=0, keepdims=True), x.sum(axis=0, keepdims=True))
    check.assert_array_equal(dot(x, y, axes=[0, 0, ()]), x.sum(axis=0))
    out = np.zeros((2, 3))
    assert dot(x, y, out=out) is out
    check.assert_array_equal(out, x.sum(axis=2))


def test_dynamic():
    assert add_scalar.types == []
    check.assert_array_equal(add_scalar(np.arange(4.0), 2.0), np.arange(4.0) + 2)
    check.assert_array_equal(add_scalar(np.arange(8).reshape(2, 4), [10, 20]), [[10, 11, 12, 13], [24, 25, 26, 27]])
    assert add_scalar.types == ["dd->d", "ll->l"]


def test_fixed_sizes():
    @guvectorize(["void(float64[:], float64[:], float64[:])"], "(3),(3)->(3)")
    def cross(a, b, out):
        out[0] = a[1] * b[2] - a[2] * b[1]
        out[1] = a[2] * b[0] - a[0] * b[2]
        out[2] = a[0] * b[1] - a[1] * b[0]

    x, y = np.random.default_rng(0).random((2, 10, 3))
    check.assert_allclose(cross(x, y), np.cross(x, y), rtol=1e-13)
    with pytest.raises(ValueError, match="core dimension"):
        cross(np.zeros(4), np.zeros(4))


def test_no_outputs_and_writable_inputs():
    @guvectorize(["void(float64[:], float64[:])"], "(n),()", writable_args=("x",))
    def fill(x, value):
        for i in range(len(x)):
            x[i] = value[0]

    assert (fill.nin, fill.nout) == (2, 0)
    values = np.zeros((3, 4))
    assert fill(values, [1, 2, 3]) == ()
    check.assert_array_equal(values, np.repeat([1.0, 2, 3], 4).reshape(3, 4))
    narrow = np.zeros(3, "f4")
    fill(narrow, 5)
    check.assert_array_equal(narrow, np.full(3, 5, "f4"))


def test_several_outputs():
    @guvectorize(["void(float64[:], float64[:], float64[:], float64[:])"], "(n)->(),(),(n)")
    def describe(x, low, high, centred):
        low[0] = x[0]
        high[0] = x[0]
        total = 0.0
        for value in x:
            low[0] = min(low[0], value)
            high[0] = max(high[0], value)
            total += value
        for i in range(len(x)):
            centred[i] = x[i] - total / len(x)

    x = np.random.default_rng(3).random((6, 7))
    low, high, centred = describe(x)
    check.assert_array_equal(low, x.min(axis=1))
    check.assert_array_equal(high, x.max(axis=1))
    check.assert_allclose(centred, x - x.mean(axis=1, keepdims=True), atol=1e-15)


def test_whole_array_operations_in_kernels():
    @guvectorize(["void(float64[:,:], float64[:], float64[:])"], "(m,n),(n)->(m)")
    def weighted(a, w, out):
        out[:] = (a * w).sum(axis=1)

    a, w = np.random.default_rng(4).random((3, 4, 5)), np.random.default_rng(5).random((3, 5))
    check.assert_allclose(weighted(a, w), np.einsum("kmn,kn->km", a, w), rtol=1e-13)


def test_an_exception_of_a_kernel():
    @guvectorize(["void(float64[:], float64[:])"], "(n)->()")
    def beyond(x, out):
        out[0] = x[len(x)]

    with pytest.raises(IndexError, match="index 5 is out of bounds for axis 0 with size 5"):
        beyond(np.zeros((3, 5)))


def test_out_overlaps_input():
    @guvectorize(["void(float64[:], float64[:])"], "(n)->(n)")
    def reversed_copy(x, out):
        for i in range(len(x)):
            out[i] = x[len(x) - 1 - i]

    values = np.arange(5.0)
    reversed_copy(values, out=values)
    check.assert_array_equal(values, np.arange(5.0)[::-1])


@pytest.mark.parametrize(
    "layout, error",
    [("(n", ValueError), ("n->n", ValueError), ("(n)->(m)", NameError), ("->(n)", ValueError), ("", ValueError)],
)
def test_layouts_that_are_none(layout, error):
    with pytest.raises(error):
        guvectorize(layout)(lambda x, out: None)


def test_declarations_that_do_not_fit():
    def kernel(x, out):
        out[0] = x[0]

    with pytest.raises(TypeError, match="has 2 operands; the signature has 1"):
        guvectorize(["void(float64[:])"], "(n)->()")(kernel)
    with pytest.raises(TypeError, match="as many axes"):
        guvectorize(["void(float64[:,:], float64[:])"], "(n)->()")(kernel)
    with pytest.raises(TypeError, match="is an array, not float64"):
        guvectorize(["void(float64[:], float64)"], "(n)->()")(kernel)
    with pytest.raises(TypeError, match="returns nothing"):
        guvectorize(["float64(float64[:], float64[:])"], "(n)->()")(kernel)
    with pytest.raises(TypeError, match="2 parameters; the layout"):
        guvectorize("(n),(n)->()")(kernel)


def test_parallel():
    @guvectorize(["void(float64[:], float64[:], float64[:])"], "(n),(n)->()", target="parallel")
    def parallel_dot(a, b, out):
        total = 0.0
        for i in range(len(a)):
            total += a[i] * b[i]
        out[0] = total

    for rows in (0, 1, 3, 5000):
        a, b = np.random.default_rng(rows).random((2, rows, 20))
        check.assert_array_equal(parallel_dot(a, b), dot(a, b))
        check.assert_array_equal(parallel_dot(a[:, ::-2], b[:, ::-2]), dot(a[:, ::-2], b[:, ::-2]))
