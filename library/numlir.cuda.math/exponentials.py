"""Exponentials and logarithms, and what is made of them, for devices without libdevice.

Series whose arguments are reduced so far that they are as exact as numbers are; what is reduced is a sum of two numbers where one
would lose bits. Each is computed with numbers of 64 bits, also for those of 32.
"""

import math

import numpy as np
from numlir import cuda
from numlir.cuda import libdevice

_LOG2E = 1.4426950408889634
# log 2 as sums: a first part of few bits, so that its multiples are exact; and of two full numbers.
_LN2_HIGH = 0.6931471803691238
_LN2_LOW = 1.9082149292705877e-10
_LN2 = 0.6931471805599453
_LN2_REST = 2.3190468138462996e-17
_LN10 = 2.302585092994046
_LN10_REST = -2.1707562233822494e-16
_LOG10_2 = 0.3010299956639812
_LOG10_2_REST = -2.8037281277851704e-18
_LOG10E = 0.4342944819032518
_LOG10E_REST = 1.098319650216765e-17
_LOG2E_REST = 2.0355273740931033e-17
# Adding it rounds to whole numbers, below 2^51.
_ROUNDER = 6755399441055744.0


def _polynomial(x, coefficients):
    """By Horner's rule, from the coefficient of the highest power on."""
    value = coefficients[0]
    for coefficient in coefficients[1:]:
        value = cuda.fma(value, x, coefficient)
    return value


def _whole(x):
    """The nearest whole number."""
    return (x + _ROUNDER) - _ROUNDER


def _two_power(k):
    """2^k for a whole number from -1022 to 1023."""
    return libdevice.longlong_as_double((np.int64(k) + 1023) << 52)


def _scaled(x, k):
    """x * 2^k, rounded once where the result is subnormal."""
    k = np.int64(min(max(k, -2200), 2200))
    third = k // 3
    return x * _two_power(third) * _two_power(third) * _two_power(k - 2 * third)


def _exp_less_one(r):
    """exp(r) - 1 for sizes of at most log(2) / 2."""
    p = _polynomial(r, (
        1.1470745597729725e-11, 1.6059043836821613e-10, 2.08767569878681e-09, 2.505210838544172e-08,
        2.755731922398589e-07, 2.7557319223985893e-06, 2.48015873015873e-05, 0.0001984126984126984,
        0.001388888888888889, 0.008333333333333333, 0.041666666666666664, 0.16666666666666666, 0.5,
    ))
    return cuda.fma(p * r, r, r)


def _exp_of_sum(high, low):
    """exp(high + low), where the second is at most a rounding error of the first."""
    if high != high:
        return high
    if high > 710.0:
        return math.inf
    if high < -746.0:
        return 0.0
    k = _whole(high * _LOG2E)
    r = cuda.fma(k, -_LN2_HIGH, high)
    rest = cuda.fma(k, -_LN2_LOW, low)
    whole = r + rest
    lost = (r - whole) + rest
    p = _exp_less_one(whole)
    return _scaled(1.0 + (p + lost * (1.0 + p)), k)


def _log_as_sum(x):
    """log(x) of a positive, finite number as a sum of two."""
    bits = libdevice.double_as_longlong(x)
    k = 0
    if bits < 1 << 52:
        bits = libdevice.double_as_longlong(x * 18014398509481984.0)
        k = -54
    # The mantissa from sqrt(1/2) on.
    k += ((bits - 0x3FE6A09E667F3BCD) >> 52)
    m = libdevice.longlong_as_double(bits - (np.int64((bits - 0x3FE6A09E667F3BCD) >> 52) << 52))
    # log m = 2 atanh s with s = (m - 1) / (m + 1), which is a sum, too.
    f = m - 1.0
    d = m + 1.0
    d_rest = m - (d - 1.0)
    s = f / d
    s_rest = (cuda.fma(-s, d, f) - s * d_rest) / d
    z = s * s
    z_rest = cuda.fma(s, s, -z) + 2.0 * s * s_rest
    p = _polynomial(z, (
        0.08695652173913043, 0.09523809523809523, 0.10526315789473684, 0.11764705882352941, 0.13333333333333333,
        0.15384615384615385, 0.18181818181818182, 0.2222222222222222, 0.2857142857142857, 0.4,
    ))
    # 2/3 + p z, times z s.
    inner = z * p
    t = 0.6666666666666666 + inner
    t_rest = (0.6666666666666666 - t) + inner + (3.700743415417188e-17 + cuda.fma(z, p, -inner) + z_rest * p)
    u = z * t
    u_rest = cuda.fma(z, t, -u) + z * t_rest + z_rest * t
    v = u * s
    v_rest = cuda.fma(u, s, -v) + u * s_rest + u_rest * s
    twice = 2.0 * s
    low = twice + v
    low_rest = (twice - low) + v + (2.0 * s_rest + v_rest)
    whole = np.float64(k) * _LN2
    whole_rest = cuda.fma(np.float64(k), _LN2, -whole) + np.float64(k) * _LN2_REST
    high = whole + low
    back = high - whole
    rest = (whole - (high - back)) + (low - back) + (whole_rest + low_rest)
    total = high + rest
    return total, (high - total) + rest


def exp(x):
    return _exp_of_sum(np.float64(x), 0.0)


def exp2(x):
    x = np.float64(x)
    if not (x > -1100.0 and x < 1100.0):
        return x if x != x else 0.0 if x < 0.0 else math.inf
    k = _whole(x)
    f = x - k
    high = f * _LN2
    low = cuda.fma(f, _LN2, -high) + f * _LN2_REST
    p = _exp_less_one(high)
    return _scaled(1.0 + (p + low * (1.0 + p)), k)


def exp10(x):
    x = np.float64(x)
    if not (x > -400.0 and x < 400.0):
        return x if x != x else 0.0 if x < 0.0 else math.inf
    k = _whole(x * 3.321928094887362)
    product = k * _LOG10_2
    f = x - product
    f_rest = -cuda.fma(k, _LOG10_2, -product) - k * _LOG10_2_REST
    high = f * _LN10
    low = cuda.fma(f, _LN10, -high) + f * _LN10_REST + f_rest * _LN10
    p = _exp_less_one(high)
    return _scaled(1.0 + (p + low * (1.0 + p)), k)


def expm1(x):
    x = np.float64(x)
    if x > 709.0:
        return exp(x)
    if x < -40.0:
        return -1.0
    k = _whole(x * _LOG2E)
    if k == 0.0 or x != x:
        return _exp_less_one(x) if x != 0.0 else x
    r = cuda.fma(k, -_LN2_HIGH, x)
    rest = k * -_LN2_LOW
    whole = r + rest
    lost = (r - whole) + rest
    p = _exp_less_one(whole)
    p += lost * (1.0 + p)
    power = _two_power(k) if k < 1024.0 else math.inf
    return cuda.fma(power, p, power - 1.0)


def _edge_of_log(x):
    """The logarithm of what is not a positive, finite number."""
    return -math.inf if x == 0.0 else math.nan if x < 0.0 else x


def log(x):
    x = np.float64(x)
    if not (x > 0.0 and x < math.inf):
        return _edge_of_log(x)
    return _log_as_sum(x)[0]


def log2(x):
    x = np.float64(x)
    if not (x > 0.0 and x < math.inf):
        return _edge_of_log(x)
    high, low = _log_as_sum(x)
    product = high * _LOG2E
    result = product + (cuda.fma(high, _LOG2E, -product) + (low * _LOG2E + high * _LOG2E_REST))
    # Of powers of two it is whole.
    near = _whole(result)
    return near if math.fabs(result - near) < 1e-13 and exp2(near) == x else result


def log10(x):
    x = np.float64(x)
    if not (x > 0.0 and x < math.inf):
        return _edge_of_log(x)
    high, low = _log_as_sum(x)
    product = high * _LOG10E
    return product + (cuda.fma(high, _LOG10E, -product) + (low * _LOG10E + high * _LOG10E_REST))


def log1p(x):
    x = np.float64(x)
    if not (x > -1.0 and x < math.inf):
        return -math.inf if x == -1.0 else math.nan if x < -1.0 else x
    if math.fabs(x) < 1e-300:
        return x
    u = 1.0 + x
    rest = x - (u - 1.0) if x < 1.0 else 1.0 - (u - x)
    high, low = _log_as_sum(u)
    return high + (low + rest / u)


def pow(x, y):
    x = np.float64(x)
    y = np.float64(y)
    if y == 0.0 or x == 1.0:
        return 1.0
    if x != x or y != y:
        return x + y
    size = math.fabs(x)
    is_whole = math.fabs(y) >= 9007199254740992.0 or math.floor(y) == y
    is_odd = is_whole and math.fabs(y) < 9007199254740992.0 and (np.int64(y) & 1) == 1
    if size == 1.0 and (is_whole or math.fabs(y) == math.inf):
        return -1.0 if is_odd and x < 0.0 else 1.0
    if math.fabs(y) == math.inf:
        return math.inf if (size > 1.0) == (y > 0.0) else 0.0
    if size == 0.0 or size == math.inf:
        result = math.inf if (size == 0.0) == (y < 0.0) else 0.0
    elif x < 0.0 and not is_whole:
        return math.nan
    else:
        high, low = _log_as_sum(size)
        product = high * y
        if math.fabs(product) > 1000.0:
            result = math.inf if product > 0.0 else 0.0
        else:
            result = _exp_of_sum(product, cuda.fma(high, y, -product) + low * y)
    return -result if is_odd and _is_negative(x) else result


def _is_negative(x):
    return libdevice.double_as_longlong(x) < 0


def sinh(x):
    x = np.float64(x)
    size = math.fabs(x)
    if size < 22.0:
        t = expm1(size)
        result = 0.5 * (t + t / (t + 1.0))
    else:
        half = exp(0.5 * size)
        result = 0.5 * half * half if size > 709.0 else 0.5 * exp(size)
    return math.copysign(result, x)


def cosh(x):
    size = math.fabs(np.float64(x))
    if size < 22.0:
        e = exp(size)
        return 0.5 * e + 0.5 / e
    half = exp(0.5 * size)
    return 0.5 * half * half if size > 709.0 else 0.5 * exp(size)


def tanh(x):
    x = np.float64(x)
    size = math.fabs(x)
    if size > 22.0:
        return math.copysign(1.0, x)
    t = expm1(2.0 * size)
    return math.copysign(t / (t + 2.0), x)


def asinh(x):
    x = np.float64(x)
    size = math.fabs(x)
    if not size < 268435456.0:
        return math.copysign(log(size) + _LN2, x)
    square = size * size
    return math.copysign(log1p(size + square / (1.0 + math.sqrt(square + 1.0))), x)


def acosh(x):
    x = np.float64(x)
    if not x >= 1.0:
        return math.nan
    if x > 268435456.0:
        return log(x) + _LN2
    t = x - 1.0
    return log1p(t + math.sqrt(2.0 * t + t * t))


def atanh(x):
    x = np.float64(x)
    size = math.fabs(x)
    if not size < 1.0:
        return math.copysign(math.inf, x) if size == 1.0 else math.nan
    return math.copysign(0.5 * log1p(2.0 * size / (1.0 - size)), x)


def cbrt(x):
    x = np.float64(x)
    size = math.fabs(x)
    if size == 0.0 or not size < math.inf:
        return x
    scale = 1.0
    if size < 1e-280:
        size *= 5.846006549323611e48
        scale = 5.551115123125783e-17
    y = exp(log(size) * 0.3333333333333333)
    square = y * y
    # The rest of the cube is exact, so that one step is enough.
    rest = cuda.fma(-square, y, size) - y * cuda.fma(y, y, -square)
    return math.copysign((y + rest / (3.0 * square)) * scale, x)


def hypot(x, y):
    one = math.fabs(np.float64(x))
    other = math.fabs(np.float64(y))
    if one == math.inf or other == math.inf:
        return math.inf
    if one < other:
        one, other = other, one
    if other == 0.0 or one != one or other != other:
        return one + other
    if other < one * 5.551115123125783e-17:
        return one
    scale = 1.0
    if one > 1e150:
        scale = 4.149515568880993e180
    elif one < 1e-140:
        scale = 2.409919865102884e-181
    one = one / scale
    other = other / scale
    square = one * one
    sum_of_squares = cuda.fma(other, other, square)
    root = math.sqrt(sum_of_squares)
    # What rounding lost of the squares.
    lost = cuda.fma(one, one, -square) + ((square - sum_of_squares) + other * other) - cuda.fma(root, root, -sum_of_squares)
    return (root + lost / (2.0 * root)) * scale
