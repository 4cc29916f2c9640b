"""``numpy.einsum`` with subscripts that are known when compiling."""

import numlir as nb
import numpy as np
import pytest
from compare import check
from samples import layouts, sample, tolerance

A, B, C, T, U = (sample("float64", shape, seed) for seed, shape in enumerate([(3, 4), (4, 5), (3, 3), (2, 3, 4), (2, 4, 5)]))
V = sample("float64", (4,), 9)

CALLS = [
    ("ij,jk->ik", (A, B)),
    ("ij,jk", (A, B)),
    ("ij, jk -> ki", (A, B)),
    ("ji", (A,)),
    ("ij->", (A,)),
    ("ij->j", (A,)),
    ("ii", (C,)),
    ("ii->i", (C,)),
    ("i,i", (V, V)),
    ("i,j->ij", (V, V)),
    ("i,i->i", (V, V)),
    (",i->i", (V[:1].reshape(()), V)),
    ("ij,ij->ij", (A, A)),
    ("ij,ji->", (C, C)),
    ("bij,bjk->bik", (T, U)),
    ("bij,bjk->ki", (T, U)),
    ("...ij,...jk->...ik", (T, U)),
    ("...ij,jk", (T, B)),
    ("...ij,ij->...", (T, A)),
    ("i...->...", (T,)),
    ("ij,jk,j->ik", (A, B, V)),
    ("ij,jk,kl,l->i", (A, B, B.T, V)),
    ("iij->ij", (sample("float64", (3, 3, 2)),)),
    ("aba->b", (sample("float64", (3, 2, 3)),)),
]


@pytest.mark.parametrize("subscripts, operands", CALLS)
def test_einsum(subscripts, operands):
    @nb.njit
    def f(*operands):
        return np.einsum(subscripts, *operands)

    check(f, *operands, tolerance=1e-12)
    check(f, *(layouts(operand)[-1] for operand in operands), tolerance=1e-12)
    check(f, *(np.zeros((0,) * operand.ndim) for operand in operands))


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint32", "float32", "complex64", "complex128"])
def test_dtypes(dtype):
    @nb.njit
    def f(a, b):
        return np.einsum("ij,jk->ik", a, b), np.einsum("ij,ij->i", a, a), np.einsum("ij->j", a), np.einsum("ij,j", a, b[:, 0])

    a, b = sample(dtype, (3, 4)), sample(dtype, (4, 2), 1)
    check(f, a, b, tolerance=tolerance(a))


@nb.njit
def options(a, b):
    out = np.empty((3, 5))
    np.einsum("ij,jk->ik", a, b, out=out)
    return out, np.einsum("ij,jk->ik", a, b, dtype=np.complex128), np.einsum("ij,jk->ik", a, b, optimize=True)


def test_options():
    check(options, A, B, tolerance=1e-12)


@pytest.mark.parametrize("subscripts", ["ij,jk->iz", "ij,jkl", "ij", "ij,jk->ii", "ij,jk.>k", "ij,jk-k"])
def test_wrong_subscripts(subscripts):
    @nb.njit
    def f(a, b):
        return np.einsum(subscripts, a, b)

    with pytest.raises(nb.errors.TypingError, match="einstein sum|einsum"):
        f(A, B)


def test_unlike_extents():
    with pytest.raises(ValueError, match="could not be broadcast"):
        nb.njit(lambda a, b: np.einsum("ij,jk->ik", a, b))(A, A)
    with pytest.raises(ValueError, match="collapsing"):
        nb.njit(lambda a: np.einsum("ii", a))(A)


def test_lists_of_subscripts():
    @nb.njit
    def listed(a, b):
        one = np.einsum(a, [0, 1]), np.einsum(a, [1, 0]), np.einsum(a[:, :3], [0, 0]), np.einsum(a[:, :3], [0, 0], [0])
        two = np.einsum(a, [0, 1], b, [1, 2]), np.einsum(a, [0, 1], b, [1, 2], [2, 0]), np.einsum(a, (5, 9), b, (9, 2), (2,))
        return one + two + (np.einsum(a, [Ellipsis, 1], [Ellipsis]), np.einsum(a, [0, ...], b[:, :1], [..., 3]))

    check(listed, A, B, tolerance=1e-12)


def test_wrong_lists_of_subscripts():
    with pytest.raises(nb.errors.TypingError, match="more dimensions than subscripts"):
        nb.njit(lambda a: np.einsum(a, [0]))(A)
    with pytest.raises(nb.errors.TypingError, match="known when compiling"):
        nb.njit(lambda a, k: np.einsum(a, [0, k]))(A, 1)
