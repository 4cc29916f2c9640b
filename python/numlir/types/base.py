"""Types and scalars."""

import numpy as _np


class Type:
    """A type. Two types are equal when their classes and keys are.

    Called with types, it is a signature with this result: ``float64(int32, int32)``. Called with a value, it is what
    NumPy's scalar class of the name makes of it. Indexed with slices, it is an array of this type.
    """

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name

    def __str__(self):
        return self.name

    def __eq__(self, other):
        return self is other or (type(self) is type(other) and self.key == other.key)

    def __hash__(self):
        return hash(self.key)

    def __reduce__(self):
        # A copy of a type that there is only one of is that one.
        return _rebuild, (type(self), self.__dict__)

    @property
    def key(self):
        """What tells types of one class apart."""
        return self.name

    def __call__(self, *args):
        from ..signature import Signature

        if len(args) == 1 and not isinstance(args[0], Type):
            return self.cast_python_value(args[0])
        return Signature(self, args)

    def cast_python_value(self, value):
        """The value as one of this type."""
        raise NotImplementedError(f"{self} is no type that converts values")

    def __getitem__(self, index):
        """An array of this type: a slice for each axis, ``::1`` on the last (C) or the first (F) where it is contiguous. Any other
        step says no more than none."""
        from .containers import Array

        axes = index if isinstance(index, tuple) else (index,)
        if not all(isinstance(axis, slice) and axis.start is None and axis.stop is None for axis in axes) or not axes:
            raise KeyError(f"an array type is written with slices only, as {self}[:, ::1]")
        units = [axis.step == 1 for axis in axes]
        if units[-1] and not any(units[:-1]):
            return Array(self, len(axes), "C")
        if any(units[1:]):
            raise KeyError("the contiguous axis, written ::1, is the last or the first")
        return Array(self, len(axes), "F" if units[0] else "A")

    # Numba's types are asked these.
    is_internal = False
    mutable = False
    cast_literal = None

    @property
    def is_precise(self):
        """Whether values of the type can be."""
        return True


def _rebuild(cls, state):
    made = object.__new__(cls)
    made.__dict__.update(state)
    return made


class Hashable(Type):
    """What may be a key."""


class Dummy(Type):
    """A value known from its type alone."""


class Opaque(Dummy):
    """A type of which nothing but the name is known."""


class Number(Hashable):
    """A scalar."""

    def cast_python_value(self, value):
        return getattr(_np, self.name)(value)


class Integer(Number):
    def __init__(self, name, bitwidth=None, signed=None):
        super().__init__(name)
        self.bitwidth = bitwidth if bitwidth is not None else int(name.rpartition("int")[2])
        self.signed = signed if signed is not None else not name.startswith("u")

    @classmethod
    def from_bitwidth(cls, bitwidth, signed=True):
        return cls(f"{'' if signed else 'u'}int{bitwidth}", bitwidth, signed)

    @property
    def minval(self):
        return -(1 << self.bitwidth - 1) if self.signed else 0

    @property
    def maxval(self):
        return (1 << self.bitwidth - self.signed) - 1


class Float(Number):
    def __init__(self, name, bitwidth=None):
        super().__init__(name)
        self.bitwidth = bitwidth or int(name.removeprefix("float"))


class Complex(Number):
    def __init__(self, name, underlying_float):
        super().__init__(name)
        self.underlying_float = underlying_float
        self.bitwidth = 2 * underlying_float.bitwidth


class Boolean(Hashable):
    bitwidth = 8

    def cast_python_value(self, value):
        return bool(value)


class NoneType(Opaque):
    """The type of ``None``."""


class EllipsisType(Opaque):
    """The type of ``...``."""


class UnicodeType(Hashable):
    """The type of strings."""


class RawPointer(Opaque):
    """An address."""


class PyObject(Dummy):
    """Any object of Python's."""


class CPointer(Type):
    """The address of a value of a type."""

    mutable = True

    def __init__(self, dtype, addrspace=None):
        super().__init__(f"{dtype}*")
        self.dtype = dtype
        self.addrspace = addrspace


class Literal(Type):
    """A type with one value, known when compiling."""

    def __init__(self, value, literal_type):
        Type.__init__(self, f"Literal[{type(value).__name__}]({value})")
        self.literal_value = value
        self.literal_type = literal_type

    @property
    def key(self):
        return type(self.literal_value), self.literal_value


class IntegerLiteral(Literal, Integer):
    def __init__(self, value, literal_type=None):
        Literal.__init__(self, value, literal_type or int64)
        self.bitwidth = self.literal_type.bitwidth
        self.signed = self.literal_type.signed


class BooleanLiteral(Literal, Boolean):
    def __init__(self, value, literal_type=None):
        Literal.__init__(self, value, literal_type or boolean)


class StringLiteral(Literal, UnicodeType):
    def __init__(self, value, literal_type=None):
        Literal.__init__(self, value, literal_type or unicode_type)


class SliceLiteral(Literal):
    pass


class Omitted(Opaque):
    """An argument that was not given."""

    def __init__(self, value):
        super().__init__(f"omitted(default={value!r})")
        self.value = value

    @property
    def key(self):
        return type(self.value), repr(self.value)


class Optional(Type):
    """A value of a type, or ``None``."""

    def __new__(cls, typ):
        return typ if isinstance(typ, Optional) else super().__new__(cls)

    def __init__(self, typ):
        if self is not typ:
            super().__init__(f"OptionalType({typ})")
            self.type = unliteral(typ)

    @property
    def key(self):
        return self.type


class DeferredType(Type):
    """A type that is said later, by ``define``: a jitclass that refers to itself."""

    def __init__(self):
        super().__init__(f"DeferredType#{id(self)}")
        self._defined = None

    def define(self, typ):
        """Says, once, which type it is."""
        if self._defined is not None:
            raise TypeError("deferred type already defined")
        if not isinstance(typ, Type):
            raise TypeError(f"arg is not a Type; got: {type(typ)}")
        self._defined = typ

    def get(self):
        """The type that it was said to be; ``RuntimeError`` before."""
        if self._defined is None:
            raise RuntimeError("deferred type not defined")
        return self._defined


class SliceType(Type):
    """A slice object, with a step (three members) or without."""

    def __init__(self, name, members):
        super().__init__(name)
        self.members = members
        self.has_step = members >= 3


class RangeType(Type):
    """``range(...)``."""

    def __init__(self, dtype):
        super().__init__(f"range_state_{dtype}")
        self.dtype = dtype


class EnumClass(Dummy):
    """A class of ``enum``."""

    def __init__(self, cls, dtype):
        super().__init__(f"Enum class<{dtype}>({cls.__name__})")
        self.instance_class = cls
        self.dtype = dtype

    @property
    def key(self):
        return self.instance_class, self.dtype


class IntEnumClass(EnumClass):
    def __init__(self, cls, dtype):
        super().__init__(cls, dtype)
        self.name = f"IntEnum class<{dtype}>({cls.__name__})"


class EnumMember(Type):
    """A member of a class of ``enum``."""

    def __init__(self, cls, dtype):
        super().__init__(f"Enum<{dtype}>({cls.__name__})")
        self.instance_class = cls
        self.dtype = dtype

    @property
    def key(self):
        return self.instance_class, self.dtype


class IntEnumMember(EnumMember):
    def __init__(self, cls, dtype):
        super().__init__(cls, dtype)
        self.name = f"IntEnum<{dtype}>({cls.__name__})"


class DType(Opaque):
    """A dtype object."""

    def __init__(self, dtype):
        super().__init__(f"dtype({dtype})")
        self.dtype = dtype

    @property
    def key(self):
        return self.dtype


class TypeRef(Dummy):
    """A type as a value."""

    def __init__(self, instance_type):
        super().__init__(f"typeref[{instance_type}]")
        self.instance_type = instance_type

    @property
    def key(self):
        return self.instance_type


class Module(Dummy):
    """A module."""

    def __init__(self, pymod):
        super().__init__(f"Module({pymod})")
        self.pymod = pymod


boolean = Boolean("bool")
int8, int16, int32, int64 = (Integer.from_bitwidth(bits, True) for bits in (8, 16, 32, 64))
uint8, uint16, uint32, uint64 = (Integer.from_bitwidth(bits, False) for bits in (8, 16, 32, 64))
float16, float32, float64 = Float("float16"), Float("float32"), Float("float64")
complex64, complex128 = Complex("complex64", float32), Complex("complex128", float64)
none = NoneType("none")
unicode_type = UnicodeType("unicode_type")

#: The scalar types that compiled code has, by name.
SCALARS = {
    each.name: each
    for each in (boolean, int8, int16, int32, int64, uint8, uint16, uint32, uint64)
    + (float16, float32, float64, complex64, complex128)
}


def literal(value):
    """The type of a constant with its value. Raises ``LiteralTypingError`` where there is none."""
    if isinstance(value, bool):
        return BooleanLiteral(value)
    if isinstance(value, int):
        return IntegerLiteral(value, int64 if value <= int64.maxval else uint64)
    if isinstance(value, str):
        return StringLiteral(value)
    from ..errors import LiteralTypingError

    raise LiteralTypingError(f"{type(value)} cannot be used as a literal")


def maybe_literal(value):
    """The type of a constant with its value, or None."""
    return literal(value) if isinstance(value, (bool, int, str)) else None


def unliteral(type_):
    """The type without the value, where it has one."""
    return getattr(type_, "literal_type", type_)
