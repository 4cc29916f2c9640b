"""Functions of dtypes and their attributes, beside NumPy."""

import numpy as np
import pytest
from compare import check

import numlir as nb

DTYPES = ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"]
INEXACT = ["float32", "float64", "complex64", "complex128"]


@nb.njit
def limits_of_integers(a):
    information = np.iinfo(a.dtype)
    return information.max, information.min, information.bits, np.iinfo(a.dtype).kind == "i"


@nb.njit
def limits_of_named_integers():
    return np.iinfo(np.int64).min, np.iinfo(np.uint64).max, np.iinfo("int16").max, np.iinfo(int).max, np.iinfo(3).min


@nb.njit
def limits_of_floats(a):
    information = np.finfo(a.dtype)
    return (
        (information.max, information.min, information.eps, information.epsneg, information.tiny),
        (information.smallest_normal, information.smallest_subnormal, information.resolution),
        (information.bits, information.precision, information.nmant, information.nexp, information.iexp),
        (information.machep, information.negep, information.minexp, information.maxexp),
        np.zeros(1, information.dtype),
    )


@nb.njit
def limits_of_named_floats():
    return np.finfo(np.float32).eps, np.finfo("float64").max, np.finfo(float).tiny, np.finfo(1.0).bits


def test_limits():
    for dtype in DTYPES[1:]:
        check(limits_of_integers, np.zeros(1, dtype))
    for dtype in INEXACT:
        check(limits_of_floats, np.zeros(1, dtype))
    check(limits_of_named_integers)
    check(limits_of_named_floats)


@nb.njit
def attributes(a):
    dtype = a.dtype
    return (
        (dtype.itemsize, dtype.alignment, dtype.num, dtype.ndim, dtype.shape, dtype.isnative, dtype.hasobject),
        (dtype.kind == "b", dtype.kind == "u", dtype.kind == "i", dtype.kind == "f", dtype.kind == "c"),
        (dtype.char == "d", dtype.name == "float64", dtype.name == "uint8", dtype.names is None),
        (dtype.type(1), dtype == np.dtype(np.float32), np.dtype("int16") == dtype),
    )


@nb.njit
def kinds(a):
    return (
        (np.iscomplexobj(a), np.isrealobj(a), np.isscalar(a), np.isscalar(3), np.isscalar("text"), np.isscalar(a.dtype.type(1))),
        (np.isdtype(a.dtype, "bool"), np.isdtype(a.dtype, "integral"), np.isdtype(a.dtype, "numeric")),
        (np.isdtype(a.dtype, "signed integer"), np.isdtype(a.dtype, "unsigned integer")),
        (np.isdtype(a.dtype, "real floating"), np.isdtype(a.dtype, ("complex floating", np.int8))),
        (np.iscomplex(a), np.isreal(a)),
        (np.size(a), np.ndim(a), np.shape(a), np.size(a, 0), np.ndim(2.5), np.size(2.5)),
    )


@pytest.mark.parametrize("dtype", DTYPES + INEXACT)
def test_kinds(dtype):
    check(attributes, np.zeros(1, dtype))
    check(kinds, np.array([[0, 1, 2], [3, 4, 5]], dtype))
    check(kinds, np.array([[0, 1j, 2], [3, 4, 5 + 2j]], "complex128"))


@nb.njit
def two_dtypes(a, b):
    first, second = a.dtype, b.dtype
    return (
        np.zeros(1, np.promote_types(first, second)),
        np.zeros(1, np.result_type(first, b)),
        np.zeros(1, np.result_type(a, 1, first)),
        np.zeros(1, np.result_type(a, 1.5)),
        np.zeros(1, np.result_type(1j, b)),
        np.zeros(1, np.common_type(a, b)),
        np.can_cast(first, second),
        np.can_cast(first, second, "same_kind"),
        np.can_cast(first, second, casting="no"),
        np.can_cast(first, second, casting="equiv"),
        np.can_cast(first, second, casting="unsafe"),
    )


def test_promotion():
    for first in DTYPES[1:] + INEXACT:
        for second in ("int8", "uint32", "int64", "float32", "complex64"):
            check(two_dtypes, np.zeros(1, first), np.zeros(1, second))


@nb.njit
def attributes_of_numbers(x):
    told = x.dtype, x.shape, x.ndim, x.size, x.itemsize, x.nbytes
    return told[1:] + (np.zeros(2, x.dtype), x.T, x.copy(), x.tolist(), x.flatten(), x.ravel(), x.reshape(1, 1), x.sum().dtype == x.dtype)


@pytest.mark.parametrize("dtype", ["bool", "int64", "uint8", "float32", "float64", "complex64"])
def test_attributes_of_numbers(dtype):
    """NumPy's numbers have what its arrays have."""
    check(attributes_of_numbers, np.ones(1, dtype)[0])


def test_numbers_have_no_other_attributes():
    with pytest.raises(nb.errors.TypingError, match="float64 has no attribute 'width'"):
        nb.njit(lambda x: x.width)(1.0)
