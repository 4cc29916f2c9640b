"""The types of compiled code, with Numba's names.

What :func:`numlir.extending.overload` is asked with, and what a signature is made of:

>>> from numlir import types
>>> types.float64[:, ::1]
array(float64, 2d, C)
>>> types.UniTuple(types.int64, 2)
UniTuple(int64 x 2)
"""

import numpy as _np


class Type:
    """A type. Two types are equal when their names are."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name

    def __eq__(self, other):
        return type(self) is type(other) and self.name == other.name

    def __hash__(self):
        return hash(self.name)

    @property
    def key(self):
        """What tells types of one class apart."""
        return self.name

    def __getitem__(self, index):
        """An array of this type: a slice for each axis, ``::1`` on the last (C) or the first (F) where it is contiguous."""
        axes = index if isinstance(index, tuple) else (index,)
        if not all(isinstance(axis, slice) and axis.start is None and axis.stop is None for axis in axes):
            raise KeyError(f"an array type is written with slices only, as {self}[:, ::1]")
        steps = [axis.step for axis in axes]
        if any(step not in (None, 1) for step in steps):
            raise KeyError("the step of an axis is 1 or left out")
        if steps[-1] == 1:
            return Array(self, len(axes), "C")
        return Array(self, len(axes), "F" if steps[0] == 1 else "A")


class Number(Type):
    """A scalar."""


class Integer(Number):
    def __init__(self, name, bitwidth, signed):
        super().__init__(name)
        self.bitwidth = bitwidth
        self.signed = signed

    @property
    def minval(self):
        return -(1 << self.bitwidth - 1) if self.signed else 0

    @property
    def maxval(self):
        return (1 << self.bitwidth - self.signed) - 1


class Float(Number):
    def __init__(self, name, bitwidth):
        super().__init__(name)
        self.bitwidth = bitwidth


class Complex(Number):
    def __init__(self, name, bitwidth, underlying_float):
        super().__init__(name)
        self.bitwidth = bitwidth
        self.underlying_float = underlying_float


class Boolean(Type):
    bitwidth = 8


class NoneType(Type):
    """The type of ``None``."""


class UnicodeType(Type):
    """The type of strings."""


class Opaque(Type):
    """A type of which nothing but the name is known."""


class Dummy(Type):
    """A value known from its type alone."""


class Literal(Type):
    """A type with one value, known when compiling."""

    def __init__(self, value, literal_type):
        Type.__init__(self, f"Literal[{literal_type}]({value})")
        self.literal_value = value
        self.literal_type = literal_type


class IntegerLiteral(Literal, Integer):
    def __init__(self, value, literal_type):
        Literal.__init__(self, value, literal_type)
        self.bitwidth = literal_type.bitwidth
        self.signed = literal_type.signed


class BooleanLiteral(Literal, Boolean):
    pass


class StringLiteral(Literal, UnicodeType):
    pass


class Omitted(Type):
    """An argument that was not given."""

    def __init__(self, value):
        super().__init__(f"omitted(default={value!r})")
        self.value = value


class Sequence(Type):
    """What has a length and items."""


class BaseTuple(Sequence):
    def __init__(self, name, types):
        super().__init__(name)
        self.types = tuple(types)
        self.count = len(self.types)

    def __iter__(self):
        return iter(self.types)

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        return self.types[index]


class UniTuple(BaseTuple):
    """A tuple of ``count`` values of one type."""

    def __init__(self, dtype, count):
        super().__init__(f"UniTuple({dtype} x {count})", (dtype,) * count)
        self.dtype = dtype


class Tuple(BaseTuple):
    """A tuple of values of several types; of one type, a ``UniTuple``."""

    def __new__(cls, types):
        types = tuple(types)
        if types and all(element == types[0] for element in types):
            return UniTuple(types[0], len(types))
        return super().__new__(cls)

    def __init__(self, types):
        types = tuple(types)
        super().__init__(f"Tuple({', '.join(map(str, types))})", types)


class Array(Sequence):
    """An array: element type, number of axes, layout ``C``, ``F`` or ``A``."""

    def __init__(self, dtype, ndim, layout, readonly=False, name=None, aligned=True):
        kind = "readonly array" if readonly else "array"
        super().__init__(name or f"{kind}({dtype}, {ndim}d, {layout})")
        self.dtype = dtype
        self.ndim = ndim
        self.layout = layout
        self.mutable = not readonly
        self.aligned = aligned

    @property
    def is_c_contig(self):
        return self.layout == "C"

    @property
    def is_f_contig(self):
        return self.layout == "F"

    @property
    def is_contig(self):
        return self.layout in "CF"

    def copy(self, dtype=None, ndim=None, layout=None, readonly=None):
        readonly = not self.mutable if readonly is None else readonly
        return Array(dtype or self.dtype, self.ndim if ndim is None else ndim, layout or self.layout, readonly)

    def __getitem__(self, index):
        raise KeyError("an array of arrays is no type")


class List(Sequence):
    """A reflected list."""

    def __init__(self, dtype, reflected=False):
        super().__init__(f"list({dtype})")
        self.dtype = dtype
        self.reflected = reflected


class Set(Type):
    """A reflected set."""

    def __init__(self, dtype, reflected=False):
        super().__init__(f"set({dtype})")
        self.dtype = dtype
        self.reflected = reflected


class DType(Type):
    """A dtype object."""

    def __init__(self, dtype):
        super().__init__(f"dtype({dtype})")
        self.dtype = dtype


class NumberClass(Type):
    """The class of a scalar, such as ``np.float64``."""

    def __init__(self, instance_type):
        super().__init__(f"class({instance_type})")
        self.instance_type = instance_type
        self.dtype = instance_type


class SliceType(Type):
    """A slice object."""


class RangeType(Type):
    """``range(...)``."""


class Callable(Type):
    """What can be called."""


class Function(Callable):
    """A function known to the compiler."""


class Dispatcher(Callable):
    """A function of the user's."""


boolean = bool_ = b1 = Boolean("bool")
int8, int16, int32, int64 = (Integer(f"int{bits}", bits, True) for bits in (8, 16, 32, 64))
uint8, uint16, uint32, uint64 = (Integer(f"uint{bits}", bits, False) for bits in (8, 16, 32, 64))
float32, float64 = Float("float32", 32), Float("float64", 64)
complex64, complex128 = Complex("complex64", 64, float32), Complex("complex128", 128, float64)
none = void = NoneType("none")
unicode_type = string = UnicodeType("unicode_type")
slice2_type, slice3_type = SliceType("slice<a:b>"), SliceType("slice<a:b:c>")
range_state64_type = RangeType("range")

byte = uint8
intc, uintc = int32, uint32
intp = int_ = long_ = longlong = int64
uintp = uint = ulong = ulonglong = uint64
short, ushort, char, uchar = int16, uint16, int8, uint8
float_ = double = float64
f4, f8, c8, c16 = float32, float64, complex64, complex128
i1, i2, i4, i8 = int8, int16, int32, int64
u1, u2, u4, u8 = uint8, uint16, uint32, uint64

signed_domain = frozenset([int8, int16, int32, int64])
unsigned_domain = frozenset([uint8, uint16, uint32, uint64])
integer_domain = signed_domain | unsigned_domain
real_domain = frozenset([float32, float64])
complex_domain = frozenset([complex64, complex128])
number_domain = real_domain | integer_domain | complex_domain

_SCALARS = {
    each.name: each
    for each in (boolean, int8, int16, int32, int64, uint8, uint16, uint32, uint64)
    + (float32, float64, complex64, complex128)
}


def from_dtype(dtype):
    """The scalar type of a NumPy dtype. Raises ``KeyError`` where there is none."""
    return _SCALARS[_np.dtype(dtype).name]


def literal(value):
    """The type of a constant with its value."""
    if isinstance(value, bool):
        return BooleanLiteral(value, boolean)
    if isinstance(value, int):
        return IntegerLiteral(value, int64)
    if isinstance(value, str):
        return StringLiteral(value, unicode_type)
    raise TypeError(f"{type(value).__name__} has no literal type")


def unliteral(type_):
    """The type without the value, where it has one."""
    return getattr(type_, "literal_type", type_)


def _described(description):
    """The type that the compiler describes: a tuple of its kind and what it is made of."""
    kind, *parts = description
    if kind == "scalar":
        return _SCALARS[parts[0]]
    if kind == "array":
        dtype, ndim, layout, readonly, aligned = parts
        return Array(_described(dtype), ndim, layout, readonly, aligned=aligned)
    if kind == "tuple":
        return Tuple(map(_described, parts[0]))
    if kind == "list":
        return List(_described(parts[0]), reflected=True)
    if kind == "set":
        return Set(_described(parts[0]), reflected=True)
    if kind == "dtype":
        return DType(_described(parts[0]))
    if kind == "class":
        return NumberClass(_SCALARS[parts[0]])
    if kind == "literal":
        return literal(parts[0])
    return {
        "none": none,
        "str": unicode_type,
        "slice": slice3_type,
        "range": range_state64_type,
        "function": Dispatcher(*(parts or ["function"])),
        "builtin": Function(*(parts or ["function"])),
    }.get(kind) or Opaque(*parts)
