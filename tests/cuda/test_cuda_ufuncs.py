"""``target='cuda'``: ufuncs and gufuncs whose kernels run for every thread of a grid."""

import math

import numpy as np
import numpy.testing as check
import pytest

from numlir import cuda, guvectorize, vectorize


@vectorize(["float32(float32, float32)", "float64(float64, float64)"], target="cuda")
def hypotenuse(x, y):
    return math.sqrt(x * x + y * y)


@vectorize(["int64(int64, int64)"], target="cuda", identity=0)
def total(x, y):
    return x + y


@guvectorize(["void(float64[:,:], float64[:,:], float64[:,:])"], "(m,n),(n,p)->(m,p)", target="cuda")
def product(a, b, out):
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            out[i, j] = 0.0
            for k in range(a.shape[1]):
                out[i, j] += a[i, k] * b[k, j]


@guvectorize(["void(float64[:], float64, float64[:])"], "(n),()->()", target="cuda")
def scaled_sum(x, scale, out):
    out[0] = 0.0
    for i in range(len(x)):
        out[0] += x[i] * scale


def test_broadcasting_and_types():
    x = np.arange(12.0).reshape(3, 4)
    check.assert_allclose(hypotenuse(x, x[0]), np.hypot(x, x[0]), rtol=1e-15)
    check.assert_allclose(hypotenuse(x[::-1, ::2], 2), np.hypot(x[::-1, ::2], 2), rtol=1e-15)
    assert hypotenuse(x.astype("f4"), 2.5).dtype == np.float32
    assert hypotenuse(3, 4) == 5.0
    assert hypotenuse(np.zeros((0, 3)), np.zeros(3)).shape == (0, 3)
    with pytest.raises(TypeError, match="not supported for the input types"):
        hypotenuse(1j, 2)
    with pytest.raises(ValueError, match="broadcast"):
        hypotenuse(np.zeros(3), np.zeros(4))


def test_arrays_of_the_device_stay_there():
    x = np.arange(12.0).reshape(3, 4)
    there = cuda.to_device(x)
    result = hypotenuse(there, there)
    assert cuda.is_cuda_array(result)
    check.assert_allclose(result.copy_to_host(), np.hypot(x, x), rtol=1e-15)
    out = cuda.device_array((3, 4))
    assert hypotenuse(there, 2.0, out=out) is out
    check.assert_allclose(out.copy_to_host(), np.hypot(x, 2.0), rtol=1e-15)


def test_out_and_several_outputs():
    out = np.zeros(3, "f4")
    assert hypotenuse([3.0, 6.0, 9.0], [4.0, 8.0, 12.0], out=out) is out
    check.assert_array_equal(out, [5, 10, 15])

    @vectorize(target="cuda")
    def divided(x, y):
        return x // y, x % y

    for ours, theirs in zip(divided(np.arange(9), 4), np.divmod(np.arange(9), 4), strict=True):
        check.assert_array_equal(ours, theirs)


def test_reduce():
    assert total.reduce(np.arange(1000)) == 499500
    assert total.reduce(cuda.to_device(np.arange(1, 6))) == 15
    assert total.reduce(np.arange(0)) == 0


def test_gufuncs():
    a, b = np.random.default_rng(0).random((5, 2, 3)), np.random.default_rng(1).random((3, 4))
    check.assert_allclose(product(a, b), a @ b, rtol=1e-13)
    check.assert_allclose(scaled_sum(a, [2.0, 3.0]), a.sum(axis=2) * [2.0, 3.0], rtol=1e-13)
    there = product(cuda.to_device(a), cuda.to_device(a.swapaxes(1, 2).copy()))
    check.assert_allclose(there.copy_to_host(), a @ a.swapaxes(1, 2), rtol=1e-13)
    with pytest.raises(ValueError, match="mismatch in its core dimension 0"):
        product(a, a)
