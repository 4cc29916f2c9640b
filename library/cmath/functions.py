"""The functions of ``cmath``. As in Numba, nothing raises: what is undefined is NaN or an infinity."""

import math

import numpy as np
from numlir.library import is_complex, reject


def _complex(z):
    """A number as a complex one: `complex64` of a `float32`, otherwise `complex128`."""
    if is_complex(z):
        return z
    return complex(z)


def exp(z):
    value = _complex(z)
    # C leaves the signs open.
    if value.real == -math.inf and not math.isfinite(value.imag):
        return complex(math.exp(value.real), 0.0)
    return np.exp(value)


def log(z, base=None):
    if base is None:
        return np.log(_complex(z))
    return np.log(_complex(z)) / np.log(_complex(base))


def log10(z):
    value = np.log(_complex(z))
    return complex(value.real / math.log(10.0), value.imag / math.log(10.0))


def sqrt(z):
    return np.sqrt(_complex(z))


def sin(z):
    return np.sin(_complex(z))


def cos(z):
    return np.cos(_complex(z))


def tan(z):
    return np.tan(_complex(z))


def asin(z):
    return np.arcsin(_complex(z))


def acos(z):
    return np.arccos(_complex(z))


def atan(z):
    return np.arctan(_complex(z))


def sinh(z):
    return np.sinh(_complex(z))


def cosh(z):
    return np.cosh(_complex(z))


def tanh(z):
    return np.tanh(_complex(z))


def asinh(z):
    return np.arcsinh(_complex(z))


def acosh(z):
    return np.arccosh(_complex(z))


def atanh(z):
    return np.arctanh(_complex(z))


def phase(z):
    value = _complex(z)
    return math.atan2(value.imag, value.real)


def polar(z):
    value = _complex(z)
    return abs(value), math.atan2(value.imag, value.real)


def rect(r, phi):
    if is_complex(r) or is_complex(phi):
        reject("a length and an angle are real numbers")
    if r == 0 and not math.isfinite(phi):
        return complex(0.0, 0.0)
    if phi == 0:
        # An infinite length has no product with zero.
        return complex(r, math.copysign(1.0, r) * phi)
    return complex(r * math.cos(phi), r * math.sin(phi))


def isnan(z):
    value = _complex(z)
    return math.isnan(value.real) or math.isnan(value.imag)


def isinf(z):
    value = _complex(z)
    return math.isinf(value.real) or math.isinf(value.imag)


def isfinite(z):
    value = _complex(z)
    return math.isfinite(value.real) and math.isfinite(value.imag)
