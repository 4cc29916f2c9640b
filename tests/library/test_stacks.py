"""Linear algebra of stacks of matrices, and norms along axes."""

import numlir as nb
import numpy as np
import pytest
from compare import check
from samples import layouts

RANDOM = np.random.default_rng(5)
STACK = RANDOM.random((2, 3, 3)) + 3 * np.eye(3)
TALL = RANDOM.random((3, 2, 4, 2))
TENSOR = RANDOM.random((2, 3, 4))


@nb.njit
def square(a):
    return np.linalg.inv(a), np.linalg.det(a), np.linalg.matrix_power(a, 3), np.linalg.solve(a, a), np.linalg.cond(a)


@nb.njit
def symmetric(a):
    s = a + np.swapaxes(a, -1, -2)
    return np.linalg.eigvalsh(s), np.linalg.cholesky(a @ np.swapaxes(a, -1, -2)), np.linalg.matrix_rank(s, hermitian=True)


@nb.njit
def factors(a):
    q, r = np.linalg.qr(a)
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return q @ r, (u * s[..., None, :]) @ vt, s, np.linalg.svdvals(a), np.linalg.pinv(a), np.linalg.matrix_rank(a)


@nb.njit
def vectors(a):
    values, vectors = np.linalg.eigh(a @ np.swapaxes(a, -1, -2))
    complexes = np.linalg.eigvals(a * (1 + 0j))
    return values, (vectors * values[..., None, :]) @ np.swapaxes(vectors, -1, -2), np.sum(complexes, -1)


@nb.njit
def upper(a):
    return np.linalg.cholesky(a @ a.T, upper=True), np.linalg.pinv(a, rtol=1e-9), np.linalg.matrix_rank(a, tol=1e-9)


@nb.njit
def vector_norms(a):
    norm = np.linalg.norm
    return (
        norm(a, axis=1),
        norm(a, 1, 0),
        norm(a, np.inf, -1),
        norm(a, -np.inf, -1, True),
        norm(a, 0, 0, keepdims=True),
        norm(a, 3, 1),
        norm(a, keepdims=True),
    )


@nb.njit
def matrix_norms(a):
    norm = np.linalg.norm
    return (
        norm(a, axis=(0, 1)),
        norm(a, "fro", (-1, 0)),
        norm(a, "nuc", (1, 2)),
        norm(a, 2, (0, 2), True),
        norm(a, -2, (2, 1)),
        norm(a, 1, (0, 1)),
        norm(a, -1, (0, 1)),
        norm(a, np.inf, (1, 0), keepdims=True),
        norm(a, -np.inf, (0, 1)),
        np.linalg.matrix_norm(a, ord=1),
    )


@nb.njit
def tensors(a, b):
    return np.linalg.tensorsolve(a, b), np.linalg.tensorinv(a, 2), np.linalg.tensorinv(np.eye(6).reshape(6, 2, 3), ind=1)


@pytest.mark.parametrize("a", [*layouts(STACK), np.zeros((0, 3, 3)), STACK[0], STACK[None], STACK.astype(np.float32)])
def test_square(a):
    check(square, a, tolerance=1e-4 if a.dtype == np.float32 else 1e-10)
    check(symmetric, a, tolerance=1e-4 if a.dtype == np.float32 else 1e-10)


@pytest.mark.parametrize("a", [TALL, TALL[0], TALL[0, 0], np.swapaxes(TALL, -1, -2), STACK])
def test_factors(a):
    check(factors, a, tolerance=1e-10)


@pytest.mark.parametrize("a", [STACK, STACK[0], STACK[::-1, ::-1]])
def test_vectors(a):
    check(vectors, a, tolerance=1e-10)


def test_options():
    check(upper, STACK[0], tolerance=1e-10)


@pytest.mark.parametrize("a", [*layouts(TENSOR), TENSOR[0], TENSOR > 0.5, (TENSOR * 1j).astype(np.complex64), np.zeros((2, 0))])
def test_vector_norms(a):
    check(vector_norms, a, tolerance=1e-5 if a.dtype == np.complex64 else 1e-12)


@pytest.mark.parametrize("a", [*layouts(TENSOR), TENSOR * 1j])
def test_matrix_norms(a):
    check(matrix_norms, a, tolerance=1e-10)


def test_tensors():
    check(tensors, RANDOM.random((2, 3, 2, 3)), RANDOM.random((2, 3)), tolerance=1e-10)
