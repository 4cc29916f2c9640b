"""Results of several parts have NumPy's names, and are NumPy's named tuples in Python."""

import numlir as nb
import numpy as np
from compare import check

M = np.random.default_rng(0).normal(size=(4, 4))
S = M @ M.T


@nb.njit
def factors(m, s):
    q, r = np.linalg.qr(m)
    d = np.linalg.svd(m)
    return np.linalg.qr(m).R, q @ r, d.S, (d.U * d.S) @ d.Vh, len(np.linalg.eigh(s))


@nb.njit
def spectrum(s):
    return np.linalg.eigh(s).eigenvalues, np.linalg.slogdet(s), np.linalg.slogdet(s).logabsdet, np.linalg.eigh(s)[0]


@nb.njit
def complex_spectrum(m):
    return np.linalg.eig(m + 0j)


@nb.njit
def sets(a):
    return np.unique_all(a), np.unique_counts(a), np.unique_inverse(a).inverse_indices, np.unique_counts(a).values


@nb.njit
def hermitian(s):
    u, values, vh = np.linalg.svd(s, hermitian=True)
    return (u * values) @ vh, values, np.linalg.svd(s, compute_uv=False, hermitian=True)


def test_factors():
    check(factors, M, S, tolerance=1e-12)


def test_spectra():
    check(spectrum, S, tolerance=1e-12)
    check(complex_spectrum, np.diag([1.0, 2, 3]), tolerance=1e-12)
    assert type(nb.njit(lambda m: np.linalg.svd(m))(M)) is type(np.linalg.svd(M))


def test_sets():
    check(sets, np.array([3, 1, 1, 2]))


def test_hermitian():
    check(hermitian, S, tolerance=1e-12)
    check(hermitian, S - 3 * np.eye(4), tolerance=1e-12)
