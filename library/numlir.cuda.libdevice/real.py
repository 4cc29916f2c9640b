"""The functions of libdevice for ``double``, by their names, and those for ``float``, whose names end with *f*.

The meaning is that of the libdevice user's guide.
"""

import math

import numpy as np
from numlir import cuda
from numpy import float64 as _Float


def acos(x):
    return _Float(math.acos(_Float(x)))


def acosh(x):
    return _Float(math.acosh(_Float(x)))


def asin(x):
    return _Float(math.asin(_Float(x)))


def asinh(x):
    return _Float(math.asinh(_Float(x)))


def atan(x):
    return _Float(math.atan(_Float(x)))


def atanh(x):
    return _Float(math.atanh(_Float(x)))


def cbrt(x):
    return _Float(np.cbrt(_Float(x)))


def ceil(x):
    return _Float(np.ceil(_Float(x)))


def cos(x):
    return _Float(math.cos(_Float(x)))


def cosh(x):
    return _Float(math.cosh(_Float(x)))


def erf(x):
    return _Float(math.erf(_Float(x)))


def erfc(x):
    return _Float(math.erfc(_Float(x)))


def exp(x):
    return _Float(math.exp(_Float(x)))


def exp2(x):
    return _Float(np.exp2(_Float(x)))


def expm1(x):
    return _Float(math.expm1(_Float(x)))


def fabs(x):
    return _Float(math.fabs(_Float(x)))


def floor(x):
    return _Float(np.floor(_Float(x)))


def lgamma(x):
    return _Float(math.lgamma(_Float(x)))


def log(x):
    return _Float(math.log(_Float(x)))


def log10(x):
    return _Float(math.log10(_Float(x)))


def log1p(x):
    return _Float(math.log1p(_Float(x)))


def log2(x):
    return _Float(math.log2(_Float(x)))


def rint(x):
    return _Float(np.rint(_Float(x)))


def nearbyint(x):
    return _Float(np.rint(_Float(x)))


def sin(x):
    return _Float(math.sin(_Float(x)))


def sinh(x):
    return _Float(math.sinh(_Float(x)))


def sqrt(x):
    return _Float(math.sqrt(_Float(x)))


def tan(x):
    return _Float(math.tan(_Float(x)))


def tanh(x):
    return _Float(math.tanh(_Float(x)))


def tgamma(x):
    return _Float(math.gamma(_Float(x)))


def trunc(x):
    return _Float(np.trunc(_Float(x)))


def atan2(x, y):
    return _Float(math.atan2(_Float(x), _Float(y)))


def copysign(x, y):
    return _Float(math.copysign(_Float(x), _Float(y)))


def fmax(x, y):
    return _Float(np.fmax(_Float(x), _Float(y)))


def fmin(x, y):
    return _Float(np.fmin(_Float(x), _Float(y)))


def fmod(x, y):
    return _Float(math.fmod(_Float(x), _Float(y)))


def hypot(x, y):
    return _Float(math.hypot(_Float(x), _Float(y)))


def nextafter(x, y):
    return _Float(np.nextafter(_Float(x), _Float(y)))


def pow(x, y):
    return _Float(math.pow(_Float(x), _Float(y)))


def exp10(x):
    return _Float(_Float(10) ** _Float(x))


def fma(x, y, z):
    return cuda.fma(_Float(x), _Float(y), _Float(z))


def rsqrt(x):
    return _Float(1) / math.sqrt(_Float(x))


def rcbrt(x):
    return _Float(1) / np.cbrt(_Float(x))


def fdim(x, y):
    difference = _Float(x) - _Float(y)
    return _Float(0) if difference <= 0 else difference


def sinpi(x):
    return math.sin(_Float(math.pi) * (np.fmod(_Float(x), _Float(2))))


def cospi(x):
    return math.cos(_Float(math.pi) * (np.fmod(_Float(x), _Float(2))))


def ldexp(x, exponent):
    return _Float(math.ldexp(_Float(x), np.int64(exponent)))


def round(x):
    whole = np.trunc(_Float(x))
    return whole + math.copysign(_Float(1), _Float(x)) if math.fabs(_Float(x) - whole) >= 0.5 else whole


def remainder(x, y):
    return _Float(math.remainder(_Float(x), _Float(y)))


def powi(x, n):
    return _Float(_Float(x) ** np.int32(n))


def scalbn(x, n):
    return _Float(math.ldexp(_Float(x), np.int64(n)))


def llrint(x):
    return np.int64(np.rint(_Float(x)))


def llround(x):
    return np.int64(round(x))


def frexp(x):
    mantissa, exponent = math.frexp(_Float(x))
    return _Float(mantissa), np.int32(exponent)


def modf(x):
    fraction, whole = math.modf(_Float(x))
    return _Float(fraction), _Float(whole)


def sincos(x):
    return sin(x), cos(x)


def sincospi(x):
    return sinpi(x), cospi(x)


def normcdf(x):
    return _Float(0.5) * erfc(-_Float(x) * _Float(math.sqrt(0.5)))
