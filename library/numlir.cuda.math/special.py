"""The functions of errors and gamma, remainders, and parts of numbers, for devices without libdevice."""

import math

import numpy as np
from numlir import cuda
from numlir.cuda import libdevice

from .exponentials import _polynomial, _scaled, exp, log
from .trigonometric import _cosine, _sine


def _exp_of_square(x):
    """exp(-x * x), with what rounding loses of the square."""
    square = x * x
    return exp(-square) * (1.0 - cuda.fma(x, x, -square))


def _erf_near(x, power):
    """A series of terms of one sign, for sizes up to 2.5; `power` is exp(-x * x)."""
    square = x * x
    term = x
    total = x
    for n in range(1, 60):
        term = term * (2.0 * square / (2.0 * n + 1.0))
        total += term
    return 1.1283791670955126 * power * total


def _erfc_far(x, power):
    """A continued fraction, from below; for numbers from 0.75 on."""
    steps = np.int64(20.0 + 160.0 / (x * x))
    below = x
    for k in range(steps, 0, -1):
        below = x + 0.5 * k / below
    return power * 0.5641895835477563 / below


def erf(x):
    x = np.float64(x)
    if x != x:
        return x
    size = min(math.fabs(x), 6.0)
    power = _exp_of_square(size)
    if size < 2.0:
        return _erf_near(x, power)
    return math.copysign(1.0 - _erfc_far(size, power), x)


def erfc(x):
    x = np.float64(x)
    if x != x:
        return x
    size = min(math.fabs(x), 27.5)
    power = _exp_of_square(size)
    if -2.0 < x < 0.75:
        return 1.0 - _erf_near(x, power)
    far = _erfc_far(size, power) if size < 27.5 else 0.0
    return far if x > 0.0 else 2.0 - far


def _stirling(x):
    """log gamma(x) less (x - 1/2) log x - x + log(2 pi) / 2, for numbers from 12 on."""
    z = 1.0 / (x * x)
    p = _polynomial(z, (
        -0.02955065359477124, 0.00641025641025641, -0.0019175269175269176, 0.0008417508417508417,
        -0.0005952380952380953, 0.0007936507936507937, -0.002777777777777778, 0.08333333333333333,
    ))
    return p / x


def _gamma_of_positive(x):
    if x > 171.7:
        return math.inf
    below = 1.0
    while x < 14.0:
        below *= x
        x += 1.0
    half = pow(x, 0.5 * x - 0.25)
    return half * exp(-x) * half * 2.5066282746310007 * exp(_stirling(x)) / below


def _sine_of_pi(x):
    """sin(pi x) for a number that is not whole."""
    whole = math.floor(x)
    rest = x - whole
    rest = min(rest, 1.0 - rest)
    value = _sine(3.141592653589793 * rest, 0.0) if rest < 0.25 else _cosine(3.141592653589793 * (0.5 - rest), 0.0)
    return -value if np.int64(whole) & 1 != 0 else value


def tgamma(x):
    x = np.float64(x)
    if x != x or x == math.inf:
        return x
    if x == 0.0:
        return math.copysign(math.inf, x)
    if x > 0.0:
        if x <= 23.0 and math.floor(x) == x:
            product = 1.0
            for k in range(2, np.int64(x)):
                product *= k
            return product
    elif x == -math.inf or math.floor(x) == x:
        return math.nan
    elif x < -184.0:
        return 0.0
    result = _gamma_of_positive(math.fabs(x))
    return result if x > 0.0 else -3.141592653589793 / (x * _sine_of_pi(x)) / result


def _log_gamma_of_positive(x):
    if x == 1.0 or x == 2.0:
        return 0.0
    below = 1.0
    while x < 14.0:
        below *= x
        x += 1.0
    return (x - 0.5) * log(x) - x + 0.9189385332046728 + _stirling(x) - log(below)


def lgamma(x):
    x = np.float64(x)
    if x != x:
        return x
    if math.fabs(x) == math.inf:
        return math.inf
    if x <= 0.0 and math.floor(x) == x:
        return math.inf
    result = _log_gamma_of_positive(math.fabs(x))
    return result if x > 0.0 else log(3.141592653589793 / math.fabs(x * _sine_of_pi(x))) - result


def fmod(x, y):
    x = np.float64(x)
    y = np.float64(y)
    rest = math.fabs(x)
    size = math.fabs(y)
    if x != x or y != y or rest == math.inf or size == 0.0:
        return math.nan
    # Multiples of y by powers of two are subtracted, the largest first; each difference is exact.
    while rest >= size:
        k = ilogb(rest) - ilogb(size)
        part = _scaled(size, k)
        if part > rest:
            part = _scaled(size, k - 1)
        rest -= part
    return math.copysign(rest, x)


def remainder(x, y):
    x = np.float64(x)
    y = np.float64(y)
    size = math.fabs(y)
    if x != x or y != y or math.fabs(x) == math.inf or size == 0.0:
        return math.nan
    if size == math.inf:
        return x
    rest = math.fabs(fmod(x, 2.0 * size) if size < 8e307 else x)
    half = 0.5 * size
    if size < 1e-300:
        if rest + rest > size:
            rest -= size
            if rest + rest >= size:
                rest -= size
    elif rest > half:
        rest -= size
        if rest >= half:
            rest -= size
    return -rest if libdevice.double_as_longlong(x) < 0 else rest


def ldexp(x, k):
    x = np.float64(x)
    return _scaled(x, np.int64(k)) if x != 0.0 and math.fabs(x) < math.inf else x


def ilogb(x):
    x = math.fabs(np.float64(x))
    if x == 0.0 or x != x:
        return np.int32(-2147483648)
    if x == math.inf:
        return np.int32(2147483647)
    bits = libdevice.double_as_longlong(x)
    if bits < 1 << 52:
        return np.int32((libdevice.double_as_longlong(x * 18014398509481984.0) >> 52) - 1077)
    return np.int32((bits >> 52) - 1023)


def logb(x):
    x = math.fabs(np.float64(x))
    if x == 0.0:
        return -math.inf
    return np.float64(ilogb(x)) if x < math.inf else x


def nextafter(x, y):
    x = np.float64(x)
    y = np.float64(y)
    if x != x or y != y:
        return x + y
    if x == y:
        return y
    if x == 0.0:
        return math.copysign(5e-324, y)
    bits = libdevice.double_as_longlong(x)
    return libdevice.longlong_as_double(bits + 1 if (x < y) == (x > 0.0) else bits - 1)


def fdim(x, y):
    x = np.float64(x)
    y = np.float64(y)
    return x - y if x > y else 0.0 if x <= y else x + y


def round(x):
    x = np.float64(x)
    whole = math.fabs(x)
    if not whole < 4503599627370496.0:
        return x
    below = np.float64(np.int64(whole))
    return math.copysign(below + 1.0 if whole - below >= 0.5 else below, x)
