"""What `np.iinfo` and `np.finfo` say, as attributes of dtypes, and the attributes that dtypes have in NumPy.

`np.iinfo(t)` and `np.finfo(t)` give the dtype, so that its attributes are constants when compiling. The limits of floats are
those of IEEE 754: a precision of p bits and a greatest exponent e give eps = 2**(1 - p) and max = (2 - eps) * 2**e.
"""

import numpy as np
from numlir.library import is_bool, is_complex, is_float, is_integer, is_unsigned


@property
def kind(self):
    if is_bool(self):
        return "b"
    elif is_unsigned(self):
        return "u"
    elif is_integer(self):
        return "i"
    elif is_float(self):
        return "f"
    else:
        return "c"


@property
def char(self):
    if is_bool(self):
        return "?"
    elif self == np.int8:
        return "b"
    elif self == np.uint8:
        return "B"
    elif self == np.int16:
        return "h"
    elif self == np.uint16:
        return "H"
    elif self == np.int32:
        return "i"
    elif self == np.uint32:
        return "I"
    elif self == np.int64:
        return "l"
    elif self == np.uint64:
        return "L"
    elif self == np.float32:
        return "f"
    elif self == np.float64:
        return "d"
    elif self == np.complex64:
        return "F"
    else:
        return "D"


@property
def name(self):
    if is_bool(self):
        return "bool"
    elif self == np.int8:
        return "int8"
    elif self == np.uint8:
        return "uint8"
    elif self == np.int16:
        return "int16"
    elif self == np.uint16:
        return "uint16"
    elif self == np.int32:
        return "int32"
    elif self == np.uint32:
        return "uint32"
    elif self == np.int64:
        return "int64"
    elif self == np.uint64:
        return "uint64"
    elif self == np.float32:
        return "float32"
    elif self == np.float64:
        return "float64"
    elif self == np.complex64:
        return "complex64"
    else:
        return "complex128"


@property
def num(self):
    if is_bool(self):
        return 0
    elif self == np.int8:
        return 1
    elif self == np.uint8:
        return 2
    elif self == np.int16:
        return 3
    elif self == np.uint16:
        return 4
    elif self == np.int32:
        return 5
    elif self == np.uint32:
        return 6
    elif self == np.int64:
        return 7
    elif self == np.uint64:
        return 8
    elif self == np.float32:
        return 11
    elif self == np.float64:
        return 12
    elif self == np.complex64:
        return 14
    else:
        return 15


@property
def alignment(self):
    return self.itemsize // 2 if is_complex(self) else self.itemsize


@property
def isnative(self):
    return True


@property
def hasobject(self):
    return False


@property
def ndim(self):
    return 0


@property
def shape(self):
    return ()


@property
def names(self):
    return None


@property
def fields(self):
    return None


@property
def base(self):
    return self


@property
def dtype(self):
    """What `np.result_type` of a dtype alone reads, and `np.finfo(t).dtype`."""
    return self


@property
def bits(self):
    return 8 * self.itemsize


@property
def max(self):
    if is_float(self):
        return np.float32(3.4028234663852886e38) if self.itemsize == 4 else 1.7976931348623157e308
    elif is_unsigned(self):
        if self.itemsize == 8:
            return np.uint64(-1)
        return 255 if self.itemsize == 1 else 65535 if self.itemsize == 2 else 4294967295
    elif self.itemsize == 1:
        return 127
    elif self.itemsize == 2:
        return 32767
    elif self.itemsize == 4:
        return 2147483647
    else:
        return 9223372036854775807


@property
def min(self):
    if is_float(self):
        return np.float32(-3.4028234663852886e38) if self.itemsize == 4 else -1.7976931348623157e308
    elif is_unsigned(self):
        return 0
    elif self.itemsize == 1:
        return -128
    elif self.itemsize == 2:
        return -32768
    elif self.itemsize == 4:
        return -2147483648
    else:
        return -9223372036854775807 - 1


@property
def eps(self):
    return np.float32(1.1920928955078125e-07) if self.itemsize == 4 else 2.220446049250313e-16


@property
def epsneg(self):
    return np.float32(5.960464477539063e-08) if self.itemsize == 4 else 1.1102230246251565e-16


@property
def tiny(self):
    return np.float32(1.1754943508222875e-38) if self.itemsize == 4 else 2.2250738585072014e-308


@property
def smallest_normal(self):
    return self.tiny


@property
def smallest_subnormal(self):
    return np.float32(1.401298464324817e-45) if self.itemsize == 4 else 5e-324


@property
def resolution(self):
    return np.float32(1e-06) if self.itemsize == 4 else 1e-15


@property
def precision(self):
    return 6 if self.itemsize == 4 else 15


@property
def nmant(self):
    return 23 if self.itemsize == 4 else 52


@property
def nexp(self):
    return 8 if self.itemsize == 4 else 11


@property
def machep(self):
    return -23 if self.itemsize == 4 else -52


@property
def negep(self):
    return -24 if self.itemsize == 4 else -53


@property
def iexp(self):
    return 8 if self.itemsize == 4 else 11


@property
def minexp(self):
    return -126 if self.itemsize == 4 else -1022


@property
def maxexp(self):
    return 128 if self.itemsize == 4 else 1024
