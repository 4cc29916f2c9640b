"""``cmath``, beside CPython's."""

import cmath

import numpy as np
import pytest
from numlir import njit

NAMES = """exp log log10 sqrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh phase polar isnan isinf
isfinite""".split()
VALUES = [1 + 2j, -0.5 + 0.3j, 2 - 3j, 0j, -1 + 0j, complex(-1.0, -0.0), 1j, -2.5j, 5.0, -0.25, 3]


@pytest.mark.parametrize("name", NAMES)
def test_functions(name):
    expected = getattr(cmath, name)
    compiled = njit(eval(f"lambda z: cmath.{name}(z)", {"cmath": cmath}))
    for value in VALUES:
        try:
            theirs = expected(value)
        except ValueError:
            # Where CPython raises for the domain, there is an infinity or NaN.
            assert not cmath.isfinite(compiled(value))
            continue
        ours = compiled(value)
        assert type(ours) is type(theirs)
        np.testing.assert_allclose(ours, theirs, rtol=1e-13, atol=1e-15, err_msg=f"{name}({value})")


def test_what_is_not_finite():
    @njit
    def said(z):
        return cmath.isnan(z), cmath.isinf(z), cmath.isfinite(z)

    for value in (complex("nan"), complex(0, float("nan")), complex("inf"), complex(float("nan"), float("-inf")), 1j):
        assert said(value) == (cmath.isnan(value), cmath.isinf(value), cmath.isfinite(value))


def test_polar_and_rect_are_inverse():
    @njit
    def around(z):
        r, phi = cmath.polar(z)
        return cmath.rect(r, phi)

    for value in VALUES:
        np.testing.assert_allclose(around(value), value, atol=1e-15)

    rect = njit(lambda r, phi: cmath.rect(r, phi))
    for phi in (0.0, -0.0):
        # The sign of a zero is kept.
        assert str(rect(1.5, phi)) == str(cmath.rect(1.5, phi))
    for r, phi in ((0.0, float("-inf")), (float("inf"), 0.0), (float("-inf"), 0.0), (-2.0, 0.0)):
        assert str(rect(r, phi)) == str(cmath.rect(r, phi))
    for value in (complex("-inf-infj"), complex("-inf+nanj"), complex("-inf+1j")):
        assert str(njit(lambda z: cmath.exp(z))(value)) == str(cmath.exp(value))


def test_logarithms_of_any_base_and_single_precision():
    log = njit(lambda z, base: cmath.log(z, base))
    np.testing.assert_allclose(log(3 + 1j, 2.0), cmath.log(3 + 1j, 2.0), rtol=1e-14)
    single = njit(lambda z: cmath.exp(z))
    np.testing.assert_allclose(single(np.complex64(0.5 + 1j)), cmath.exp(0.5 + 1j), rtol=1e-6)
