"""The types of compiled code, with Numba's names.

What :func:`numlir.extending.overload` is asked with, and what a signature is made of:

>>> from numlir import types
>>> types.float64[:, ::1]
array(float64, 2d, C)
>>> types.UniTuple(types.int64, 2)
UniTuple(int64 x 2)
>>> types.float64(types.int32, types.int32)
(int32, int32) -> float64
"""

import enum as _enum

from .base import (
    SCALARS,
    Boolean,
    BooleanLiteral,
    Complex,
    CPointer,
    DeferredType,
    DType,
    Dummy,
    EllipsisType,
    EnumClass,
    EnumMember,
    Float,
    Hashable,
    IntEnumClass,
    IntEnumMember,
    Integer,
    IntegerLiteral,
    Literal,
    Module,
    NoneType,
    Number,
    Omitted,
    Opaque,
    Optional,
    PyObject,
    RangeType,
    RawPointer,
    SliceLiteral,
    SliceType,
    StringLiteral,
    Type,
    TypeRef,
    UnicodeType,
    boolean,
    complex64,
    complex128,
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    literal,
    maybe_literal,
    none,
    uint8,
    uint16,
    uint32,
    uint64,
    unicode_type,
    unliteral,
)
from .callables import (
    BoundFunction,
    Callable,
    ClassInstanceType,
    ClassType,
    CompileResultWAP,
    Dispatcher,
    ExceptionClass,
    ExternalFunction,
    ExternalFunctionPointer,
    Function,
    FunctionPrototype,
    FunctionType,
    NumberClass,
    NumPyRandomBitGeneratorType,
    NumPyRandomGeneratorType,
    StructRef,
    UndefinedFunctionType,
    WrapperAddressProtocol,
)
from .containers import (
    Array,
    BaseAnonymousTuple,
    BaseNamedTuple,
    BaseTuple,
    Buffer,
    ByteArray,
    Bytes,
    Container,
    DictType,
    List,
    ListType,
    LiteralList,
    LiteralStrKeyDict,
    MemoryView,
    MutableSequence,
    NamedTuple,
    NamedUniTuple,
    NestedArray,
    PyArray,
    Sequence,
    Set,
    SetType,
    Sized,
    Tuple,
    UniTuple,
)
from .records import CharSeq, NPDatetime, NPTimedelta, Record, UnicodeCharSeq, date_named, from_dtype

bool_ = b1 = bool = boolean
void = none
string = unicode_type
undefined, unknown = Dummy("undefined"), Dummy("unknown")
Any = Dummy("any")
ellipsis = EllipsisType("...")
voidptr = RawPointer("void*")
pyobject = PyObject("pyobject")
ffi_forced_object, ffi = Opaque("ffi_forced_object"), Opaque("ffi")
npy_rng = NumPyRandomGeneratorType("NumPyRandomGeneratorType")
npy_bitgen = NumPyRandomBitGeneratorType("NumPyRandomBitGeneratorType")
slice2_type, slice3_type = SliceType("slice<a:b>", 2), SliceType("slice<a:b:c>", 3)
range_state32_type, range_state64_type = RangeType(int32), RangeType(int64)
unsigned_range_state64_type = RangeType(uint64)
optional, deferred_type = Optional, DeferredType

byte = uint8
intc, uintc = int32, uint32
intp = int_ = long_ = longlong = ssize_t = int64
uintp = uint = ulong = ulonglong = size_t = uint64
short, ushort, char, uchar = int16, uint16, int8, uint8
float_ = double = float64
f2, f4, f8, c8, c16 = float16, float32, float64, complex64, complex128
i1, i2, i4, i8 = int8, int16, int32, int64
u1, u2, u4, u8 = uint8, uint16, uint32, uint64

signed_domain = frozenset([int8, int16, int32, int64])
unsigned_domain = frozenset([uint8, uint16, uint32, uint64])
integer_domain = signed_domain | unsigned_domain
real_domain = frozenset([float32, float64])
complex_domain = frozenset([complex64, complex128])
number_domain = real_domain | integer_domain | complex_domain

#: The names that ``numlir`` itself offers.
__all__ = [
    *("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "intp", "uintp", "intc", "uintc"),
    *("ssize_t", "size_t", "boolean", "float32", "float64", "complex64", "complex128", "bool_", "byte", "char"),
    *("uchar", "short", "ushort", "int_", "uint", "long_", "ulong", "longlong", "ulonglong", "double", "void", "none"),
    *("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8", "c8", "c16"),
    *("optional", "ffi_forced_object", "ffi", "deferred_type", "bool"),
]


def _described(description):
    """The type that the compiler describes: a tuple of its kind and what it is made of."""
    kind, *parts = description
    if kind == "scalar":
        return SCALARS.get(parts[0]) or date_named(parts[0])
    if kind == "record":
        return from_dtype(parts[0])
    if kind == "array":
        dtype, ndim, layout, readonly, aligned = parts
        return Array(_described(dtype), ndim, layout, readonly, aligned=aligned)
    if kind == "chars":
        wide, count = parts
        return (UnicodeCharSeq if wide else CharSeq)(count)
    if kind == "bytes":
        return Bytes(uint8, 1, "C", readonly=True)
    if kind == "tuple":
        return Tuple([_described(part) for part in parts[0]])
    if kind == "named" and issubclass(parts[0], _enum.Enum):
        return EnumMember(parts[0], _described(parts[1][0]))
    if kind == "named":
        return BaseTuple.from_types([_described(part) for part in parts[1]], parts[0])
    if kind == "list":
        return List(_described(parts[0]), reflected=True)
    if kind == "set":
        return Set(_described(parts[0]), reflected=True)
    if kind == "instance":
        from ..instances import described

        return described(parts[0], [_described(part) for part in parts[1]])
    if kind == "optional":
        return Optional(_described(parts[0]))
    if kind == "pointer":
        return voidptr if parts[0][0] == "none" else CPointer(_described(parts[0]))
    if kind == "dtype":
        return DType(_described(parts[0]))
    if kind == "builtin" and parts and parts[0].startswith("numlir.type:instance."):
        from ..instances import described

        return TypeRef(described(parts[0].removeprefix("numlir.type:instance."), []))
    if kind == "class":
        return NumberClass(SCALARS[parts[0]])
    if kind == "literal":
        return literal(parts[0])
    return {
        "none": none,
        "str": unicode_type,
        "slice": slice3_type,
        "slice2": slice2_type,
        "range": range_state64_type,
        "generator": npy_rng,
        "function": Dispatcher(*(parts or ["function"])),
        "builtin": ellipsis if parts[:1] == ["builtins.Ellipsis"] else Function(*(parts or ["function"])),
    }.get(kind) or Opaque(*parts)


def _function_signature(type_):
    """Of the type of functions of a signature the signature's text; of a tuple with such among its elements these; else None."""
    if isinstance(type_, FunctionType):
        return str(type_).removeprefix("FunctionType")
    if isinstance(type_, BaseAnonymousTuple) and any(_function_signature(each) is not None for each in type_.types):
        return list(type_.types)
    return None


def _description(type_):
    """What :func:`_described` makes the type of, for the types that arguments of compiled code have; None for others."""
    type_ = unliteral(type_)
    if type_.name in SCALARS and isinstance(type_, (Number, Boolean)):
        return "scalar", type_.name
    if isinstance(type_, (NPDatetime, NPTimedelta)):
        return "scalar", type_.name
    if isinstance(type_, Record):
        return "record", type_.dtype
    if isinstance(type_, (CharSeq, UnicodeCharSeq)):
        return "chars", isinstance(type_, UnicodeCharSeq), type_.count
    if isinstance(type_, Bytes):
        return ("bytes",)
    # Buffers of other kinds are arrays in compiled code.
    if isinstance(type_, Buffer) and not isinstance(type_, NestedArray):
        dtype = _description(type_.dtype)
        return dtype and ("array", dtype, type_.ndim, type_.layout, not type_.mutable, getattr(type_, "aligned", True))
    if isinstance(type_, BaseAnonymousTuple):
        elements = [_description(element) for element in type_.types]
        return None if None in elements else ("tuple", elements)
    if isinstance(type_, BaseNamedTuple):
        elements = [_description(element) for element in type_.types]
        return None if None in elements else ("named", type_.instance_class, elements)
    if isinstance(type_, EnumMember) and not isinstance(type_, IntEnumMember):
        value = _description(type_.dtype)
        return value and ("named", type_.instance_class, [value])
    if isinstance(type_, (List, Set)):
        element = _description(type_.dtype)
        return element and ("list" if isinstance(type_, List) else "set", element)
    if isinstance(type_, (ListType, DictType, SetType, ClassInstanceType, StructRef, FunctionType)):
        return "text", str(type_)
    if isinstance(type_, Optional):
        value = _description(type_.type)
        return value and ("optional", value)
    if isinstance(type_, CPointer):
        pointed = _description(type_.dtype)
        return pointed and ("pointer", pointed)
    if type_ == voidptr:
        return "pointer", ("none",)
    if isinstance(type_, SliceType):
        return "slice" if type_.has_step else "slice2",
    if isinstance(type_, IntEnumMember):
        return _description(type_.dtype)
    if isinstance(type_, Omitted):
        from .typeof import typeof

        return _description(typeof(type_.value))
    if type_ == ellipsis:
        return "builtin", "builtins.Ellipsis"
    for singleton, kind in ((none, "none"), (unicode_type, "str"), (npy_rng, "generator")):
        if type_ == singleton:
            return (kind,)
    return None
