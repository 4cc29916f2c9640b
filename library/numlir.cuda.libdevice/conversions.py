"""The functions of libdevice that convert: between integers and floats in each direction, and bits as they are.

What an integer cannot hold becomes the nearest one that it holds, and what is no number 0.
"""

import numpy as np
from numlir import cuda


def _int_of_whole(x):
    if x != x:
        return np.int32(0)
    if x <= -2147483648.0:
        return np.int32(-2147483648)
    if x >= 2147483647.0:
        return np.int32(2147483647)
    return np.int32(x)


def _uint_of_whole(x):
    if x != x:
        return np.uint32(0)
    if x <= 0.0:
        return np.uint32(0)
    if x >= 4294967295.0:
        return np.uint32(4294967295)
    return np.uint32(x)


def _ll_of_whole(x):
    if x != x:
        return np.int64(0)
    if x <= -9223372036854775808.0:
        return np.int64(-9223372036854775808)
    if x >= 9223372036854775808.0:
        return np.int64(9223372036854775807)
    return np.int64(x)


def _ull_of_whole(x):
    if x != x:
        return np.uint64(0)
    if x <= 0.0:
        return np.uint64(0)
    if x >= 18446744073709551616.0:
        return np.uint64(18446744073709551615)
    return np.uint64(x)


def double2int_rd(x):
    return _int_of_whole(np.float64(np.floor(np.float64(x))))


def double2int_ru(x):
    return _int_of_whole(np.float64(np.ceil(np.float64(x))))


def double2int_rn(x):
    return _int_of_whole(np.float64(np.rint(np.float64(x))))


def double2int_rz(x):
    return _int_of_whole(np.float64(np.trunc(np.float64(x))))


def double2uint_rd(x):
    return _uint_of_whole(np.float64(np.floor(np.float64(x))))


def double2uint_ru(x):
    return _uint_of_whole(np.float64(np.ceil(np.float64(x))))


def double2uint_rn(x):
    return _uint_of_whole(np.float64(np.rint(np.float64(x))))


def double2uint_rz(x):
    return _uint_of_whole(np.float64(np.trunc(np.float64(x))))


def double2ll_rd(x):
    return _ll_of_whole(np.float64(np.floor(np.float64(x))))


def double2ll_ru(x):
    return _ll_of_whole(np.float64(np.ceil(np.float64(x))))


def double2ll_rn(x):
    return _ll_of_whole(np.float64(np.rint(np.float64(x))))


def double2ll_rz(x):
    return _ll_of_whole(np.float64(np.trunc(np.float64(x))))


def double2ull_rd(x):
    return _ull_of_whole(np.float64(np.floor(np.float64(x))))


def double2ull_ru(x):
    return _ull_of_whole(np.float64(np.ceil(np.float64(x))))


def double2ull_rn(x):
    return _ull_of_whole(np.float64(np.rint(np.float64(x))))


def double2ull_rz(x):
    return _ull_of_whole(np.float64(np.trunc(np.float64(x))))


def float2int_rd(x):
    return _int_of_whole(np.float64(np.floor(np.float32(x))))


def float2int_ru(x):
    return _int_of_whole(np.float64(np.ceil(np.float32(x))))


def float2int_rn(x):
    return _int_of_whole(np.float64(np.rint(np.float32(x))))


def float2int_rz(x):
    return _int_of_whole(np.float64(np.trunc(np.float32(x))))


def float2uint_rd(x):
    return _uint_of_whole(np.float64(np.floor(np.float32(x))))


def float2uint_ru(x):
    return _uint_of_whole(np.float64(np.ceil(np.float32(x))))


def float2uint_rn(x):
    return _uint_of_whole(np.float64(np.rint(np.float32(x))))


def float2uint_rz(x):
    return _uint_of_whole(np.float64(np.trunc(np.float32(x))))


def float2ll_rd(x):
    return _ll_of_whole(np.float64(np.floor(np.float32(x))))


def float2ll_ru(x):
    return _ll_of_whole(np.float64(np.ceil(np.float32(x))))


def float2ll_rn(x):
    return _ll_of_whole(np.float64(np.rint(np.float32(x))))


def float2ll_rz(x):
    return _ll_of_whole(np.float64(np.trunc(np.float32(x))))


def float2ull_rd(x):
    return _ull_of_whole(np.float64(np.floor(np.float32(x))))


def float2ull_ru(x):
    return _ull_of_whole(np.float64(np.ceil(np.float32(x))))


def float2ull_rn(x):
    return _ull_of_whole(np.float64(np.rint(np.float32(x))))


def float2ull_rz(x):
    return _ull_of_whole(np.float64(np.trunc(np.float32(x))))


def _rest(x, nearest):
    """Whether an integer is above (1) or below (-1) the float it was rounded to."""
    # 2 to the power of 63 and of 64, to which the largest integers round, are beyond them.
    if nearest >= 9223372036854775808.0:
        return _rest_of_large(x, nearest)
    back = np.int64(nearest)
    return np.int64(np.int64(x) > back) - np.int64(np.int64(x) < back)


def _rest_of_large(x, nearest):
    if nearest >= 18446744073709551616.0 or (nearest == 9223372036854775808.0 and np.uint64(x) < np.uint64(9223372036854775808)):
        return -1
    back = np.uint64(nearest)
    return np.int64(np.uint64(x) > back) - np.int64(np.uint64(x) < back)


def _directed(nearest, rest, bound):
    """The neighbour of the nearest number towards a bound, where the rest says that the exact one is on that side."""
    if (rest > 0 and bound > nearest) or (rest < 0 and bound < nearest):
        return np.nextafter(nearest, bound)
    return nearest


def int2double_rn(x):
    return np.float64(np.int32(x))


def int2float_rn(x):
    return np.float32(np.int32(x))


def int2float_rd(x):
    nearest = np.float32(np.int32(x))
    return _directed(nearest, _rest(np.int32(x), np.float64(nearest)), np.float32(-np.inf))


def int2float_ru(x):
    nearest = np.float32(np.int32(x))
    return _directed(nearest, _rest(np.int32(x), np.float64(nearest)), np.float32(np.inf))


def int2float_rz(x):
    nearest = np.float32(np.int32(x))
    return _directed(nearest, _rest(np.int32(x), np.float64(nearest)), np.float32(0))


def uint2double_rn(x):
    return np.float64(np.uint32(x))


def uint2float_rn(x):
    return np.float32(np.uint32(x))


def uint2float_rd(x):
    nearest = np.float32(np.uint32(x))
    return _directed(nearest, _rest(np.uint32(x), np.float64(nearest)), np.float32(-np.inf))


def uint2float_ru(x):
    nearest = np.float32(np.uint32(x))
    return _directed(nearest, _rest(np.uint32(x), np.float64(nearest)), np.float32(np.inf))


def uint2float_rz(x):
    nearest = np.float32(np.uint32(x))
    return _directed(nearest, _rest(np.uint32(x), np.float64(nearest)), np.float32(0))


def ll2double_rn(x):
    return np.float64(np.int64(x))


def ll2double_rd(x):
    nearest = np.float64(np.int64(x))
    return _directed(nearest, _rest(np.int64(x), np.float64(nearest)), np.float64(-np.inf))


def ll2double_ru(x):
    nearest = np.float64(np.int64(x))
    return _directed(nearest, _rest(np.int64(x), np.float64(nearest)), np.float64(np.inf))


def ll2double_rz(x):
    nearest = np.float64(np.int64(x))
    return _directed(nearest, _rest(np.int64(x), np.float64(nearest)), np.float64(0))


def ll2float_rn(x):
    return np.float32(np.int64(x))


def ll2float_rd(x):
    nearest = np.float32(np.int64(x))
    return _directed(nearest, _rest(np.int64(x), np.float64(nearest)), np.float32(-np.inf))


def ll2float_ru(x):
    nearest = np.float32(np.int64(x))
    return _directed(nearest, _rest(np.int64(x), np.float64(nearest)), np.float32(np.inf))


def ll2float_rz(x):
    nearest = np.float32(np.int64(x))
    return _directed(nearest, _rest(np.int64(x), np.float64(nearest)), np.float32(0))


def ull2double_rn(x):
    return np.float64(np.uint64(x))


def ull2double_rd(x):
    nearest = np.float64(np.uint64(x))
    return _directed(nearest, _rest(np.uint64(x), np.float64(nearest)), np.float64(-np.inf))


def ull2double_ru(x):
    nearest = np.float64(np.uint64(x))
    return _directed(nearest, _rest(np.uint64(x), np.float64(nearest)), np.float64(np.inf))


def ull2double_rz(x):
    nearest = np.float64(np.uint64(x))
    return _directed(nearest, _rest(np.uint64(x), np.float64(nearest)), np.float64(0))


def ull2float_rn(x):
    return np.float32(np.uint64(x))


def ull2float_rd(x):
    nearest = np.float32(np.uint64(x))
    return _directed(nearest, _rest(np.uint64(x), np.float64(nearest)), np.float32(-np.inf))


def ull2float_ru(x):
    nearest = np.float32(np.uint64(x))
    return _directed(nearest, _rest(np.uint64(x), np.float64(nearest)), np.float32(np.inf))


def ull2float_rz(x):
    nearest = np.float32(np.uint64(x))
    return _directed(nearest, _rest(np.uint64(x), np.float64(nearest)), np.float32(0))


def double2float_rn(x):
    return np.float32(x)


def double2float_rd(x):
    nearest = np.float32(x)
    rest = np.int64(np.float64(x) > np.float64(nearest)) - np.int64(np.float64(x) < np.float64(nearest))
    return _directed(nearest, rest, np.float32(-np.inf))


def double2float_ru(x):
    nearest = np.float32(x)
    rest = np.int64(np.float64(x) > np.float64(nearest)) - np.int64(np.float64(x) < np.float64(nearest))
    return _directed(nearest, rest, np.float32(np.inf))


def double2float_rz(x):
    nearest = np.float32(x)
    rest = np.int64(np.float64(x) > np.float64(nearest)) - np.int64(np.float64(x) < np.float64(nearest))
    return _directed(nearest, rest, np.float32(0))


def double_as_longlong(x):
    bits = cuda.local.array(1, np.float64)
    bits[0] = x
    return bits.view(np.int64)[0]


def longlong_as_double(x):
    bits = cuda.local.array(1, np.int64)
    bits[0] = x
    return bits.view(np.float64)[0]


def float_as_int(x):
    bits = cuda.local.array(1, np.float32)
    bits[0] = x
    return bits.view(np.int32)[0]


def int_as_float(x):
    bits = cuda.local.array(1, np.int32)
    bits[0] = x
    return bits.view(np.float32)[0]


def float2half_rn(x):
    bits = cuda.local.array(1, np.float16)
    bits[0] = np.float32(x)
    return bits.view(np.int16)[0]


def half2float(x):
    bits = cuda.local.array(1, np.int16)
    bits[0] = x
    return np.float32(bits.view(np.float16)[0])


def double2hiint(x):
    return np.int32(double_as_longlong(x) >> 32)


def double2loint(x):
    return np.int32(double_as_longlong(x))


def hiloint2double(high, low):
    return longlong_as_double(np.int64(np.int32(high)) << 32 | np.int64(np.uint32(low)))
