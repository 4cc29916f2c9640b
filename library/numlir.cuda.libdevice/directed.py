"""The functions of libdevice that round in a direction: down (``rd``), up (``ru``), towards zero (``rz``).

What the operation rounds to the nearest is corrected by the sign of the exact result less that, which fused operations give.
"""

import math

import numpy as np
from numlir import cuda


def _towards(nearest, rest, bound):
    """The neighbour of the nearest number towards a bound, where the rest says that the exact one is on that side."""
    if (rest > 0 and bound > nearest) or (rest < 0 and bound < nearest):
        return np.nextafter(nearest, bound)
    return nearest


def _rest_of_sum(x, y, nearest):
    part = nearest - x
    return (x - (nearest - part)) + (y - part)


def _rest_of_product(x, y, nearest):
    return cuda.fma(x, y, -nearest)


def _rest_of_quotient(x, y, nearest):
    rest = cuda.fma(-nearest, y, x)
    return -rest if y < 0 else rest


def _rest_of_root(x, nearest):
    return cuda.fma(-nearest, nearest, x)


def dadd_rd(x, y):
    x = np.float64(x)
    y = np.float64(y)
    nearest = x + y
    rest = _rest_of_sum(x, y, nearest)
    return _towards(nearest, rest, np.float64(-math.inf))


def dadd_ru(x, y):
    x = np.float64(x)
    y = np.float64(y)
    nearest = x + y
    rest = _rest_of_sum(x, y, nearest)
    return _towards(nearest, rest, np.float64(math.inf))


def dadd_rz(x, y):
    x = np.float64(x)
    y = np.float64(y)
    nearest = x + y
    rest = _rest_of_sum(x, y, nearest)
    return _towards(nearest, rest, np.float64(0))


def fadd_rd(x, y):
    x = np.float32(x)
    y = np.float32(y)
    nearest = x + y
    rest = _rest_of_sum(x, y, nearest)
    return _towards(nearest, rest, np.float32(-math.inf))


def fadd_ru(x, y):
    x = np.float32(x)
    y = np.float32(y)
    nearest = x + y
    rest = _rest_of_sum(x, y, nearest)
    return _towards(nearest, rest, np.float32(math.inf))


def fadd_rz(x, y):
    x = np.float32(x)
    y = np.float32(y)
    nearest = x + y
    rest = _rest_of_sum(x, y, nearest)
    return _towards(nearest, rest, np.float32(0))





def fsub_rd(x, y):
    x = np.float32(x)
    y = np.float32(y)
    nearest = x - y
    rest = _rest_of_sum(x, -y, nearest)
    return _towards(nearest, rest, np.float32(-math.inf))


def fsub_ru(x, y):
    x = np.float32(x)
    y = np.float32(y)
    nearest = x - y
    rest = _rest_of_sum(x, -y, nearest)
    return _towards(nearest, rest, np.float32(math.inf))


def fsub_rz(x, y):
    x = np.float32(x)
    y = np.float32(y)
    nearest = x - y
    rest = _rest_of_sum(x, -y, nearest)
    return _towards(nearest, rest, np.float32(0))


def dmul_rd(x, y):
    x = np.float64(x)
    y = np.float64(y)
    nearest = x * y
    rest = _rest_of_product(x, y, nearest)
    return _towards(nearest, rest, np.float64(-math.inf))


def dmul_ru(x, y):
    x = np.float64(x)
    y = np.float64(y)
    nearest = x * y
    rest = _rest_of_product(x, y, nearest)
    return _towards(nearest, rest, np.float64(math.inf))


def dmul_rz(x, y):
    x = np.float64(x)
    y = np.float64(y)
    nearest = x * y
    rest = _rest_of_product(x, y, nearest)
    return _towards(nearest, rest, np.float64(0))


def fmul_rd(x, y):
    x = np.float32(x)
    y = np.float32(y)
    nearest = x * y
    rest = _rest_of_product(x, y, nearest)
    return _towards(nearest, rest, np.float32(-math.inf))


def fmul_ru(x, y):
    x = np.float32(x)
    y = np.float32(y)
    nearest = x * y
    rest = _rest_of_product(x, y, nearest)
    return _towards(nearest, rest, np.float32(math.inf))


def fmul_rz(x, y):
    x = np.float32(x)
    y = np.float32(y)
    nearest = x * y
    rest = _rest_of_product(x, y, nearest)
    return _towards(nearest, rest, np.float32(0))


def ddiv_rd(x, y):
    x = np.float64(x)
    y = np.float64(y)
    nearest = x / y
    rest = _rest_of_quotient(x, y, nearest)
    return _towards(nearest, rest, np.float64(-math.inf))


def ddiv_ru(x, y):
    x = np.float64(x)
    y = np.float64(y)
    nearest = x / y
    rest = _rest_of_quotient(x, y, nearest)
    return _towards(nearest, rest, np.float64(math.inf))


def ddiv_rz(x, y):
    x = np.float64(x)
    y = np.float64(y)
    nearest = x / y
    rest = _rest_of_quotient(x, y, nearest)
    return _towards(nearest, rest, np.float64(0))


def fdiv_rd(x, y):
    x = np.float32(x)
    y = np.float32(y)
    nearest = x / y
    rest = _rest_of_quotient(x, y, nearest)
    return _towards(nearest, rest, np.float32(-math.inf))


def fdiv_ru(x, y):
    x = np.float32(x)
    y = np.float32(y)
    nearest = x / y
    rest = _rest_of_quotient(x, y, nearest)
    return _towards(nearest, rest, np.float32(math.inf))


def fdiv_rz(x, y):
    x = np.float32(x)
    y = np.float32(y)
    nearest = x / y
    rest = _rest_of_quotient(x, y, nearest)
    return _towards(nearest, rest, np.float32(0))


def dsqrt_rd(x):
    x = np.float64(x)
    nearest = math.sqrt(x)
    rest = _rest_of_root(x, nearest)
    return _towards(nearest, rest, np.float64(-math.inf))


def dsqrt_ru(x):
    x = np.float64(x)
    nearest = math.sqrt(x)
    rest = _rest_of_root(x, nearest)
    return _towards(nearest, rest, np.float64(math.inf))


def dsqrt_rz(x):
    x = np.float64(x)
    nearest = math.sqrt(x)
    rest = _rest_of_root(x, nearest)
    return _towards(nearest, rest, np.float64(0))


def fsqrt_rd(x):
    x = np.float32(x)
    nearest = math.sqrt(x)
    rest = _rest_of_root(x, nearest)
    return _towards(nearest, rest, np.float32(-math.inf))


def fsqrt_ru(x):
    x = np.float32(x)
    nearest = math.sqrt(x)
    rest = _rest_of_root(x, nearest)
    return _towards(nearest, rest, np.float32(math.inf))


def fsqrt_rz(x):
    x = np.float32(x)
    nearest = math.sqrt(x)
    rest = _rest_of_root(x, nearest)
    return _towards(nearest, rest, np.float32(0))


def drcp_rd(x):
    x = np.float64(x)
    nearest = np.float64(1) / x
    rest = _rest_of_quotient(np.float64(1), x, nearest)
    return _towards(nearest, rest, np.float64(-math.inf))


def drcp_ru(x):
    x = np.float64(x)
    nearest = np.float64(1) / x
    rest = _rest_of_quotient(np.float64(1), x, nearest)
    return _towards(nearest, rest, np.float64(math.inf))


def drcp_rz(x):
    x = np.float64(x)
    nearest = np.float64(1) / x
    rest = _rest_of_quotient(np.float64(1), x, nearest)
    return _towards(nearest, rest, np.float64(0))


def frcp_rd(x):
    x = np.float32(x)
    nearest = np.float32(1) / x
    rest = _rest_of_quotient(np.float32(1), x, nearest)
    return _towards(nearest, rest, np.float32(-math.inf))


def frcp_ru(x):
    x = np.float32(x)
    nearest = np.float32(1) / x
    rest = _rest_of_quotient(np.float32(1), x, nearest)
    return _towards(nearest, rest, np.float32(math.inf))


def frcp_rz(x):
    x = np.float32(x)
    nearest = np.float32(1) / x
    rest = _rest_of_quotient(np.float32(1), x, nearest)
    return _towards(nearest, rest, np.float32(0))


def _rest_of_fma(x, y, z, nearest):
    """How much the exact result is more than the nearest number, as a number of the same sign (Boldo and Muller's ErrFma)."""
    product = x * y
    of_product = cuda.fma(x, y, -product)
    low = z + of_product
    of_low = _rest_of_sum(z, of_product, low)
    high = product + low
    of_high = _rest_of_sum(product, low, high)
    return ((high - nearest) + of_high) + of_low


def _fma_towards(x, y, z, bound):
    nearest = cuda.fma(x, y, z)
    return _towards(nearest, _rest_of_fma(x, y, z, nearest), bound)


def fma_rd(x, y, z):
    return _fma_towards(np.float64(x), np.float64(y), np.float64(z), np.float64(-math.inf))


def fma_ru(x, y, z):
    return _fma_towards(np.float64(x), np.float64(y), np.float64(z), np.float64(math.inf))


def fma_rz(x, y, z):
    return _fma_towards(np.float64(x), np.float64(y), np.float64(z), np.float64(0))


def fmaf_rd(x, y, z):
    return _fma_towards(np.float32(x), np.float32(y), np.float32(z), np.float32(-math.inf))


def fmaf_ru(x, y, z):
    return _fma_towards(np.float32(x), np.float32(y), np.float32(z), np.float32(math.inf))


def fmaf_rz(x, y, z):
    return _fma_towards(np.float32(x), np.float32(y), np.float32(z), np.float32(0))
