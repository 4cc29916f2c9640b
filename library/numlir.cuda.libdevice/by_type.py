"""The functions of libdevice whose names for ``double`` and ``float`` differ by more than an *f*, and those that only ``float`` has.

The names with ``fast_`` are as exact as the others: on devices ``fastmath`` chooses.
"""

import math

import numpy as np
from numlir.cuda.libdevice import cosf, exp10f, expf, fma, fmaf, log2f, log10f, logf, powf, sinf, sqrt, sqrtf, tanf


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


def fma_rn(x, y, z):
    return fma(x, y, z)


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


def fast_sincosf(x):
    return sinf(x), cosf(x)


def saturatef(x):
    value = np.float32(x)
    return np.float32(1) if value > 1 else value if value > 0 else np.float32(0)


def fmaf_rn(x, y, z):
    return fmaf(x, y, z)


def frsqrt_rn(x):
    return np.float32(1.0 / math.sqrt(np.float64(np.float32(x))))
