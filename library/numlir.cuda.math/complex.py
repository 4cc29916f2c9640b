"""Powers and inverse functions of complex numbers, which libdevice lacks. Kahan's formulas, which are exact on both sides of a cut.

The number is given, and the result made, in its two parts.
"""

import math

import numpy as np

_LARGE = 4.4942328371557893e307
_LN2 = 0.6931471805599453


def _root(x, y):
    """The square root."""
    if x == 0.0 and y == 0.0:
        return 0.0, y
    # Near the ends of the numbers in halves of exponents.
    scale = 1.0
    larger = max(math.fabs(x), math.fabs(y))
    if larger > 1e300:
        scale = 2.0
    elif larger < 1e-290:
        scale = 7.450580596923828e-09
    x = x / (scale * scale)
    y = y / (scale * scale)
    root = math.sqrt(0.5 * math.fabs(x) + 0.5 * math.hypot(x, y))
    other = y / (2.0 * root)
    if x < 0.0:
        return math.fabs(other) * scale, math.copysign(root, y) * scale
    return root * scale, other * scale


def _is_large(x, y):
    return math.fabs(x) > _LARGE or math.fabs(y) > _LARGE


def _asinh(x, y):
    if _is_large(x, y):
        size = math.log(math.hypot(0.5 * x, 0.5 * y)) + 2.0 * _LN2
        return math.copysign(size, x), math.atan2(y, math.fabs(x))
    a, b = _root(1.0 + y, -x)
    c, d = _root(1.0 - y, x)
    return math.asinh(a * d - c * b), math.atan2(y, a * c - b * d)


def _acos(x, y):
    if _is_large(x, y):
        size = math.log(math.hypot(0.5 * x, 0.5 * y)) + 2.0 * _LN2
        return math.atan2(math.fabs(y), x), math.copysign(size, -y)
    a, b = _root(1.0 - x, -y)
    c, d = _root(1.0 + x, y)
    return 2.0 * math.atan2(a, c), math.asinh(c * b - d * a)


def _acosh(x, y):
    if _is_large(x, y):
        return math.log(math.hypot(0.5 * x, 0.5 * y)) + 2.0 * _LN2, math.atan2(y, x)
    a, b = _root(x - 1.0, y)
    c, d = _root(x + 1.0, y)
    return math.asinh(a * c + b * d), 2.0 * math.atan2(b, c)


def _atanh_right(x, y):
    """Where the real part is not negative."""
    size = math.fabs(y)
    if x > 1e150 or size > 1e150:
        half = math.hypot(0.5 * x, 0.5 * y)
        return 0.25 * x / half / half, math.copysign(1.5707963267948966, y)
    if x == 1.0 and size < 1e-150:
        if size == 0.0:
            return math.inf, y
        return -math.log(math.sqrt(size) / math.sqrt(math.hypot(size, 2.0))), math.copysign(0.5 * math.atan2(2.0, -size), y)
    away = 1.0 - x
    real = 0.25 * math.log1p(4.0 * x / (away * away + size * size))
    return real, 0.5 * math.atan2(2.0 * y, away * (1.0 + x) - size * size)


def _atanh(x, y):
    if math.copysign(1.0, x) < 0.0:
        a, b = _atanh_right(-x, -y)
        return -a, -b
    return _atanh_right(x, y)


def casinh_real(x, y):
    return _asinh(np.float64(x), np.float64(y))[0]


def casinh_imaginary(x, y):
    return _asinh(np.float64(x), np.float64(y))[1]


def cacos_real(x, y):
    return _acos(np.float64(x), np.float64(y))[0]


def cacos_imaginary(x, y):
    return _acos(np.float64(x), np.float64(y))[1]


def cacosh_real(x, y):
    return _acosh(np.float64(x), np.float64(y))[0]


def cacosh_imaginary(x, y):
    return _acosh(np.float64(x), np.float64(y))[1]


def catanh_real(x, y):
    return _atanh(np.float64(x), np.float64(y))[0]


def catanh_imaginary(x, y):
    return _atanh(np.float64(x), np.float64(y))[1]


# Of iz: asin z = -i asinh iz, atan z = -i atanh iz.


def casin_real(x, y):
    return _asinh(-np.float64(y), np.float64(x))[1]


def casin_imaginary(x, y):
    return -_asinh(-np.float64(y), np.float64(x))[0]


def catan_real(x, y):
    return _atanh(-np.float64(y), np.float64(x))[1]


def catan_imaginary(x, y):
    return -_atanh(-np.float64(y), np.float64(x))[0]


def _quotient_of_one(x, y):
    if math.fabs(x) >= math.fabs(y):
        ratio = y / x
        below = x + y * ratio
        return 1.0 / below, -ratio / below
    ratio = x / y
    below = x * ratio + y
    return ratio / below, -1.0 / below


def _power(x, y, u, v):
    """CPython's: whole exponents up to 100 by multiplication, others by size and angle."""
    if u == 0.0 and v == 0.0:
        return 1.0, 0.0
    if x == 0.0 and y == 0.0:
        part = math.nan if v != 0.0 or u < 0.0 else 0.0
        return part, part
    if v == 0.0 and math.floor(u) == u and math.fabs(u) <= 100.0:
        real, imaginary = 1.0, 0.0
        a, b = x, y
        rest = np.int64(math.fabs(u))
        while rest != 0:
            if rest & 1 != 0:
                real, imaginary = real * a - imaginary * b, real * b + imaginary * a
            a, b = a * a - b * b, 2.0 * a * b
            rest >>= 1
        return (real, imaginary) if u > 0.0 else _quotient_of_one(real, imaginary)
    size = math.hypot(x, y)
    angle = math.atan2(y, x)
    length = math.pow(size, u)
    phase = angle * u
    if v != 0.0:
        length *= math.exp(-angle * v)
        phase += v * math.log(size)
    return length * math.cos(phase), length * math.sin(phase)


def cpow_real(x, y, u, v):
    return _power(np.float64(x), np.float64(y), np.float64(u), np.float64(v))[0]


def cpow_imaginary(x, y, u, v):
    return _power(np.float64(x), np.float64(y), np.float64(u), np.float64(v))[1]
