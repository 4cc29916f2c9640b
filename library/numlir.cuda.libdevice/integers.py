"""The functions of libdevice for integers, by their names."""

import numpy as np
from numlir import cuda


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
