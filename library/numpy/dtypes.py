"""Functions of dtypes, all answered when compiling: `np.dtype`, `np.iinfo`, `np.promote_types`, `np.can_cast` and the like."""

import numpy as np
from numlir.library import (
    Literal,
    ScalarOrArray,
    is_array,
    is_bool,
    is_complex,
    is_date,
    is_dtype,
    is_float,
    is_integer,
    is_list,
    is_python,
    is_scalar,
    is_string,
    is_tuple,
    is_unsigned,
    reject,
)


def dtype(dtype: Literal, align: Literal = False, copy: Literal = False):
    return np.empty(0, dtype).dtype


def iinfo(type: Literal):
    """The dtype itself, whose attributes say the limits (library/dtype/limits.py)."""
    found = _dtype_named(type)
    if is_integer(found):
        return found
    reject("Invalid integer data type.")


def finfo(dtype: Literal):
    """The dtype itself, whose attributes say the limits (library/dtype/limits.py); complex numbers have those of their parts."""
    found = _dtype_named(dtype)
    if is_complex(found):
        return np.dtype(np.float32) if found.itemsize == 8 else np.dtype(np.float64)
    if is_float(found):
        return found
    reject("data type not inexact")


def promote_types(type1: Literal, type2: Literal):
    """What the elements of a sum are; of dates, which are not added, those of the larger of two."""
    if is_date(type1) or is_date(type2):
        return np.maximum(np.empty(0, type1), np.empty(0, type2)).dtype
    return (np.empty(0, type1) + np.empty(0, type2)).dtype


def result_type(*arrays_and_dtypes: Literal):
    """Python numbers decide only where nothing else is as large a kind as they are."""
    return _dtype_of(_result_type(arrays_and_dtypes))


def common_type(*arrays):
    """The inexact type that all arrays convert to: float64 for integers."""
    return _common_type(arrays).type


def can_cast(from_: Literal, to: Literal, casting: Literal = "safe"):
    source, target = np.dtype(from_), np.dtype(to)
    if casting == "unsafe":
        return True
    elif casting == "no" or casting == "equiv":
        return source == target
    elif casting == "safe":
        return promote_types(source, target) == target
    elif casting == "same_kind":
        return promote_types(source, target) == target or _kind_order(source) <= _kind_order(target)
    else:
        reject("casting must be one of 'no', 'equiv', 'safe', 'same_kind', or 'unsafe'")


def isdtype(dtype: Literal, kind: Literal):
    """By the names of kinds that the array API has, a dtype, or a tuple of them."""
    if is_tuple(kind):
        if len(kind) == 0:
            return False
        return isdtype(dtype, kind[0]) or isdtype(dtype, kind[1:])
    if is_dtype(kind):
        return np.dtype(dtype) == np.dtype(kind)
    if kind == "bool":
        return is_bool(dtype)
    if kind == "signed integer":
        return is_integer(dtype) and not is_unsigned(dtype)
    if kind == "unsigned integer":
        return is_unsigned(dtype)
    if kind == "integral":
        return is_integer(dtype)
    if kind == "real floating":
        return is_float(dtype)
    if kind == "complex floating":
        return is_complex(dtype)
    if kind == "numeric":
        return is_integer(dtype) or is_float(dtype) or is_complex(dtype)
    reject("kind argument is not the name of a kind of dtypes")


def isscalar(element):
    return is_scalar(element) or is_string(element)


def iscomplexobj(x):
    return is_complex(np.asarray(x) if is_list(x) or is_tuple(x) else x)


def isrealobj(x):
    return not iscomplexobj(x)


def iscomplex(x: ScalarOrArray):
    """Where there is an imaginary part."""
    if is_complex(x):
        return np.imag(x) != 0
    if is_array(x) and x.ndim > 0:
        return np.zeros(x.shape, np.bool_)
    return False


def isreal(x: ScalarOrArray):
    """Where there is no imaginary part."""
    if is_complex(x):
        return np.imag(x) == 0
    if is_array(x) and x.ndim > 0:
        return np.ones(x.shape, np.bool_)
    return True


def _dtype_of(x):
    """The dtype of an array's elements, or of the array that a number makes."""
    return x.dtype if is_array(x) else np.full(1, x).dtype


def _dtype_named(x: Literal):
    """The dtype that is given, or that of a value that is given in its place."""
    if is_dtype(x) or is_string(x):
        return np.dtype(x)
    return _dtype_of(x)


def _kind_order(dtype):
    """Casts of the same kind do not go down in this order."""
    if is_bool(dtype):
        return 0
    elif is_unsigned(dtype):
        return 1
    elif is_integer(dtype):
        return 2
    elif is_float(dtype):
        return 3
    else:
        return 4


def _result_type(arguments: Literal):
    """An empty array of the type, or a Python number where only such are there."""
    if len(arguments) == 1:
        return _example(arguments[0])
    return _both(_example(arguments[0]), _result_type(arguments[1:]))


def _both(one, other):
    return np.maximum(one, other) if is_date(one) or is_date(other) else one + other


def _example(x: Literal):
    if is_python(x):
        return x
    if is_dtype(x) or is_string(x):
        return np.empty(0, x)
    return np.empty(0, _dtype_of(x))


def _common_type(arrays):
    first = arrays[0].dtype if is_float(arrays[0]) or is_complex(arrays[0]) else np.dtype(np.float64)
    if len(arrays) == 1:
        return first
    return promote_types(first, np.dtype(_common_type(arrays[1:])))


def issubdtype(arg1: Literal, arg2: Literal):
    """Whether a dtype is of a kind: one of NumPy's abstract classes, or another dtype."""
    if is_string(arg1):
        return issubdtype(np.dtype(arg1), arg2)
    elif arg2 == np.generic:
        return True
    elif arg2 == np.number:
        return not is_bool(arg1)
    elif arg2 == np.inexact:
        return is_float(arg1) or is_complex(arg1)
    elif arg2 == np.floating:
        return is_float(arg1)
    elif arg2 == np.complexfloating:
        return is_complex(arg1)
    elif arg2 == np.integer:
        return is_integer(arg1)
    elif arg2 == np.unsignedinteger:
        return is_unsigned(arg1)
    elif arg2 == np.signedinteger:
        return is_integer(arg1) and not is_unsigned(arg1)
    else:
        return np.dtype(arg1) == np.dtype(arg2)
