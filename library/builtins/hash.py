"""`hash`, as CPython's: equal values of different types have equal hashes, and strings have those of this process."""

import math

import numpy as np
from numlir.library import call_c, is_bool, is_bytes, is_complex, is_date, is_float, is_integer, is_scalar, is_string, is_tuple, is_unsigned, reject

#: Numbers are hashed modulo this prime, 2**61 - 1.
MODULUS = 2305843009213693951


def _of_integer(value):
    if is_unsigned(value):
        return np.int64(value % np.uint64(MODULUS))
    if value >= 0:
        hash = value % MODULUS
    else:
        hash = -((-(value + 1) % MODULUS + 1) % MODULUS)
    return -2 if hash == -1 else hash


def _rotated(value, count):
    return ((value << count) & MODULUS) | (value >> (61 - count))


def _of_float(value):
    if math.isinf(value):
        return 314159 if value > 0 else -314159
    if math.isnan(value):
        return 0
    rest, exponent = math.frexp(abs(value))
    hash = 0
    while rest != 0.0:
        hash = _rotated(hash, 28)
        rest *= 268435456.0
        exponent -= 28
        digits = int(rest)
        rest -= digits
        hash += digits
        if hash >= MODULUS:
            hash -= MODULUS
    hash = _rotated(hash, exponent % 61)
    hash = hash if value >= 0 else -hash
    return -2 if hash == -1 else hash


def _of_tuple(items):
    # xxHash's constants (CPython's `tuplehash`).
    total = _all(np.uint64(2870177450012600261), items)
    total += np.uint64(len(items)) ^ np.uint64(2870177450012600261 ^ 3527539)
    return 1546275796 if total == np.uint64(18446744073709551615) else np.int64(total)


def _all(total, items):
    if len(items) == 0:
        return total
    return _all(_with(total, np.uint64(hash(items[0]))), items[1:])


def _with(total, item):
    total = total + item * np.uint64(14029467366897019727)
    total = (total << np.uint64(31)) | (total >> np.uint64(33))
    return total * np.uint64(11400714785074694791)


def hash(object):
    if is_tuple(object):
        return _of_tuple(object)
    if is_string(object) or is_bytes(object):
        return call_c("numlir_hash_text", np.int64, object)
    if not is_scalar(object):
        reject("unhashable: numbers, strings and tuples of such have a hash")
    if is_date(object):
        reject("the hash of a date is NumPy's own, which compiled code does not have; dates may be keys all the same")
    if is_complex(object):
        whole = np.uint64(_of_float(np.float64(object.real))) + np.uint64(1000003) * np.uint64(_of_float(np.float64(object.imag)))
        return -2 if whole == np.uint64(18446744073709551615) else np.int64(whole)
    if is_float(object):
        return _of_float(np.float64(object))
    if is_bool(object):
        return 1 if object else 0
    return _of_integer(object)
