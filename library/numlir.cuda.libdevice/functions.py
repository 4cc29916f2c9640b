"""The functions of NVIDIA's libdevice, by its names: those of ``double`` as they are called in C, those of ``float`` with an *f*.

The names with ``fast_`` are as exact as the others: on devices ``fastmath`` chooses. The meaning is that of the libdevice user's guide.
"""

import math

import numpy as np

from numlir import cuda


def acos(x):
    return np.float64(math.acos(np.float64(x)))


def acosf(x):
    return np.float32(math.acos(np.float32(x)))


def acosh(x):
    return np.float64(math.acosh(np.float64(x)))


def acoshf(x):
    return np.float32(math.acosh(np.float32(x)))


def asin(x):
    return np.float64(math.asin(np.float64(x)))


def asinf(x):
    return np.float32(math.asin(np.float32(x)))


def asinh(x):
    return np.float64(math.asinh(np.float64(x)))


def asinhf(x):
    return np.float32(math.asinh(np.float32(x)))


def atan(x):
    return np.float64(math.atan(np.float64(x)))


def atanf(x):
    return np.float32(math.atan(np.float32(x)))


def atanh(x):
    return np.float64(math.atanh(np.float64(x)))


def atanhf(x):
    return np.float32(math.atanh(np.float32(x)))


def cbrt(x):
    return np.float64(np.cbrt(np.float64(x)))


def cbrtf(x):
    return np.float32(np.cbrt(np.float32(x)))


def ceil(x):
    return np.float64(np.ceil(np.float64(x)))


def ceilf(x):
    return np.float32(np.ceil(np.float32(x)))


def cos(x):
    return np.float64(math.cos(np.float64(x)))


def cosf(x):
    return np.float32(math.cos(np.float32(x)))


def cosh(x):
    return np.float64(math.cosh(np.float64(x)))


def coshf(x):
    return np.float32(math.cosh(np.float32(x)))


def erf(x):
    return np.float64(math.erf(np.float64(x)))


def erff(x):
    return np.float32(math.erf(np.float32(x)))


def erfc(x):
    return np.float64(math.erfc(np.float64(x)))


def erfcf(x):
    return np.float32(math.erfc(np.float32(x)))


def exp(x):
    return np.float64(math.exp(np.float64(x)))


def expf(x):
    return np.float32(math.exp(np.float32(x)))


def exp2(x):
    return np.float64(np.exp2(np.float64(x)))


def exp2f(x):
    return np.float32(np.exp2(np.float32(x)))


def expm1(x):
    return np.float64(math.expm1(np.float64(x)))


def expm1f(x):
    return np.float32(math.expm1(np.float32(x)))


def fabs(x):
    return np.float64(math.fabs(np.float64(x)))


def fabsf(x):
    return np.float32(math.fabs(np.float32(x)))


def floor(x):
    return np.float64(np.floor(np.float64(x)))


def floorf(x):
    return np.float32(np.floor(np.float32(x)))


def lgamma(x):
    return np.float64(math.lgamma(np.float64(x)))


def lgammaf(x):
    return np.float32(math.lgamma(np.float32(x)))


def log(x):
    return np.float64(math.log(np.float64(x)))


def logf(x):
    return np.float32(math.log(np.float32(x)))


def log10(x):
    return np.float64(math.log10(np.float64(x)))


def log10f(x):
    return np.float32(math.log10(np.float32(x)))


def log1p(x):
    return np.float64(math.log1p(np.float64(x)))


def log1pf(x):
    return np.float32(math.log1p(np.float32(x)))


def log2(x):
    return np.float64(math.log2(np.float64(x)))


def log2f(x):
    return np.float32(math.log2(np.float32(x)))


def rint(x):
    return np.float64(np.rint(np.float64(x)))


def rintf(x):
    return np.float32(np.rint(np.float32(x)))


def nearbyint(x):
    return np.float64(np.rint(np.float64(x)))


def nearbyintf(x):
    return np.float32(np.rint(np.float32(x)))


def sin(x):
    return np.float64(math.sin(np.float64(x)))


def sinf(x):
    return np.float32(math.sin(np.float32(x)))


def sinh(x):
    return np.float64(math.sinh(np.float64(x)))


def sinhf(x):
    return np.float32(math.sinh(np.float32(x)))


def sqrt(x):
    return np.float64(math.sqrt(np.float64(x)))


def sqrtf(x):
    return np.float32(math.sqrt(np.float32(x)))


def tan(x):
    return np.float64(math.tan(np.float64(x)))


def tanf(x):
    return np.float32(math.tan(np.float32(x)))


def tanh(x):
    return np.float64(math.tanh(np.float64(x)))


def tanhf(x):
    return np.float32(math.tanh(np.float32(x)))


def tgamma(x):
    return np.float64(math.gamma(np.float64(x)))


def tgammaf(x):
    return np.float32(math.gamma(np.float32(x)))


def trunc(x):
    return np.float64(np.trunc(np.float64(x)))


def truncf(x):
    return np.float32(np.trunc(np.float32(x)))


def atan2(x, y):
    return np.float64(math.atan2(np.float64(x), np.float64(y)))


def atan2f(x, y):
    return np.float32(math.atan2(np.float32(x), np.float32(y)))


def copysign(x, y):
    return np.float64(math.copysign(np.float64(x), np.float64(y)))


def copysignf(x, y):
    return np.float32(math.copysign(np.float32(x), np.float32(y)))


def fmax(x, y):
    return np.float64(np.fmax(np.float64(x), np.float64(y)))


def fmaxf(x, y):
    return np.float32(np.fmax(np.float32(x), np.float32(y)))


def fmin(x, y):
    return np.float64(np.fmin(np.float64(x), np.float64(y)))


def fminf(x, y):
    return np.float32(np.fmin(np.float32(x), np.float32(y)))


def fmod(x, y):
    return np.float64(math.fmod(np.float64(x), np.float64(y)))


def fmodf(x, y):
    return np.float32(math.fmod(np.float32(x), np.float32(y)))


def hypot(x, y):
    return np.float64(math.hypot(np.float64(x), np.float64(y)))


def hypotf(x, y):
    return np.float32(math.hypot(np.float32(x), np.float32(y)))


def nextafter(x, y):
    return np.float64(np.nextafter(np.float64(x), np.float64(y)))


def nextafterf(x, y):
    return np.float32(np.nextafter(np.float32(x), np.float32(y)))


def pow(x, y):
    return np.float64(math.pow(np.float64(x), np.float64(y)))


def powf(x, y):
    return np.float32(math.pow(np.float32(x), np.float32(y)))


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


def dadd_rn(x, y):
    return np.float64(x) + np.float64(y)


def fadd_rn(x, y):
    return np.float32(x) + np.float32(y)


def dsub_rn(x, y):
    return np.float64(x) - np.float64(y)


def fsub_rn(x, y):
    return np.float32(x) - np.float32(y)


def dmul_rn(x, y):
    return np.float64(x) * np.float64(y)


def fmul_rn(x, y):
    return np.float32(x) * np.float32(y)


def ddiv_rn(x, y):
    return np.float64(x) / np.float64(y)


def fdiv_rn(x, y):
    return np.float32(x) / np.float32(y)


def dsqrt_rn(x):
    return sqrt(x)


def fsqrt_rn(x):
    return sqrtf(x)


def drcp_rn(x):
    return np.float64(1) / np.float64(x)


def frcp_rn(x):
    return np.float32(1) / np.float32(x)


def abs(x):
    return np.int32(x) if np.int32(x) >= 0 else np.int32(-np.int32(x))


def llabs(x):
    return np.int64(x) if np.int64(x) >= 0 else -np.int64(x)


def min(x, y):
    return np.int32(x) if np.int32(x) < np.int32(y) else np.int32(y)


def max(x, y):
    return np.int32(x) if np.int32(x) > np.int32(y) else np.int32(y)


def llmin(x, y):
    return np.int64(x) if np.int64(x) < np.int64(y) else np.int64(y)


def llmax(x, y):
    return np.int64(x) if np.int64(x) > np.int64(y) else np.int64(y)


def umin(x, y):
    return np.uint32(x) if np.uint32(x) < np.uint32(y) else np.uint32(y)


def umax(x, y):
    return np.uint32(x) if np.uint32(x) > np.uint32(y) else np.uint32(y)


def ullmin(x, y):
    return np.uint64(x) if np.uint64(x) < np.uint64(y) else np.uint64(y)


def ullmax(x, y):
    return np.uint64(x) if np.uint64(x) > np.uint64(y) else np.uint64(y)


def clz(x):
    return np.int32(cuda.clz(np.int32(x)))


def clzll(x):
    return np.int32(cuda.clz(np.int64(x)))


def popc(x):
    return np.int32(cuda.popc(np.int32(x)))


def popcll(x):
    return np.int32(cuda.popc(np.int64(x)))


def ffs(x):
    return np.int32(cuda.ffs(np.int32(x)))


def ffsll(x):
    return np.int32(cuda.ffs(np.int64(x)))


def brev(x):
    return cuda.brev(np.uint32(x))


def brevll(x):
    return cuda.brev(np.uint64(x))


def mulhi(x, y):
    return np.int32((np.int64(np.int32(x)) * np.int64(np.int32(y))) >> 32)


def umulhi(x, y):
    return np.uint32((np.uint64(np.uint32(x)) * np.uint64(np.uint32(y))) >> np.uint64(32))


def isnand(x):
    return np.int32(np.float64(x) != np.float64(x))


def isnanf(x):
    return np.int32(np.float32(x) != np.float32(x))


def isinfd(x):
    return np.int32(math.isinf(np.float64(x)))


def isinff(x):
    return np.int32(math.isinf(np.float32(x)))


def isfinited(x):
    return np.int32(math.isfinite(np.float64(x)))


def finitef(x):
    return np.int32(math.isfinite(np.float32(x)))


def signbitd(x):
    return np.int32(np.signbit(np.float64(x)))


def signbitf(x):
    return np.int32(np.signbit(np.float32(x)))


def remainder(x, y):
    return math.remainder(np.float64(x), np.float64(y))


def remainderf(x, y):
    return np.float32(math.remainder(np.float32(x), np.float32(y)))


def powi(x, n):
    return np.float64(x) ** np.int32(n)


def powif(x, n):
    return np.float32(np.float32(x) ** np.int32(n))


def scalbn(x, n):
    return math.ldexp(np.float64(x), np.int64(n))


def scalbnf(x, n):
    return np.float32(math.ldexp(np.float32(x), np.int64(n)))


def llrint(x):
    return np.int64(np.rint(np.float64(x)))


def llrintf(x):
    return np.int64(np.rint(np.float32(x)))


def llround(x):
    return np.int64(round(x))


def llroundf(x):
    return np.int64(roundf(x))


def frexp(x):
    mantissa, exponent = math.frexp(np.float64(x))
    return mantissa, np.int32(exponent)


def frexpf(x):
    mantissa, exponent = math.frexp(np.float32(x))
    return np.float32(mantissa), np.int32(exponent)


def modf(x):
    return math.modf(np.float64(x))


def modff(x):
    fraction, whole = math.modf(np.float32(x))
    return np.float32(fraction), np.float32(whole)


def sincos(x):
    return sin(x), cos(x)


def sincosf(x):
    return sinf(x), cosf(x)


def fast_sincosf(x):
    return sinf(x), cosf(x)


def sincospi(x):
    return sinpi(x), cospi(x)


def sincospif(x):
    return sinpif(x), cospif(x)


def normcdf(x):
    return 0.5 * erfc(-np.float64(x) * math.sqrt(0.5))


def normcdff(x):
    return np.float32(0.5) * erfcf(-np.float32(x) * np.float32(math.sqrt(0.5)))


def saturatef(x):
    value = np.float32(x)
    return np.float32(1) if value > 1 else value if value > 0 else np.float32(0)


def fma_rn(x, y, z):
    return fma(x, y, z)


def fmaf_rn(x, y, z):
    return fmaf(x, y, z)


def frsqrt_rn(x):
    return np.float32(1.0 / math.sqrt(np.float64(np.float32(x))))


def sad(x, y, z):
    distance = np.int64(np.int32(x)) - np.int64(np.int32(y))
    return np.int32((distance if distance >= 0 else -distance) + z)


def usad(x, y, z):
    distance = np.int64(np.uint32(x)) - np.int64(np.uint32(y))
    return np.uint32((distance if distance >= 0 else -distance) + np.int64(np.uint32(z)))


def hadd(x, y):
    return np.int32((np.int64(np.int32(x)) + np.int64(np.int32(y))) >> 1)


def rhadd(x, y):
    return np.int32((np.int64(np.int32(x)) + np.int64(np.int32(y)) + 1) >> 1)


def uhadd(x, y):
    return np.uint32((np.int64(np.uint32(x)) + np.int64(np.uint32(y))) >> 1)


def urhadd(x, y):
    return np.uint32((np.int64(np.uint32(x)) + np.int64(np.uint32(y)) + 1) >> 1)


def mul24(x, y):
    return np.int32((np.int64(x) << 40 >> 40) * (np.int64(y) << 40 >> 40))


def umul24(x, y):
    return np.uint32((np.int64(x) & 0xFFFFFF) * (np.int64(y) & 0xFFFFFF))


def umul64hi(x, y):
    x, y = np.uint64(x), np.uint64(y)
    half, low = np.uint64(32), np.uint64(0xFFFFFFFF)
    cross = (x >> half) * (y & low) + (((x & low) * (y & low)) >> half)
    other = (x & low) * (y >> half) + (cross & low)
    return (x >> half) * (y >> half) + (cross >> half) + (other >> half)


def mul64hi(x, y):
    x, y = np.int64(x), np.int64(y)
    high = np.int64(umul64hi(np.uint64(x), np.uint64(y)))
    return high - (y if x < 0 else 0) - (x if y < 0 else 0)


def byte_perm(x, y, selector):
    bytes_of_both = np.uint64(np.uint32(y)) << np.uint64(32) | np.uint64(np.uint32(x))
    result = np.uint64(0)
    for place in range(4):
        chosen = np.uint64(np.uint32(selector) >> np.uint32(4 * place)) & np.uint64(7)
        result |= ((bytes_of_both >> (chosen * np.uint64(8))) & np.uint64(0xFF)) << np.uint64(8 * place)
    return np.int32(np.uint32(result))
