"""Types, their names and their equality, and the types of values: compared with numba's own where it has them."""

import array
import collections
import copy
import enum
import pickle

import numpy as np
import pytest

import numlir as nb
from numlir import types

numba = pytest.importorskip("numba")

Point = collections.namedtuple("Point", "x y")


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Level(enum.IntEnum):
    LOW = 0


WRITTEN = [
    *("float64[:]", "float64[:, ::1]", "float64[::1, :]", "Array(int8, 1, 'C', readonly=True)"),
    *("Array(int8, 1, 'C', aligned=False)", "Optional(int64)", "UniTuple(int64, 2)", "Tuple((int64, float32))"),
    *("Tuple((int64, int64))", "Tuple(())", "void", "boolean", "bool_", "unicode_type", "List(int64)"),
    *("List(int64, reflected=True)", "Set(int64)", "Set(int64, reflected=True)", "ListType(int64)"),
    *("DictType(unicode_type, int64[:])", "FunctionType(int64(int64))", "NPDatetime('ns')", "NPTimedelta('')"),
    *("CharSeq(4)", "UnicodeCharSeq(4)", "NestedArray(int8, (2, 3))", "literal(3)", "literal('a')", "literal(True)"),
    *("Omitted(3)", "DType(int8)", "NumberClass(int8)", "slice2_type", "slice3_type", "voidptr", "CPointer(int8)"),
    *("pyobject", "ByteArray(uint8, 1, 'C')", "MemoryView(uint8, 1, 'C')"),
    *("range_state64_type", "TypeRef(int64)", "int64(float64, int32)", "void()", "ellipsis", "intp", "float_" , "double"),
    *("Record.make_c_struct([('a', int8), ('b', float64)])", "i1", "u8", "c16", "f4", "size_t", "ffi_forced_object"),
    *("optional(float32[::1])", "Opaque('x')", "Module", "undefined"),
]


@pytest.mark.parametrize("text", [text for text in WRITTEN if text not in ("Module", "float_")])
def test_types_are_written_as_in_numba(text):
    ours, theirs = eval(text, vars(types).copy()), eval(text, vars(numba.types).copy())
    assert str(ours) == str(theirs)
    assert type(ours).__name__ == type(theirs).__name__ or text == "undefined"


VALUES = [
    *(True, 1, -1, 2**40, 2**63, 1.5, 1j, "text", None, ..., (1, 2), (1, 2.0), (1, (2.0, "x")), [1.0], {1, 2}),
    *(np.int8(1), np.uint64(1), np.float32(1), np.complex64(1), np.bool_(True), np.datetime64("2020-01-01")),
    *(np.timedelta64(3, "ns"), np.zeros(3), np.zeros((2, 3), np.int8), np.zeros((2, 3)).T, np.zeros(6)[::2]),
    *(np.zeros(()), np.zeros(2, "S3"), np.zeros(2, "U3"), np.zeros(2, "M8[us]"), slice(1), slice(1, 2, 3), slice(1, 2, 1)),
    *(np.float32, np.dtype("i2"), Point(1, 2), Point(1, 2.0), Colour.RED, Level.LOW, Colour, Level, b"xx", bytearray(3)),
    *(memoryview(b"xx"), array.array("i", [1]), np.random.default_rng(0), np.zeros(2, [("a", "i4"), ("b", "f8", (2,))])),
    *(np.zeros(2, np.dtype([("a", "i4"), ("b", "S5")], align=True)), np.zeros(1, [("a", [("b", "c8")])])[0]),
]


@pytest.mark.parametrize("value", VALUES, ids=[f"{type(value).__name__}-{i}" for i, value in enumerate(VALUES)])
def test_values_have_the_types_that_numba_gives_them(value):
    ours, theirs = nb.typeof(value), numba.typeof(value)
    assert str(ours) == str(theirs)
    assert type(ours).__name__ == type(theirs).__name__
    if isinstance(ours, types.Array):
        assert (ours.ndim, ours.layout, ours.mutable, ours.aligned) == (
            theirs.ndim,
            theirs.layout,
            theirs.mutable,
            theirs.aligned,
        )


@pytest.mark.parametrize("value", [object(), [], set(), 2**70, frozenset({1}), {1: 2}, np.zeros(2, ">i4")])
def test_values_without_a_type_raise_as_in_numba(value):
    with pytest.raises(Exception) as theirs:
        numba.typeof(value)
    with pytest.raises(Exception) as ours:
        nb.typeof(value)
    assert str(ours.value) == str(theirs.value)
    assert isinstance(ours.value, ValueError) == isinstance(theirs.value, ValueError)


@pytest.mark.parametrize(
    "dtype", [*"?bhilqBHILQfdFD", "e", "S4", "U4", "M8[D]", "m8", "O", [("x", "f4"), ("y", "i2", (2, 3))]]
)
def test_dtypes_have_the_types_that_numba_gives_them(dtype):
    dtype = np.dtype(dtype)
    assert str(nb.from_dtype(dtype)) == str(numba.from_dtype(dtype))


def test_a_dtype_without_a_type_is_refused():
    with pytest.raises(nb.errors.NumbaNotImplementedError):
        nb.from_dtype(np.dtype("g"))


def test_types_are_equal_by_what_they_say():
    assert types.float64[:] == types.Array(types.float64, 1, "A")
    assert types.float64[:] != types.float64[::1]
    assert types.Tuple((types.int64, types.int64)) == types.UniTuple(types.int64, 2)
    assert types.Array(types.int8, 1, "C") != types.Array(types.int8, 1, "C", readonly=True)
    assert types.NamedUniTuple(types.int64, 2, Point) != types.UniTuple(types.int64, 2)
    assert len({types.intp, types.int64, types.long_, types.i8}) == 1
    assert types.literal(1) != types.literal(True) and types.Omitted(1) != types.Omitted(1.0)
    assert types.Optional(types.Optional(types.int64)) == types.optional(types.int64)


@pytest.mark.parametrize(
    "kind", [types.int64, types.float64[:, :], types.Tuple((types.int8, types.none)), types.int64(types.float32), types.f8]
)
def test_types_are_pickled_and_copied(kind):
    assert pickle.loads(pickle.dumps(kind)) == kind == copy.deepcopy(kind)


def test_an_array_type_is_written_with_slices_only():
    for index in (1, "x", (slice(None), 0), slice(1, None), (slice(None, None, 1), slice(None, None, 1))):
        with pytest.raises(KeyError):
            types.float64[index]
    assert types.float64[::2] == types.float64[:]


def test_records_lie_as_in_c():
    fields = [("a", types.int16), ("b", types.complex128), ("c", types.uint8), ("d", types.NestedArray(types.float32, (2, 2)))]
    record = types.Record.make_c_struct(fields)
    expected = np.dtype([("a", "i2"), ("b", "c16"), ("c", "u1"), ("d", "f4", (2, 2))], align=True)
    assert record.dtype == expected and record.size == expected.itemsize and record.aligned
    assert [record.offset(name) for name, _ in fields] == [expected.fields[name][1] for name, _ in fields]
    assert record.typeof("d").shape == (2, 2) and len(record) == 4
    theirs = [("a", numba.types.int16), ("b", numba.types.complex128), ("c", numba.types.uint8)]
    assert str(types.Record.make_c_struct(fields[:3])) == str(numba.types.Record.make_c_struct(theirs))


def test_types_convert_values_where_nothing_is_compiled():
    assert nb.int8(300 - 256) == 44 and type(nb.int8(1)) is np.int8
    assert nb.boolean(2) is True and type(nb.complex64(1)) is np.complex64
    with pytest.raises(NotImplementedError):
        types.unicode_type(3)


def test_types_convert_values_in_compiled_code():
    @nb.njit
    def convert(x):
        return nb.int32(x), types.float32(x), nb.types.intp(x), nb.boolean(x), nb.uint8(x + 30), nb.complex64(x)

    single = float(np.float32(3.7))
    assert convert(3.7) == (3, single, 3, True, 33, complex(single))

    @nb.njit
    def make(n):
        return np.zeros(n, nb.float32), np.ones(n, dtype=types.uint8)

    assert [each.dtype for each in make(2)] == [np.float32, np.uint8]


def test_numbas_names_of_errors_are_there():
    for name, theirs in vars(numba.errors).items():
        if isinstance(theirs, type) and issubclass(theirs, Exception):
            ours = getattr(nb.errors, name)
            for base in theirs.__mro__[1:]:
                above = getattr(nb.errors, base.__name__, None) or getattr(__builtins__, base.__name__, None)
                if above is not None and name not in ("IRError", "UnsupportedParforsError", "UnsupportedBytecodeError"):
                    assert issubclass(ours, above), (name, base.__name__)


def test_numbas_names_of_types_are_there():
    missing = [name for name in numba.types.__all__ if name not in types.__all__ or not hasattr(nb, name)]
    assert missing == []
