"""``numpy.polynomial.polynomial`` and ``numpy.polynomial.polyutils``."""

import numlir as nb
import numpy as np
import pytest
from compare import check
from numpy.polynomial import polynomial, polyutils


@nb.njit
def arithmetic(a, b):
    return (
        polynomial.polyadd(a, b),
        polynomial.polysub(a, b),
        polynomial.polysub(b, a),
        polynomial.polymul(a, b),
        polynomial.polydiv(a, b),
        polynomial.polymulx(a),
        polynomial.polypow(a, 3),
        polynomial.polypow(b, 0),
    )


@nb.njit
def values(x, c):
    return polynomial.polyval(x, c), polynomial.polyval(2.0, c), polynomial.polyval(x, c, tensor=False)


@nb.njit
def planes(x, c):
    return (
        polynomial.polyval(x, c),
        polynomial.polyval2d(x, x + 1, c),
        polynomial.polygrid2d(x, x[:2], c),
        polynomial.polyvalfromroots(x, c[:, 0]),
    )


@nb.njit
def calculus(c):
    return (
        polynomial.polyder(c),
        polynomial.polyder(c, 2, 3),
        polynomial.polyder(c, 9),
        polynomial.polyint(c),
        polynomial.polyint(c, 0),
        polynomial.polyint(c, 2, [1, 2], 0.5, 2.0),
    )


@nb.njit
def along(c):
    return polynomial.polyder(c, axis=1), polynomial.polyint(c, axis=1), polynomial.polyint(c)


@nb.njit
def made(roots, x):
    return (
        polynomial.polyfromroots(roots),
        polynomial.polycompanion(polynomial.polyfromroots(roots)),
        polynomial.polyvander(x, 3),
        polynomial.polyline(1, 2),
        polynomial.polyline(1, 0),
        polynomial.polytrim((1.0, 2.0, 1e-9), 1e-6),
    )


@nb.njit
def fitted(x, y):
    return polynomial.polyfit(x, y, 2), polynomial.polyfit(x, y, 1, w=y + 1)


@nb.njit
def zeros(c):
    return polynomial.polyroots(c)


@nb.njit
def series(a, b):
    return (
        polyutils.trimseq(a),
        polyutils.as_series((a, b)),
        polyutils.as_series((a, b), False),
        polyutils.as_series([1, 2, 3]),
        polyutils.as_series(np.ones((2, 3))),
        polyutils.getdomain(b),
        polyutils.mapparms((0.0, 1.0), (2.0, 5.0)),
        polyutils.mapdomain(a, (0.0, 1.0), (2.0, 5.0)),
    )


COEFFICIENTS = [
    np.array([1.0, 2, 3, 0]),
    np.array([2, 1]),
    np.array([5], np.float32),
    np.array([0.0, 0, 0]),
    np.arange(6.0)[::-2],
    np.array([1j, 2, 0.5 - 1j], np.complex64),
]


@pytest.mark.parametrize("a", COEFFICIENTS)
@pytest.mark.parametrize("b", [one for one in COEFFICIENTS if np.any(one)])
def test_arithmetic(a, b):
    check(arithmetic, a, b, tolerance=1e-6)


def test_arithmetic_on_lists_and_numbers():
    check(arithmetic, (1, 2, 3), 3.0, tolerance=1e-12)


@pytest.mark.parametrize("c", COEFFICIENTS)
@pytest.mark.parametrize("x", [np.arange(4.0), np.arange(6).reshape(2, 3)[:, ::-1], 3, np.zeros((2, 0))])
def test_values(x, c):
    if np.ndim(x) and np.shape(x)[-1] != len(c):
        check(nb.njit(lambda x, c: polynomial.polyval(x, c)), x, c, tolerance=1e-6)
    else:
        check(values, x, c, tolerance=1e-6)


def test_planes():
    check(planes, np.arange(3.0), np.arange(6.0).reshape(3, 2), tolerance=1e-12)


@pytest.mark.parametrize("c", COEFFICIENTS)
def test_calculus(c):
    check(calculus, c, tolerance=1e-6)


def test_calculus_along_an_axis():
    check(along, np.arange(12).reshape(3, 4).T, tolerance=1e-12)


@pytest.mark.parametrize("roots", [np.array([1.0, -2, 3]), np.array([2, 2]), np.array([1 + 1j, 2])])
def test_made(roots):
    check(made, roots, np.linspace(0, 1, 4), tolerance=1e-12)


def test_fit():
    check(fitted, np.arange(6.0), np.arange(6.0) ** 2 % 5, tolerance=1e-10)


def test_zeros_are_complex():
    np.testing.assert_allclose(zeros(np.array([6.0, -5, 1])), [2, 3])
    np.testing.assert_allclose(np.sort_complex(zeros(np.array([5, 2, 1])).round(9)), [-1 - 2j, -1 + 2j])


def test_series():
    check(series, np.array([1, 2, 0]), np.array([1.5, 0, 0]), tolerance=1e-12)


def test_division_by_zero():
    with pytest.raises(ZeroDivisionError):
        nb.njit(lambda a, b: polynomial.polydiv(a, b))(np.ones(2), np.zeros(1))


def test_no_coefficients():
    with pytest.raises(ValueError, match="Coefficient array is empty"):
        nb.njit(lambda a: polynomial.polyadd(a, a))(np.ones(0))


@pytest.mark.parametrize("wrong", ["abc", np.ones((2, 2))])
def test_what_are_no_coefficients(wrong):
    with pytest.raises(nb.errors.TypingError, match='The argument "c1" must be array-like|Coefficient array is not 1-d'):
        nb.njit(lambda a: polynomial.polyadd(a, a))(wrong)


@pytest.mark.parametrize(
    "a",
    [np.array([[1.0, 2], [3, 4]]), np.array([[0, 1.0], [-1, 0]]), np.arange(9).reshape(3, 3) ** 2, np.eye(3, dtype=np.float32)],
)
def test_characteristic_polynomials(a):
    check(nb.njit(lambda a: np.poly(a)), a, tolerance=1e-5 if a.dtype == np.float32 else 1e-12)


def test_polynomials_of_complex_roots():
    f = nb.njit(lambda roots: np.poly(roots))
    check(f, np.array([1j, 2, 3 - 1j]), tolerance=1e-12)
    check(f, np.array([[1j, 2], [3 - 1j, 0.5]]), tolerance=1e-12)
    # The type does not depend on whether the imaginary parts vanish.
    assert f(np.array([1j, -1j])).dtype == np.complex128
    with pytest.raises(ValueError, match="input must be 1d or non-empty square 2d array."):
        f(np.zeros((2, 3)))
