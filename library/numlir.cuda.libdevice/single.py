"""The functions of libdevice for ``float``, by their names: those of ``double`` with an *f*.

The names with ``fast_`` are as exact as the others: on devices ``fastmath`` chooses.
"""

import math

import numpy as np
from numlir import cuda


def acosf(x):
    return np.float32(math.acos(np.float32(x)))


def acoshf(x):
    return np.float32(math.acosh(np.float32(x)))


def asinf(x):
    return np.float32(math.asin(np.float32(x)))


def asinhf(x):
    return np.float32(math.asinh(np.float32(x)))


def atanf(x):
    return np.float32(math.atan(np.float32(x)))


def atanhf(x):
    return np.float32(math.atanh(np.float32(x)))


def cbrtf(x):
    return np.float32(np.cbrt(np.float32(x)))


def ceilf(x):
    return np.float32(np.ceil(np.float32(x)))


def cosf(x):
    return np.float32(math.cos(np.float32(x)))


def coshf(x):
    return np.float32(math.cosh(np.float32(x)))


def erff(x):
    return np.float32(math.erf(np.float32(x)))


def erfcf(x):
    return np.float32(math.erfc(np.float32(x)))


def expf(x):
    return np.float32(math.exp(np.float32(x)))


def exp2f(x):
    return np.float32(np.exp2(np.float32(x)))


def expm1f(x):
    return np.float32(math.expm1(np.float32(x)))


def fabsf(x):
    return np.float32(math.fabs(np.float32(x)))


def floorf(x):
    return np.float32(np.floor(np.float32(x)))


def lgammaf(x):
    return np.float32(math.lgamma(np.float32(x)))


def logf(x):
    return np.float32(math.log(np.float32(x)))


def log10f(x):
    return np.float32(math.log10(np.float32(x)))


def log1pf(x):
    return np.float32(math.log1p(np.float32(x)))


def log2f(x):
    return np.float32(math.log2(np.float32(x)))


def rintf(x):
    return np.float32(np.rint(np.float32(x)))


def nearbyintf(x):
    return np.float32(np.rint(np.float32(x)))


def sinf(x):
    return np.float32(math.sin(np.float32(x)))


def sinhf(x):
    return np.float32(math.sinh(np.float32(x)))


def sqrtf(x):
    return np.float32(math.sqrt(np.float32(x)))


def tanf(x):
    return np.float32(math.tan(np.float32(x)))


def tanhf(x):
    return np.float32(math.tanh(np.float32(x)))


def tgammaf(x):
    return np.float32(math.gamma(np.float32(x)))


def truncf(x):
    return np.float32(np.trunc(np.float32(x)))


def atan2f(x, y):
    return np.float32(math.atan2(np.float32(x), np.float32(y)))


def copysignf(x, y):
    return np.float32(math.copysign(np.float32(x), np.float32(y)))


def fmaxf(x, y):
    return np.float32(np.fmax(np.float32(x), np.float32(y)))


def fminf(x, y):
    return np.float32(np.fmin(np.float32(x), np.float32(y)))


def fmodf(x, y):
    return np.float32(math.fmod(np.float32(x), np.float32(y)))


def hypotf(x, y):
    return np.float32(math.hypot(np.float32(x), np.float32(y)))


def nextafterf(x, y):
    return np.float32(np.nextafter(np.float32(x), np.float32(y)))


def powf(x, y):
    return np.float32(math.pow(np.float32(x), np.float32(y)))


def exp10f(x):
    return np.float32(np.float32(10) ** np.float32(x))


def fmaf(x, y, z):
    return cuda.fma(np.float32(x), np.float32(y), np.float32(z))


def rsqrtf(x):
    return np.float32(1) / math.sqrt(np.float32(x))


def rcbrtf(x):
    return np.float32(1) / np.cbrt(np.float32(x))


def fdimf(x, y):
    difference = np.float32(x) - np.float32(y)
    return np.float32(0) if difference <= 0 else difference


def sinpif(x):
    return math.sin(np.float32(math.pi) * (np.fmod(np.float32(x), np.float32(2))))


def cospif(x):
    return math.cos(np.float32(math.pi) * (np.fmod(np.float32(x), np.float32(2))))


def ldexpf(x, exponent):
    return np.float32(math.ldexp(np.float32(x), np.int64(exponent)))


def roundf(x):
    whole = np.trunc(np.float32(x))
    return whole + math.copysign(np.float32(1), np.float32(x)) if math.fabs(np.float32(x) - whole) >= 0.5 else whole


def fast_sinf(x):
    return sinf(x)


def fast_cosf(x):
    return cosf(x)


def fast_tanf(x):
    return tanf(x)


def fast_expf(x):
    return expf(x)


def fast_exp10f(x):
    return exp10f(x)


def fast_log10f(x):
    return log10f(x)


def fast_log2f(x):
    return log2f(x)


def fast_logf(x):
    return logf(x)


def fast_powf(x, y):
    return powf(x, y)


def fast_fdividef(x, y):
    return np.float32(x) / np.float32(y)


def fadd_rn(x, y):
    return np.float32(x) + np.float32(y)


def fsub_rn(x, y):
    return np.float32(x) - np.float32(y)


def fmul_rn(x, y):
    return np.float32(x) * np.float32(y)


def fdiv_rn(x, y):
    return np.float32(x) / np.float32(y)


def fsqrt_rn(x):
    return sqrtf(x)


def frcp_rn(x):
    return np.float32(1) / np.float32(x)


def isnanf(x):
    return np.int32(np.float32(x) != np.float32(x))


def isinff(x):
    return np.int32(math.isinf(np.float32(x)))


def finitef(x):
    return np.int32(math.isfinite(np.float32(x)))


def signbitf(x):
    return np.int32(np.signbit(np.float32(x)))


def remainderf(x, y):
    return np.float32(math.remainder(np.float32(x), np.float32(y)))


def powif(x, n):
    return np.float32(np.float32(x) ** np.int32(n))


def scalbnf(x, n):
    return np.float32(math.ldexp(np.float32(x), np.int64(n)))


def llrintf(x):
    return np.int64(np.rint(np.float32(x)))


def llroundf(x):
    return np.int64(roundf(x))


def frexpf(x):
    mantissa, exponent = math.frexp(np.float32(x))
    return np.float32(mantissa), np.int32(exponent)


def modff(x):
    fraction, whole = math.modf(np.float32(x))
    return np.float32(fraction), np.float32(whole)


def sincosf(x):
    return sinf(x), cosf(x)


def fast_sincosf(x):
    return sinf(x), cosf(x)


def sincospif(x):
    return sinpif(x), cospif(x)


def normcdff(x):
    return np.float32(0.5) * erfcf(-np.float32(x) * np.float32(math.sqrt(0.5)))


def saturatef(x):
    value = np.float32(x)
    return np.float32(1) if value > 1 else value if value > 0 else np.float32(0)


def fmaf_rn(x, y, z):
    return fmaf(x, y, z)


def frsqrt_rn(x):
    return np.float32(1.0 / math.sqrt(np.float64(np.float32(x))))
