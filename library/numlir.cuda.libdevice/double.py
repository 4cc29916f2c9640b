"""The functions of libdevice for ``double``, by their names. The meaning is that of the libdevice user's guide."""

import math

import numpy as np
from numlir import cuda


def acos(x):
    return np.float64(math.acos(np.float64(x)))


def acosh(x):
    return np.float64(math.acosh(np.float64(x)))


def asin(x):
    return np.float64(math.asin(np.float64(x)))


def asinh(x):
    return np.float64(math.asinh(np.float64(x)))


def atan(x):
    return np.float64(math.atan(np.float64(x)))


def atanh(x):
    return np.float64(math.atanh(np.float64(x)))


def cbrt(x):
    return np.float64(np.cbrt(np.float64(x)))


def ceil(x):
    return np.float64(np.ceil(np.float64(x)))


def cos(x):
    return np.float64(math.cos(np.float64(x)))


def cosh(x):
    return np.float64(math.cosh(np.float64(x)))


def erf(x):
    return np.float64(math.erf(np.float64(x)))


def erfc(x):
    return np.float64(math.erfc(np.float64(x)))


def exp(x):
    return np.float64(math.exp(np.float64(x)))


def exp2(x):
    return np.float64(np.exp2(np.float64(x)))


def expm1(x):
    return np.float64(math.expm1(np.float64(x)))


def fabs(x):
    return np.float64(math.fabs(np.float64(x)))


def floor(x):
    return np.float64(np.floor(np.float64(x)))


def lgamma(x):
    return np.float64(math.lgamma(np.float64(x)))


def log(x):
    return np.float64(math.log(np.float64(x)))


def log10(x):
    return np.float64(math.log10(np.float64(x)))


def log1p(x):
    return np.float64(math.log1p(np.float64(x)))


def log2(x):
    return np.float64(math.log2(np.float64(x)))


def rint(x):
    return np.float64(np.rint(np.float64(x)))


def nearbyint(x):
    return np.float64(np.rint(np.float64(x)))


def sin(x):
    return np.float64(math.sin(np.float64(x)))


def sinh(x):
    return np.float64(math.sinh(np.float64(x)))


def sqrt(x):
    return np.float64(math.sqrt(np.float64(x)))


def tan(x):
    return np.float64(math.tan(np.float64(x)))


def tanh(x):
    return np.float64(math.tanh(np.float64(x)))


def tgamma(x):
    return np.float64(math.gamma(np.float64(x)))


def trunc(x):
    return np.float64(np.trunc(np.float64(x)))


def atan2(x, y):
    return np.float64(math.atan2(np.float64(x), np.float64(y)))


def copysign(x, y):
    return np.float64(math.copysign(np.float64(x), np.float64(y)))


def fmax(x, y):
    return np.float64(np.fmax(np.float64(x), np.float64(y)))


def fmin(x, y):
    return np.float64(np.fmin(np.float64(x), np.float64(y)))


def fmod(x, y):
    return np.float64(math.fmod(np.float64(x), np.float64(y)))


def hypot(x, y):
    return np.float64(math.hypot(np.float64(x), np.float64(y)))


def nextafter(x, y):
    return np.float64(np.nextafter(np.float64(x), np.float64(y)))


def pow(x, y):
    return np.float64(math.pow(np.float64(x), np.float64(y)))


def exp10(x):
    return np.float64(np.float64(10) ** np.float64(x))


def fma(x, y, z):
    return cuda.fma(np.float64(x), np.float64(y), np.float64(z))


def rsqrt(x):
    return np.float64(1) / math.sqrt(np.float64(x))


def rcbrt(x):
    return np.float64(1) / np.cbrt(np.float64(x))


def fdim(x, y):
    difference = np.float64(x) - np.float64(y)
    return np.float64(0) if difference <= 0 else difference


def sinpi(x):
    return math.sin(np.float64(math.pi) * (np.fmod(np.float64(x), np.float64(2))))


def cospi(x):
    return math.cos(np.float64(math.pi) * (np.fmod(np.float64(x), np.float64(2))))


def ldexp(x, exponent):
    return np.float64(math.ldexp(np.float64(x), np.int64(exponent)))


def round(x):
    whole = np.trunc(np.float64(x))
    return whole + math.copysign(np.float64(1), np.float64(x)) if math.fabs(np.float64(x) - whole) >= 0.5 else whole


def dadd_rn(x, y):
    return np.float64(x) + np.float64(y)


def dsub_rn(x, y):
    return np.float64(x) - np.float64(y)


def dmul_rn(x, y):
    return np.float64(x) * np.float64(y)


def ddiv_rn(x, y):
    return np.float64(x) / np.float64(y)


def dsqrt_rn(x):
    return sqrt(x)


def drcp_rn(x):
    return np.float64(1) / np.float64(x)


def isnand(x):
    return np.int32(np.float64(x) != np.float64(x))


def isinfd(x):
    return np.int32(math.isinf(np.float64(x)))


def isfinited(x):
    return np.int32(math.isfinite(np.float64(x)))


def signbitd(x):
    return np.int32(np.signbit(np.float64(x)))


def remainder(x, y):
    return math.remainder(np.float64(x), np.float64(y))


def powi(x, n):
    return np.float64(x) ** np.int32(n)


def scalbn(x, n):
    return math.ldexp(np.float64(x), np.int64(n))


def llrint(x):
    return np.int64(np.rint(np.float64(x)))


def llround(x):
    return np.int64(round(x))


def frexp(x):
    mantissa, exponent = math.frexp(np.float64(x))
    return mantissa, np.int32(exponent)


def modf(x):
    return math.modf(np.float64(x))


def sincos(x):
    return sin(x), cos(x)


def sincospi(x):
    return sinpi(x), cospi(x)


def normcdf(x):
    return 0.5 * erfc(-np.float64(x) * math.sqrt(0.5))


def fma_rn(x, y, z):
    return fma(x, y, z)
