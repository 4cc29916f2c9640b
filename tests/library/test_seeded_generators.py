"""Generators that compiled code makes: NumPy's streams for a seed, and nothing left behind."""

import gc

import numlir as nb
import numpy as np
import pytest
from compare import check
from numlir._numlir import live_blocks


@nb.njit
def draws(seed):
    g = np.random.default_rng(seed)
    return g.random(3), g.integers(10, size=4), g.normal(size=3), g.random(), g.integers(0, 200, 5, dtype=np.uint8)


@nb.njit
def singles(seed):
    g = np.random.default_rng(seed)
    return g.random(3, dtype=np.float32), g.integers(0, 100, 3, dtype=np.int32), g.standard_normal(3, dtype=np.float32)


@nb.njit
def distributions(seed):
    g = np.random.default_rng(seed)
    return g.exponential(2.0, 3), g.poisson(4.0, 3), g.binomial(10, 0.3, 3), g.uniform(0, 2, 3), g.gamma(2.0, 1.0, 3)


@nb.njit
def orders(seed, a, m):
    g = np.random.default_rng(seed)
    shuffled, columns = a.copy(), m.copy()
    g.shuffle(shuffled)
    g.shuffle(columns, axis=1)
    return (
        shuffled, columns, g.permutation(m), g.permutation(m, axis=1), g.permutation(6), g.choice(a, 3, replace=False),
        g.permuted(a), g.permuted(m), g.permuted(m, axis=0), g.permuted(m, axis=1), g.multivariate_hypergeometric([3, 4, 5], 6),
        g.multivariate_hypergeometric(np.array([3, 4, 5]), 9, 2),
    )  # fmt: skip


@nb.njit
def filled(seed, single, double):
    g = np.random.default_rng(seed)
    g.random(out=double)
    first = double.copy()
    g.standard_normal(out=double)
    second = double.copy()
    g.standard_exponential(out=single, dtype=np.float32)
    g.standard_gamma(2.5, out=double)
    return first, second, single, double


@nb.njit
def passed_on(seed):
    return _normals(np.random.default_rng(seed), 4)


@nb.njit
def _normals(g, n):
    out = np.empty(n)
    for i in range(n):
        out[i] = g.standard_normal()
    return out


@nb.njit
def given_back(seed):
    g = np.random.default_rng(seed)
    g.integers(0, 100, dtype=np.int32)
    return g


@pytest.mark.parametrize("seed", [0, 7, 2**32 - 1, 2**32, 2**63 - 1])
def test_streams_are_numpys(seed):
    check(draws, seed)
    check(singles, seed)
    check(distributions, seed)
    check(passed_on, seed)


@pytest.mark.parametrize("seed", [(1, 2), [3, 2**40, 5, 6, 7, 8], np.array([1, 2, 3], np.uint32), np.array([2**50])])
def test_seeds_of_several_integers(seed):
    check(draws, seed)


def test_shuffles():
    check(orders, 5, np.arange(7.0), np.arange(12).reshape(3, 4))


def test_arrays_are_filled():
    check(filled, 3, np.zeros(4, np.float32), np.zeros((2, 3)))


def test_a_generator_goes_on_in_python():
    expected, actual = given_back.py_func(9), given_back(9)
    assert isinstance(actual, np.random.Generator)
    assert actual.bit_generator.state == expected.bit_generator.state
    assert (actual.random(3) == expected.random(3)).all()


def test_seeds_from_the_system_differ():
    @nb.njit
    def fresh():
        return np.random.default_rng().random(4)

    assert not np.array_equal(fresh(), fresh())


def test_errors_and_leaks():
    @nb.njit
    def negative(seed):
        return np.random.default_rng(seed).random()

    @nb.njit
    def fails(seed):
        g = np.random.default_rng(seed)
        return g.normal(0.0, -1.0, 3)

    check(negative, -1)
    check(fails, 3)
    gc.collect()
    live = live_blocks()
    given_back(3)
    assert live_blocks() == live


def test_a_generator_that_is_passed_in():
    @nb.njit
    def itself(g):
        return np.random.default_rng(g).random(2)

    assert (itself(np.random.default_rng(4)) == np.random.default_rng(4).random(2)).all()


@nb.njit
def rows(seed, points):
    g = np.random.Generator(np.random.PCG64(seed))
    return g.choice(points, 2), g.choice(points, (2, 2), axis=1), g.choice(points), g.choice(points, 3, replace=False)


@nb.njit
def methods(seed, cov):
    g = np.random.default_rng(seed)
    center, out = [0, 1], np.zeros(3)
    g.standard_exponential(method="inv", out=out)
    return (
        g.multivariate_normal(center, cov, 3, method="cholesky"),
        g.multivariate_normal(center, cov, 3, method="eigh", check_valid="raise"),
        g.multivariate_normal(center, cov, 3, "raise"),
        g.standard_exponential(3, method="inv"),
        out,
    )


@nb.njit
def single_by_inversion(seed):
    return np.random.default_rng(seed).standard_exponential(3, np.float32, "inv")


@nb.njit
def of_bytes(seed, length):
    np.random.seed(seed)
    g = np.random.default_rng(seed)
    return g.bytes(length), np.random.bytes(length), np.random.rand(), g.random()


def test_rows_of_points():
    check(rows, 5, np.arange(12).reshape(3, 4))
    check(rows, 5, np.arange(24.0).reshape(3, 4, 2).T.T)
    check(rows, 5, np.zeros((0, 3)))


def test_methods():
    check(methods, 5, np.array([[2, 0.5], [0.5, 1]]), tolerance=1e-12)
    check(methods, 5, np.array([[2, 5.0], [5, 1]]), tolerance=1e-12)
    check(single_by_inversion, 5, tolerance=1e-6)


@pytest.mark.parametrize("length", [0, 1, 4, 9])
def test_bytes(length):
    check(of_bytes, 3, length)
