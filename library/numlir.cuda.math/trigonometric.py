"""Sines and their like, and their inverses, for devices without libdevice."""

import math

import numpy as np
from numlir import cuda
from numlir.cuda import libdevice
from numlir.library import seldom

from .exponentials import _polynomial

# pi / 2 as a sum of numbers.
_HALF_PI = 1.5707963267948966
_HALF_PI_2 = 6.123233995736766e-17
_HALF_PI_3 = -1.4973849048591698e-33
# Below this, multiples of pi / 2 are known to more bits than numbers have.
_MODEST = 1e15


def _word(i):
    """64 bits of 2 / pi, from bit 64 i behind the point on; before the point they are zero."""
    i = np.int64(i)
    if i == 0: return np.uint64(0xA2F9836E4E441529)
    if i == 1: return np.uint64(0xFC2757D1F534DDC0)
    if i == 2: return np.uint64(0xDB6295993C439041)
    if i == 3: return np.uint64(0xFE5163ABDEBBC561)
    if i == 4: return np.uint64(0xB7246E3A424DD2E0)
    if i == 5: return np.uint64(0x06492EEA09D1921C)
    if i == 6: return np.uint64(0xFE1DEB1CB129A73E)
    if i == 7: return np.uint64(0xE88235F52EBB4484)
    if i == 8: return np.uint64(0xE99C7026B45F7E41)
    if i == 9: return np.uint64(0x3991D639835339F4)
    if i == 10: return np.uint64(0x9C845F8BBDF9283B)
    if i == 11: return np.uint64(0x1FF897FFDE05980F)
    if i == 12: return np.uint64(0xEF2F118B5A0A6D1F)
    if i == 13: return np.uint64(0x6D367ECF27CB09B7)
    if i == 14: return np.uint64(0x4F463F669E5FEA2D)
    if i == 15: return np.uint64(0x7527BAC7EBE5F17B)
    if i == 16: return np.uint64(0x3D0739F78A5292EA)
    if i == 17: return np.uint64(0x6BFB5FB11F8D5D08)
    if i == 18: return np.uint64(0x56033046FC7B6BAB)
    return np.uint64(0)


def _three_words(start):
    """192 bits of 2 / pi, from any bit on."""
    start = np.int64(start)
    i = start >> 6
    shift = np.uint64(start & 63)
    back = np.uint64(63) - shift
    a, b, c, d = _word(i), _word(i + 1), _word(i + 2), _word(i + 3)
    one = np.uint64(1)
    return a << shift | b >> one >> back, b << shift | c >> one >> back, c << shift | d >> one >> back


@seldom
def _reduced_large(x):
    """Payne and Hanek's reduction: the product with the bits of 2 / pi that matter, in whole numbers."""
    bits = libdevice.double_as_longlong(x)
    exponent = ((bits >> 52) & 2047) - 1075
    mantissa = np.uint64((bits & 0xFFFFFFFFFFFFF) | 1 << 52)
    # Bits of 2 / pi that give multiples of 4 turns do not matter.
    first, second, third = _three_words(exponent - 2)
    low = mantissa * second
    middle = libdevice.umul64hi(mantissa, third)
    sum_low = low + middle
    carry = np.uint64(1) if sum_low < low else np.uint64(0)
    high = mantissa * first + libdevice.umul64hi(mantissa, second) + carry
    quadrant = np.int64(high >> np.uint64(62))
    fraction = high << np.uint64(2) | sum_low >> np.uint64(62)
    rest = sum_low << np.uint64(2)
    negative = fraction >> np.uint64(63) != 0
    if negative:
        quadrant += 1
        rest = ~rest + np.uint64(1)
        fraction = ~fraction + (np.uint64(1) if rest == 0 else np.uint64(0))
    # As a sum of two: the upper 32 bits, and the others.
    upper = np.float64(fraction >> np.uint64(32)) * 2.3283064365386963e-10
    lower = (np.float64(fraction & np.uint64(0xFFFFFFFF)) + np.float64(rest) * 5.421010862427522e-20) * 5.421010862427522e-20
    f = upper + lower
    f_rest = (upper - f) + lower
    r = f * _HALF_PI
    r_rest = cuda.fma(f, _HALF_PI, -r) + (f * _HALF_PI_2 + f_rest * _HALF_PI)
    return (quadrant, -r, -r_rest) if negative else (quadrant, r, r_rest)


def _reduced(x):
    """x less a multiple of pi / 2, as a sum of two, and which multiple it is. For finite numbers that are not negative."""
    if x < 0.7853981633974483:
        return np.int64(0), x, 0.0
    if x > _MODEST:
        return _reduced_large(x)
    k = (x * 0.6366197723675814 + 6755399441055744.0) - 6755399441055744.0
    first = k * _HALF_PI
    first_rest = cuda.fma(k, _HALF_PI, -first)
    second = k * _HALF_PI_2
    second_rest = cuda.fma(k, _HALF_PI_2, -second) + k * _HALF_PI_3
    near = x - first
    a = near - first_rest
    back = a - near
    a_rest = (near - (a - back)) + (-first_rest - back)
    b = a - second
    back = b - a
    b_rest = (a - (b - back)) + (-second - back)
    rest = a_rest + b_rest - second_rest
    r = b + rest
    return np.int64(k) & 3, r, (b - r) + rest


def _sine(r, rest):
    z = r * r
    p = _polynomial(z, (
        -8.220635246624329e-18, 2.8114572543455206e-15, -7.647163731819816e-13, 1.6059043836821613e-10,
        -2.505210838544172e-08, 2.7557319223985893e-06, -0.0001984126984126984, 0.008333333333333333,
        -0.16666666666666666,
    ))
    return r + cuda.fma(p * z, r, rest * (1.0 - 0.5 * z))


def _cosine(r, rest):
    z = r * r
    p = _polynomial(z, (
        -1.5619206968586225e-16, 4.779477332387385e-14, -1.1470745597729725e-11, 2.08767569878681e-09,
        -2.755731922398589e-07, 2.48015873015873e-05, -0.001388888888888889, 0.041666666666666664,
    ))
    half = 0.5 * z
    most = 1.0 - half
    return most + (((1.0 - most) - half) + cuda.fma(p * z, z, -r * rest))


def sin(x):
    x = np.float64(x)
    size = math.fabs(x)
    if not size < math.inf:
        return math.nan
    if size < 1e-9:
        return x
    quadrant, r, rest = _reduced(size)
    value = _cosine(r, rest) if quadrant & 1 else _sine(r, rest)
    return -value if (quadrant & 2 != 0) != (x < 0.0) else value


def cos(x):
    size = math.fabs(np.float64(x))
    if not size < math.inf:
        return math.nan
    quadrant, r, rest = _reduced(size)
    value = _sine(r, rest) if quadrant & 1 else _cosine(r, rest)
    return -value if (quadrant + 1) & 2 else value


def tan(x):
    x = np.float64(x)
    size = math.fabs(x)
    if not size < math.inf:
        return math.nan
    if size < 1e-9:
        return x
    quadrant, r, rest = _reduced(size)
    sine = _sine(r, rest)
    cosine = _cosine(r, rest)
    value = -cosine / sine if quadrant & 1 else sine / cosine
    return -value if x < 0.0 else value


def _arc(x):
    """atan of a number that is not negative, as a sum: reduced to sizes of at most 7/16 by known angles."""
    if x < 0.4375:
        base, base_rest, t = 0.0, 0.0, x
    elif x < 0.6875:
        base, base_rest, t = 0.4636476090008061, 2.2698777452961687e-17, (2.0 * x - 1.0) / (2.0 + x)
    elif x < 1.1875:
        base, base_rest, t = 0.7853981633974483, 3.061616997868383e-17, (x - 1.0) / (x + 1.0)
    elif x < 2.4375:
        base, base_rest, t = 0.982793723247329, 1.3903311031230998e-17, (x - 1.5) / (1.0 + 1.5 * x)
    else:
        base, base_rest, t = _HALF_PI, _HALF_PI_2, -1.0 / x
    z = t * t
    p = 0.0
    for k in range(22, 0, -1):
        p = cuda.fma(p, z, (1.0 - 2.0 * (k & 1)) / (2.0 * k + 1.0))
    return base + (t + (cuda.fma(p * z, t, base_rest)))


def atan(x):
    x = np.float64(x)
    return math.copysign(_arc(math.fabs(x)), x) if x == x else x


def atan2(y, x):
    y = np.float64(y)
    x = np.float64(x)
    if x != x or y != y:
        return math.nan
    size_x = math.fabs(x)
    size_y = math.fabs(y)
    left = libdevice.double_as_longlong(x) < 0
    if size_y == 0.0:
        angle = 0.0
    elif size_x == math.inf and size_y == math.inf:
        angle = 0.7853981633974483
    elif size_x == 0.0:
        angle = _HALF_PI
    else:
        angle = _arc(size_y / size_x)
    if left:
        angle = 3.141592653589793 - (angle - 1.2246467991473532e-16)
    return math.copysign(angle, y)


def asin(x):
    x = np.float64(x)
    if not math.fabs(x) <= 1.0:
        return math.nan
    return atan2(x, math.sqrt((1.0 - x) * (1.0 + x)))


def acos(x):
    x = np.float64(x)
    if not math.fabs(x) <= 1.0:
        return math.nan
    return 2.0 * atan2(math.sqrt(1.0 - x), math.sqrt(1.0 + x))
