"""The context that an intrinsic's function gets when it writes LLVM IR: numba's methods, as far as they have a meaning here."""

from . import _llvm_values as values
from . import types
from .errors import UnsupportedError


class CodegenContext:
    """What the code of an intrinsic is written with, beside the builder."""

    def get_value_type(self, kind):
        """The LLVM type of values of a type."""
        return values.value_type(kind)

    get_argument_type = get_return_type = get_value_type

    def get_data_type(self, kind):
        """The LLVM type of values of a type in memory."""
        return values.data_type(kind)

    def get_constant(self, kind, value):
        """A constant of a scalar type."""
        kind, ir = types.unliteral(kind), values.ir()
        ty = values.value_type(kind)
        if isinstance(kind, types.Complex):
            part = kind.underlying_float
            return ir.Constant.literal_struct([self.get_constant(part, value.real), self.get_constant(part, value.imag)])
        if isinstance(kind, types.Boolean):
            value = int(bool(value))
        elif isinstance(kind, types.Integer):
            value = int(value)
        elif isinstance(kind, types.Float):
            value = float(value)
        else:
            raise UnsupportedError(f"get_constant({kind}): constants are scalars")
        return ir.Constant(ty, value)

    def get_constant_generic(self, builder, kind, value):
        """A constant of a scalar type, or of a tuple of these."""
        if isinstance(kind, types.BaseAnonymousTuple):
            parts = [self.get_constant_generic(builder, of, part) for of, part in zip(kind.types, value)]
            return values.pack(builder, values.value_type(kind), parts)
        return self.get_dummy_value() if values.is_dummy(kind) else self.get_constant(kind, value)

    def get_constant_null(self, kind):
        """Zero of a type."""
        return values.ir().Constant(values.value_type(kind), None)

    def get_constant_undef(self, kind):
        """Any value of a type."""
        return values.ir().Constant(values.value_type(kind), values.ir().Undefined)

    def get_dummy_value(self):
        """The value of what is known from its type."""
        return values.ir().Constant(values.pointer_to_bytes(), None)

    def get_abi_sizeof(self, ty):
        """The size of an LLVM type in memory, in bytes."""
        return values.layout(ty)[0]

    def get_abi_alignment(self, ty):
        """The alignment of an LLVM type in memory, in bytes."""
        return values.layout(ty)[1]

    def insert_const_string(self, module, text):
        """The address of a constant string of C."""
        return self.insert_const_bytes(module, text.encode() + b"\0")

    def insert_const_bytes(self, module, data, name=None):
        """The address of constant bytes."""
        ir = values.ir()
        constant = ir.Constant(ir.ArrayType(ir.IntType(8), len(data)), bytearray(data))
        place = ir.GlobalVariable(module, constant.type, module.get_unique_name(name or ".bytes"))
        place.linkage, place.global_constant, place.initializer = "internal", True, constant
        return place.bitcast(values.pointer_to_bytes())

    def make_array(self, kind):
        """The class of an array's fields: called with context, builder and ``value=``."""
        values.value_type(kind)
        return lambda context, builder, value=None, ref=None: _array_of(builder, value, ref)

    def make_helper(self, builder, kind, value=None, ref=None):
        """An array's fields."""
        if not isinstance(kind, types.Array):
            raise UnsupportedError(f"make_helper({kind}): of arrays only the fields are known here")
        return _array_of(builder, value, ref)

    def make_tuple(self, builder, kind, elements):
        """A tuple of values."""
        return values.pack(builder, values.value_type(kind), elements)

    def cast(self, builder, value, from_type, to_type):
        """The value as one of another type: scalars, and pointers."""
        source, target = types.unliteral(from_type), types.unliteral(to_type)
        if source == target:
            return value
        if isinstance(source, _SCALAR) and isinstance(target, _SCALAR):
            return _cast_scalar(self, builder, value, source, target)
        if isinstance(source, _POINTER) and isinstance(target, _POINTER):
            return builder.bitcast(value, values.value_type(target))
        if isinstance(source, types.BaseAnonymousTuple) and isinstance(target, types.BaseAnonymousTuple):
            if source.count == target.count:
                parts = enumerate(zip(source.types, target.types))
                parts = [self.cast(builder, builder.extract_value(value, index), *pair) for index, pair in parts]
                return self.make_tuple(builder, target, parts)
        raise UnsupportedError(f"cast from {from_type} to {to_type}")

    def is_true(self, builder, kind, value):
        """Whether a scalar is not zero."""
        return self.cast(builder, value, kind, types.boolean)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise UnsupportedError(f"the context of an intrinsic has no {name} (docs/extending.md)")


_SCALAR = (types.Number, types.Boolean)
_POINTER = (types.CPointer, types.RawPointer)


def _array_of(builder, value, ref):
    if (value is None) == (ref is None):
        raise UnsupportedError("an array's fields are those of a value or of a place in memory; intrinsics make no arrays")
    return values.ArrayStruct(builder, builder.load(ref) if value is None else value)


def _cast_scalar(context, builder, value, source, target):
    ty = values.value_type(target)
    if isinstance(target, types.Complex):
        part = target.underlying_float
        if isinstance(source, types.Complex):
            parts = [builder.extract_value(value, index) for index in range(2)]
            parts = [context.cast(builder, each, source.underlying_float, part) for each in parts]
        else:
            parts = [context.cast(builder, value, source, part), context.get_constant(part, 0)]
        return values.pack(builder, ty, parts)
    if isinstance(source, types.Complex):
        raise UnsupportedError(f"cast from {source} to {target}")
    zero = context.get_constant_null(source)
    if isinstance(target, types.Boolean):
        if isinstance(source, types.Float):
            return builder.fcmp_unordered("!=", value, zero)
        return builder.icmp_unsigned("!=", value, zero)
    signed = isinstance(source, types.Integer) and source.signed
    if isinstance(source, types.Float):
        if isinstance(target, types.Float):
            return builder.fpext(value, ty) if target.bitwidth > source.bitwidth else builder.fptrunc(value, ty)
        return builder.fptosi(value, ty) if target.signed else builder.fptoui(value, ty)
    if isinstance(target, types.Float):
        return builder.sitofp(value, ty) if signed else builder.uitofp(value, ty)
    width = 1 if isinstance(source, types.Boolean) else source.bitwidth
    if target.bitwidth == width:
        return value
    if target.bitwidth < width:
        return builder.trunc(value, ty)
    return builder.sext(value, ty) if signed else builder.zext(value, ty)
