"""`reduce` and `accumulate` of ufuncs, and Python's own reductions over arrays."""

import numpy as np
import pytest
from compare import check
from samples import sample

import numlir as nb


@nb.njit
def reductions(a):
    return (
        np.add.reduce(a),
        np.add.reduce(a, axis=None),
        np.multiply.reduce(a, 1, keepdims=True),
        np.maximum.reduce(a),
        np.minimum.reduce(a, axis=-1, initial=0),
        np.logical_and.reduce(a),
        np.logical_or.reduce(a, (0, 1)),
        np.fmax.reduce(a),
        np.fmin.reduce(a, 1),
    )


@nb.njit
def accumulations(a):
    return (
        np.add.accumulate(a),
        np.multiply.accumulate(a, axis=1),
        np.maximum.accumulate(a),
        np.minimum.accumulate(a, -1),
        np.fmax.accumulate(a),
        np.fmin.accumulate(a),
    )


@pytest.mark.parametrize("dtype", ("int8", "uint32", "float32", "float64"))
def test_ufunc_methods(dtype):
    check(reductions, sample(dtype, (3, 4)))
    check(accumulations, sample(dtype, (3, 4)))


@nb.njit
def of_python(a, rows):
    return sum(a), sum(a, 3), min(a), max(a), any(a), all(a), sum(rows), sum(rows, 1)


def test_reductions_of_python():
    for dtype in ("int64", "float64"):
        check(of_python, sample(dtype, (6,)), sample(dtype, (3, 4)))


@nb.njit
def added_at(a, places):
    np.add.at(a, places, 1)
    np.subtract.at(a, (places, places), 2)
    np.maximum.at(a[0], places, 5)
    np.add.at(a, 0, 3)
    np.add.at(a[1], places, np.arange(len(places)))


@nb.njit
def reduced_at(a, places):
    return np.add.reduceat(a, places), np.add.reduceat(a, places, -1), np.maximum.reduceat(a, places), np.multiply.reduceat(a, places)


@nb.njit
def outer_products(a, b):
    return np.multiply.outer(a, b), np.subtract.outer(b, b), np.add.outer(a, 2), np.maximum.outer(b, a)


@pytest.mark.parametrize("dtype", ["int8", "uint32", "float32", "float64"])
def test_at(dtype):
    check(added_at, np.arange(16).reshape(4, 4).astype(dtype), np.array([0, 0, 1, -1]))


def test_at_outside():
    with pytest.raises(IndexError, match="index 4 is out of bounds for axis 0 with size 4"):
        added_at(np.ones((4, 4)), np.array([4]))


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint32", "float64", "complex64"])
def test_reduceat(dtype):
    check(reduced_at, (np.arange(16).reshape(4, 4) % 5).astype(dtype)[:, ::-1], np.array([0, 2, 1, 3]))


def test_outer():
    check(outer_products, np.arange(6.0).reshape(2, 3), np.array([1, 2]))


@nb.njit
def folded(a):
    return (
        np.bitwise_or.reduce(a),
        np.bitwise_xor.reduce(a, axis=1),
        np.bitwise_and.reduce(a, axis=None),
        np.gcd.reduce(a, axis=(0, 1)),
        np.remainder.accumulate(a, axis=1),
        np.floor_divide.reduceat(a, [0, 1]),
        np.hypot.outer(a[0], a[1]),
        (np.bitwise_and.identity, np.hypot.nin, np.divmod.nout, np.negative.nargs),
    )


def test_other_ufuncs():
    check(folded, np.arange(1, 13).reshape(3, 4))
    check(folded, np.arange(1, 13, dtype=np.uint16).reshape(3, 4)[::-1])


@nb.njit
def changed_at(a, places, b):
    np.add.at(a, places, b)
    np.negative.at(a, places)
    np.floor_divide.at(a, places, 2)


def test_at_any_index():
    """Also of ufuncs of one input: masks, slices, and mixed ones."""
    for a in (np.arange(12.0).reshape(3, 4), np.asfortranarray(np.arange(12).reshape(3, 4)), np.arange(24.0).reshape(6, 4)[::-2]):
        check(changed_at, a.copy(order="K"), a > 4, 1)
        check(changed_at, a, a[:, 0] > 2, 1)
        check(changed_at, a, slice(1, 3), 1)
        check(changed_at, a, (slice(0, 2), np.array([0, 3, 3])), 1)
        check(changed_at, a, (np.array([0, 2, 0]), np.array([1, 1, 1])), np.array([1, 2, 3]))
        check(changed_at, a, np.array([0, -1, 0]), np.arange(4))
        check(changed_at, a[0], np.array([[0, 1], [1, 3]]), 1)
        check(changed_at, a[0], [0, 0, 1], 1)


def test_at_indices_that_are_not_there():
    """Nothing is changed before all indices have been looked at."""
    a = np.arange(12.0).reshape(3, 4)
    check(changed_at, a, np.array([0, 3]), 1)
    check(changed_at, a, (np.array([0, 1]), np.array([0, -5])), 1)
    check(changed_at, a[0], np.array([0, 1, 9]), 1)
    check(changed_at, a[0], 4, 1)
    check(changed_at, a[0], np.array([0, 1]), np.arange(3))


@pytest.mark.parametrize("name", ["add", "multiply", "maximum", "fmin"])
def test_a_scalar_is_not_accumulated(name):
    accumulate = eval(f"lambda a: np.{name}.accumulate(a)", {"np": np})
    check(nb.njit(accumulate), [3, 1, 2])
    with pytest.raises(TypeError, match="cannot accumulate on a scalar"):
        accumulate(np.array(2.5))
    with pytest.raises(nb.errors.TypingError, match="cannot accumulate on a scalar"):
        nb.njit(accumulate)(np.array(2.5))


@nb.njit
def sums_of_exponentials(a):
    return np.logaddexp.reduce(a), np.logaddexp.reduce(a, axis=1), np.logaddexp2.reduce(a, axis=None), np.logaddexp.identity


def test_sums_of_exponentials():
    for shape in ((0, 3), (3, 0), (2, 3)):
        check(sums_of_exponentials, np.linspace(-1, 1, shape[0] * shape[1]).reshape(shape), tolerance=1e-15)
