"""Values, derivatives, integrals and fits of polynomials whose coefficients have the lowest power first."""

import numpy as np
from numlir.library import Literal, is_array, is_bool, is_integer, is_list, is_none, is_scalar, is_string, is_tuple, raise_if, reject
from numlir.library.numpy.polynomial.polyutils.series import _check_like_array, _inexact


def _as_values(x):
    return np.asarray(x) if is_list(x) or is_tuple(x) else x


def polyval(x, c, tensor: Literal = True):
    """Horner's rule. With `tensor`, each column of `c` is a polynomial that is taken at all of `x`."""
    _check_like_array(x, 'The argument "x" must be array-like')
    if not is_bool(tensor):
        reject('The argument "tensor" must be boolean')
    else:
        places = _as_values(x)
        coefficients = _inexact(c)
        if is_array(places) and tensor:
            return _horner(places, coefficients[(...,) + (None,) * places.ndim])
        else:
            return _horner(places, coefficients)


def _horner(x, c):
    value = c[-1] + x * 0
    for i in range(2, len(c) + 1):
        value = c[-i] + value * x
    return value


def polyval2d(x, y, c):
    return polyval(y, polyval(x, c), False)


def polyval3d(x, y, z, c):
    return polyval(z, polyval(y, polyval(x, c), False), False)


def polygrid2d(x, y, c):
    return polyval(y, polyval(x, c))


def polygrid3d(x, y, z, c):
    return polyval(z, polyval(y, polyval(x, c)))


def polyvalfromroots(x, r, tensor: Literal = True):
    roots = np.atleast_1d(np.asarray(r))
    places = _as_values(x)
    if is_array(places) and tensor:
        return np.prod(places - roots[(...,) + (None,) * places.ndim], axis=0)
    else:
        return np.prod(places - roots, axis=0)


def _check_coefficients(c):
    _check_like_array(c, 'The argument "c" must be array-like')
    if (is_list(c) or is_tuple(c)) and is_string(c[0]):
        reject("Input dtype must be scalar.")


def polyder(c, m=1, scl=1, axis: Literal = 0):
    _check_coefficients(c)
    if not is_integer(m):
        reject('The argument "m" must be an integer')
    else:
        raise_if(m < 0, "ValueError", "The order of derivation must be non-negative")
        derived = np.moveaxis(_inexact(c), axis, 0).copy()
        if m >= len(derived):
            derived = derived[:1] * 0
        else:
            for _ in range(m):
                derived = _derived(derived * scl)
        return np.moveaxis(derived, 0, axis)


def _derived(c):
    derived = np.empty((len(c) - 1,) + c.shape[1:], c.dtype)
    for i in range(1, len(c)):
        derived[i - 1] = i * c[i]
    return derived


def polyint(c, m=1, k=0, lbnd=0, scl=1, axis: Literal = 0):
    """Integrated `m` times, each time scaled and with the next of the constants `k`, zero where they end."""
    _check_coefficients(c)
    if not is_integer(m):
        reject('The argument "m" must be an integer')
    else:
        constants = np.atleast_1d(np.asarray(k))
        raise_if(m < 0, "ValueError", "The order of integration must be non-negative")
        raise_if(len(constants) > m and m > 0, "ValueError", "Too many integration constants")
        integral = np.moveaxis(_inexact(c), axis, 0).copy()
        for i in range(m):
            integral *= scl
            constant = constants[i] if i < len(constants) else constants.dtype.type(0)
            if len(integral) == 1 and np.all(integral == 0):
                integral[0] += constant
            else:
                integral = _integrated(integral)
                integral[0] += constant - polyval(lbnd, integral)
        return np.moveaxis(integral, 0, axis)


def _integrated(c):
    integral = np.empty((len(c) + 1,) + c.shape[1:], c.dtype)
    integral[0] = c[0] * 0
    integral[1] = c[0]
    for i in range(1, len(c)):
        integral[i + 1] = c[i] / (i + 1)
    return integral


def polyvander(x, deg):
    raise_if(deg < 0, "ValueError", "deg must be non-negative")
    places = np.atleast_1d(np.asarray(x)) + 0.0
    powers = np.empty((deg + 1,) + places.shape, places.dtype)
    powers[0] = places * 0 + 1
    for i in range(1, deg + 1):
        powers[i] = powers[i - 1] * places
    return np.moveaxis(powers, 0, -1)


def polyfit(x, y, deg, rcond=None, full: Literal = False, w=None):
    places = np.asarray(x) + 0.0
    values = np.asarray(y) + 0.0
    if full:
        reject("polyfit is compiled without full=True")
    elif not is_integer(deg):
        reject("polyfit is compiled for a degree that is an integer")
    elif places.ndim != 1:
        reject("expected 1D vector for x")
    elif values.ndim < 1 or values.ndim > 2:
        reject("expected 1D or 2D array for y")
    else:
        raise_if(deg < 0, "ValueError", "expected deg >= 0")
        raise_if(len(places) == 0, "TypeError", "expected non-empty vector for x")
        raise_if(len(places) != len(values), "TypeError", "expected x and y to have same length")
        powers = polyvander(places, deg)
        if not is_none(w):
            weights = np.asarray(w) + 0.0
            raise_if(len(weights) != len(places), "TypeError", "expected x and w to have same length")
            powers = powers * weights[:, None]
            values = values * (weights[:, None] if values.ndim == 2 else weights)
        scale = np.sqrt(np.sum(np.square(np.abs(powers)), 0))
        for i in range(len(scale)):
            if scale[i] == 0:
                scale[i] = 1
        precision = (len(places) * np.finfo(places.dtype).eps) if is_none(rcond) else rcond
        solution = np.linalg.lstsq(powers / scale, values, precision)[0]
        return solution / (scale[:, None] if values.ndim == 2 else scale)
