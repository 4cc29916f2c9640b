"""``vectorize`` and ``guvectorize`` with ``target='cuda'``."""

import math

import numpy as np
import pytest
from numlir import cuda, guvectorize, vectorize


@vectorize(["int64(int64, int64)", "float64(float64, float64)"], target="cuda")
def add(x, y):
    return x + y


@vectorize(target="cuda")
def wave(x):
    return math.sin(x) * x


@vectorize(target="cuda")
def divmod_of(x, y):
    return x // y, x % y


@guvectorize(["void(float64[:,:], float64[:,:], float64[:,:])"], "(m,n),(n,p)->(m,p)", target="cuda")
def product(a, b, c):
    for i in range(c.shape[0]):
        for j in range(c.shape[1]):
            total = 0.0
            for k in range(a.shape[1]):
                total += a[i, k] * b[k, j]
            c[i, j] = total


@guvectorize(["void(float64[:], float64, float64[:])"], "(n),()->()", target="cuda")
def scaled_sum(x, factor, out):
    out[0] = 0.0
    for i in range(x.size):
        out[0] += x[i] * factor


@pytest.mark.parametrize(
    "x, y",
    [
        (np.arange(12.0).reshape(3, 4), 2),
        (np.arange(12.0).reshape(3, 4).T, np.arange(3.0)),
        (np.arange(12).reshape(3, 4)[::2, ::-1], np.arange(4)),
        (np.zeros((0, 3)), 1.0),
        (2, 3),
        (np.float32(1.5), np.ones((2, 1, 3), np.float32)),
    ],
)
def test_elements_are_numpys(x, y):
    result, expected = add(x, y), np.add(x, y)
    np.testing.assert_array_equal(result, expected)
    assert result.shape == expected.shape


def test_loops_without_signatures_are_made_for_the_types():
    x = np.linspace(0, 3, 1000)
    np.testing.assert_allclose(wave(x), np.sin(x) * x)
    assert wave(x.astype(np.float32)).dtype == np.float32
    quotient, remainder = divmod_of(np.arange(-5.0, 5), 3.0)
    np.testing.assert_array_equal(quotient, np.arange(-5.0, 5) // 3)
    np.testing.assert_array_equal(remainder, np.arange(-5.0, 5) % 3)


def test_arrays_of_the_device_give_one():
    host = np.arange(20.0).reshape(4, 5)
    device = cuda.to_device(host)
    result = add(device, device.T.T)
    assert cuda.is_cuda_array(result)
    np.testing.assert_array_equal(result.copy_to_host(), 2 * host)
    np.testing.assert_array_equal(add(device[1:, ::2], 1.0).copy_to_host(), host[1:, ::2] + 1)
    out = cuda.device_array((4, 5))
    assert add(device, 1.0, out=out, stream=cuda.stream()) is out
    np.testing.assert_array_equal(out.copy_to_host(), host + 1)
    on_host = np.empty((4, 5))
    assert add(host, device, on_host) is on_host
    np.testing.assert_array_equal(on_host, 2 * host)


def test_reductions():
    assert add.reduce(np.arange(1000)) == 499500
    assert add.reduce(cuda.to_device(np.arange(10.0)), init=5.0) == 50


def test_what_is_wrong():
    with pytest.raises(TypeError, match="takes 2 inputs"):
        add(1)
    with pytest.raises(ValueError, match="shape"):
        add(np.ones(3), 1.0, out=np.empty(4))
    with pytest.raises(ValueError):
        add(np.ones(3), np.ones(4))
    with pytest.raises(TypeError):
        add(1j, 2)
    with pytest.raises(ValueError, match="mismatch in its core dimension 0"):
        product(np.ones((2, 3)), np.ones((4, 2)))
    with pytest.raises(TypeError, match="writable_args"):
        guvectorize("(n)->()", target="cuda", writable_args=(0,))(lambda x, y: None)


def test_generalised():
    rng = np.random.default_rng(0)
    a, b = rng.random((5, 3, 4)), rng.random((5, 4, 2))
    np.testing.assert_allclose(product(a, b), a @ b)
    np.testing.assert_allclose(product(a, b[0]), a @ b[0])
    np.testing.assert_allclose(product(a[:, None], b[None]), a[:, None] @ b[None])
    np.testing.assert_allclose(product(cuda.to_device(a), b).copy_to_host(), a @ b)
    np.testing.assert_allclose(scaled_sum(a, 2.0), 2 * a.sum(-1))
    np.testing.assert_allclose(scaled_sum(a[0], np.arange(3.0)), a[0].sum(-1) * np.arange(3.0))
    assert scaled_sum(a[0, 0], 1.0) == pytest.approx(a[0, 0].sum())
