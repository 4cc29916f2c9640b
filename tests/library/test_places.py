"""Coordinates and numbers of places, open meshes, bits, products under the names of `np.linalg`."""

import numlir as nb
import numpy as np
import pytest
from compare import check


@nb.njit
def coordinates(places):
    return np.unravel_index(places, (3, 4, 2)), np.unravel_index(places, (3, 4, 2), "F"), np.unravel_index(5, (6,))


@nb.njit
def numbers(a, b):
    pair = (a, b)
    return (
        np.ravel_multi_index(pair, (5, 6)),
        np.ravel_multi_index(pair, (5, 6), order="F"),
        np.ravel_multi_index((a * 7 - 3, b), (5, 6), mode="wrap"),
        np.ravel_multi_index((a * 7 - 3, b), (5, 6), mode="clip"),
    )


@nb.njit
def bits(a):
    return (
        np.packbits(a),
        np.packbits(a, bitorder="little"),
        np.unpackbits(np.packbits(a)),
        np.unpackbits(np.packbits(a), count=a.size, bitorder="little"),
        np.unpackbits(np.packbits(a), count=-1),
    )


@nb.njit
def mesh(a, rows, columns):
    open_mesh = np.ix_(rows, columns)
    return open_mesh, a[open_mesh], np.ix_(rows > 0, columns), np.isfortran(a), np.isfortran(a.T)


@nb.njit
def kinds(a):
    t = a.dtype
    return (
        np.issubdtype(t, np.number),
        np.issubdtype(t, np.integer),
        np.issubdtype(t, np.signedinteger),
        np.issubdtype(t, np.floating),
        np.issubdtype(t, np.inexact),
        np.issubdtype(t, np.float64),
    )


@nb.njit
def products(a, b, v):
    return (
        np.linalg.matmul(a, b),
        np.linalg.outer(v, v),
        np.linalg.trace(a, offset=1),
        np.linalg.diagonal(a),
        np.linalg.matrix_transpose(a),
        np.linalg.multi_dot((a, b, a, v)),
        np.linalg.multi_dot([a, b, a]),
        np.vecdot(a, v),
        np.matvec(a, v),
        np.vecmat(v, a),
        np.matvec(a, v, np.ones(len(a), a.dtype)),
        np.vecmat(v, a, out=np.ones(a.shape[1], a.dtype)),
        np.vecdot(a, v, out=np.ones(len(a), a.dtype)),
        np.linalg.vector_norm(a, axis=1, keepdims=True),
        np.linalg.matrix_norm(a, keepdims=True),
        np.linalg.cross(a[:, :3], b[:, :3]),
    )


@pytest.mark.parametrize("places", [np.array([0, 5, 23]), np.array([], int), np.arange(24).reshape(4, 6)])
def test_coordinates(places):
    check(coordinates, places)


def test_coordinates_outside():
    with pytest.raises(ValueError, match="out of bounds for array with size 24"):
        coordinates(np.array([24]))


def test_numbers():
    check(numbers, np.array([0, 4, 2]), np.array([5, 0, 3]))
    check(numbers, 3, 2)
    with pytest.raises(ValueError, match="invalid entry in coordinates array"):
        numbers(np.array([5]), np.array([0]))


@pytest.mark.parametrize("count", [1, 7, 8, 19])
def test_bits(count):
    check(bits, (np.arange(count) % 3 == 0).astype(np.uint8))


def test_mesh():
    check(mesh, np.arange(20.0).reshape(4, 5), np.array([0, 2, 3]), np.array([4, 1]))


@pytest.mark.parametrize("dtype", [np.bool_, np.int16, np.uint64, np.float32, np.float64, np.complex64])
def test_kinds(dtype):
    check(kinds, np.ones(2, dtype))


@pytest.mark.parametrize("dtype", [np.float64, np.complex128])
def test_products(dtype):
    a = (np.arange(9.0).reshape(3, 3) - 4).astype(dtype)
    check(products, a, a.T * 2 + 1, np.array([1.0, -2.0, 0.5]).astype(dtype), tolerance=1e-12)


def test_extents_that_are_no_integers():
    @nb.njit
    def coordinates(places, shape):
        return np.unravel_index(places, shape)

    for shape in ((np.zeros(3), 4), (2.0, 3)):
        with pytest.raises(nb.errors.TypingError, match="the extents of the shape are integers") as caught:
            coordinates(np.arange(3), shape)
        assert "np.unravel_index(places, shape)" in str(caught.value)


def test_products_of_several_matrices():
    """Of four and more matrices in the order of least multiplications: any other one overflows here."""

    def of_four(a, b, c, d):
        return np.linalg.multi_dot((a, b, c, d)), np.linalg.multi_dot((a[0], b, c, d[:, 0]))

    def of_list(a, count):
        matrices = [a * 2]
        for i in range(count - 1):
            matrices.append(a + i)
        return np.linalg.multi_dot(matrices)

    rng = np.random.default_rng(0)
    shapes = [(2, 50), (50, 2), (2, 50), (50, 2)]
    arrays = [rng.random(shape) * size for shape, size in zip(shapes, (1e-200, 1e200, 1e75, 1e75))]
    expected = of_four(*arrays)
    assert all(np.all(np.isfinite(product)) for product in expected)
    for ours, product in zip(nb.njit(of_four)(*arrays), expected):
        np.testing.assert_allclose(ours, product, rtol=1e-13)
    a = rng.random((4, 4))
    for count in (2, 3, 5):
        np.testing.assert_allclose(nb.njit(of_list)(a, count), of_list(a, count), rtol=1e-13)


@nb.njit
def bits_and_bytes(bits, packed):
    return (
        np.packbits(bits),
        np.packbits(bits, bitorder="little"),
        np.unpackbits(packed),
        np.unpackbits(packed, bitorder="little"),
        np.unpackbits(packed, count=len(packed) * 5),
    )


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 64, 1001])
def test_bits_of_all_bytes(size):
    random = np.random.default_rng(size)
    for bits in (random.random(size) < 0.5, random.integers(-1, 2, 2 * size)[::2]):
        packed = random.integers(0, 256, size).astype(np.uint8)
        for got, expected in zip(bits_and_bytes(bits, packed), bits_and_bytes.py_func(bits, packed), strict=True):
            np.testing.assert_array_equal(got, expected)
