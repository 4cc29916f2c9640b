"""Arrays put together from blocks and functions, and functions applied piece by piece."""

import numlir as nb
import numpy as np
import pytest
from arrays import ALL
from compare import check


@nb.njit
def blocks(a):
    return np.block([[a, a], [a, a]]), np.block([a, a]), np.block(a), np.block([[1.0, 2.0], [3.0, 4.0]])


@nb.njit
def mixed_blocks(a, n):
    return (
        np.block([[a, n], [n[0], a[0], 2]]), np.block([[a, a[:, :1]], [a[0], 1.0]]), np.block([1, a[0]]), np.block([n, a > 1]),
    )  # fmt: skip


@nb.njit
def functions():
    return (
        np.fromfunction(lambda i, j: i + 2 * j, (2, 3)),
        np.fromfunction(lambda i, j: i == j, (2, 2), dtype=np.int64),
        np.fromfunction(lambda i: i * i, (4,)),
    )


@nb.njit
def over_axes(a):
    return np.apply_over_axes(np.sum, a, (0, -1)), np.apply_over_axes(np.cumsum, a, 0)


@nb.njit
def pieces(x):
    return (
        np.piecewise(x, [x < 1, x >= 1], (lambda v: -v, lambda v: v * v)),
        np.piecewise(x, [x < 1, x >= 1], [-1.0, 1.0]),
        np.piecewise(x, [x < 1], [-1.0, 1.0]),
        np.piecewise(x, (x < 0, x > 1), (lambda v: -v, 2, lambda v: v * v)),
    )


@nb.njit
def one_condition(x):
    return np.piecewise(x, x < 1, (lambda v: -v, 3)), np.piecewise(x, x < 1, [3.0])


@pytest.mark.parametrize("a", ALL)
def test_blocks(a):
    check(blocks, a)


def test_blocks_of_several_types():
    check(mixed_blocks, np.arange(4.0).reshape(2, 2), np.arange(4, dtype=np.int8).reshape(2, 2))


def test_functions():
    check(functions)


@pytest.mark.parametrize("a", [a for a in ALL if a.ndim > 1])
def test_over_axes(a):
    check(over_axes, a, tolerance=1e-6)


@pytest.mark.parametrize("x", [np.arange(-3.0, 4), np.arange(6.0).reshape(2, 3)[:, ::-1], np.zeros(0), np.arange(4)])
def test_pieces(x):
    check(pieces, x)


def test_one_condition():
    check(one_condition, np.arange(-3.0, 4))


@pytest.mark.parametrize("x", [-2, 3, 0.5, np.float32(-1.5), np.array(7)])
def test_pieces_of_a_number(x):
    @nb.njit
    def f(x):
        functions = np.piecewise(x, [x < 0, x >= 0], [lambda v: -v, lambda v: v * 2])
        return functions, np.piecewise(x, [x < 0, x >= 0], [-1, 1]), np.piecewise(x, [x < 0], [-1, 1]), np.piecewise(x, x < 1, [5])

    check(f, x)
