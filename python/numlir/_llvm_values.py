"""The LLVM types of values in an intrinsic's code, and how such values are made of what compiled code passes.

Everything here needs ``llvmlite``, which writes the LLVM IR; it is imported when an intrinsic is first used.
"""

from . import types
from .errors import UnsupportedError


def ir():
    """``llvmlite.ir``. Raises ``ImportError``, saying what to install, where it is not there."""
    try:
        from llvmlite import ir
    except ImportError as error:
        raise ImportError("intrinsics write LLVM IR with llvmlite, which is not installed: pip install llvmlite") from error
    return ir


def pointer_to_bytes():
    return ir().IntType(8).as_pointer()


def is_dummy(kind):
    """Whether values of a type are known from the type alone, so that nothing is passed."""
    return isinstance(kind, types.Dummy) and not isinstance(kind, types.RawPointer)


def value_type(kind):
    """The LLVM type of values of a type. Raises ``UnsupportedError`` where they have no form that is the same as numba's."""
    kind, made = types.unliteral(kind), ir()
    if isinstance(kind, types.Boolean):
        return made.IntType(1)
    if isinstance(kind, types.Integer):
        return made.IntType(kind.bitwidth)
    if isinstance(kind, types.Float):
        return {16: made.HalfType, 32: made.FloatType, 64: made.DoubleType}[kind.bitwidth]()
    if isinstance(kind, types.Complex):
        return made.LiteralStructType([value_type(kind.underlying_float)] * 2)
    if isinstance(kind, types.UniTuple):
        return made.ArrayType(value_type(kind.dtype), kind.count)
    if isinstance(kind, types.BaseAnonymousTuple):
        return made.LiteralStructType([value_type(element) for element in kind.types])
    if isinstance(kind, types.CPointer):
        return data_type(kind.dtype).as_pointer()
    if isinstance(kind, types.Array) and isinstance(kind.dtype, (types.Number, types.Boolean)):
        size, bytes_ = made.IntType(64), pointer_to_bytes()
        axes = made.ArrayType(size, kind.ndim)
        return made.LiteralStructType([bytes_, bytes_, size, size, data_type(kind.dtype).as_pointer(), axes, axes])
    if isinstance(kind, types.RawPointer) or is_dummy(kind):
        return pointer_to_bytes()
    raise UnsupportedError(f"values of {kind} have no form in an intrinsic's code (docs/extending.md)")


def data_type(kind):
    """The LLVM type of values of a type in memory: booleans are bytes there."""
    return ir().IntType(8) if isinstance(kind, types.Boolean) else value_type(kind)


#: The fields of an array, in order.
ARRAY_FIELDS = ("meminfo", "parent", "nitems", "itemsize", "data", "shape", "strides")


class ArrayStruct:
    """An array's fields as values of LLVM: ``data``, ``shape``, ``strides``, ``nitems``, ``itemsize``. They are read, not set."""

    def __init__(self, builder, value):
        self._builder, self._value = builder, value

    def __getattr__(self, name):
        if name not in ARRAY_FIELDS:
            raise AttributeError(f"an array has no field {name!r}")
        return self._builder.extract_value(self._value, ARRAY_FIELDS.index(name), name=name)

    def _getvalue(self):
        return self._value


def layout(kind):
    """The size and the alignment, in bytes, of an LLVM type in memory."""
    made = ir()
    if isinstance(kind, made.IntType):
        size = max(1, 1 << (kind.width - 1).bit_length()) // 8 or 1
        return size, size
    if isinstance(kind, made.ArrayType):
        size, alignment = layout(kind.element)
        return size * kind.count, alignment
    if isinstance(kind, made.LiteralStructType):
        size = largest = 1
        end = 0
        for element in kind.elements:
            size, alignment = layout(element)
            largest = max(largest, alignment)
            end = -(-end // alignment) * alignment + size
        return -(-end // largest) * largest, largest
    size = {made.HalfType: 2, made.FloatType: 4}.get(type(kind), 8)
    return size, size


class Passing:
    """The parameters of an intrinsic's function: what compiled code passes for each argument, and the arguments made of it.

    A scalar is a parameter, a complex number two, a pointer an integer; of an array its data, extents and strides in bytes are
    parameters; of a value that is known from its type there is none.
    """

    def __init__(self):
        self.parameters = []
        # For each argument, what makes its value of an iterator over the function's parameters.
        self._makers = []

    def add(self, kind):
        self._makers.append(self._maker(types.unliteral(kind)))

    def values(self, builder, parameters):
        parameters = iter(parameters)
        return [maker(builder, parameters) for maker in self._makers]

    def _maker(self, kind):
        made, ty = ir(), value_type(kind)
        if isinstance(kind, (types.CPointer, types.RawPointer)):
            self.parameters.append(made.IntType(64))
            return lambda builder, parameters: builder.inttoptr(next(parameters), ty)
        if isinstance(kind, types.Array):
            size = made.IntType(64)
            self.parameters += [ty.elements[4]] + [size] * 2 * kind.ndim
            return lambda builder, parameters: _array(builder, ty, kind, parameters)
        if is_dummy(kind):
            return lambda builder, parameters: made.Constant(ty, None)
        if isinstance(kind, types.Complex) or isinstance(kind, types.BaseAnonymousTuple):
            parts = [kind.underlying_float] * 2 if isinstance(kind, types.Complex) else kind.types
            makers = [self._maker(part) for part in parts]

            def aggregate(builder, parameters):
                return pack(builder, ty, [maker(builder, parameters) for maker in makers])

            return aggregate
        self.parameters.append(ty)
        return lambda builder, parameters: next(parameters)


def pack(builder, ty, values):
    """The structure or array of a type with these elements."""
    whole = ir().Constant(ty, ir().Undefined)
    for index, value in enumerate(values):
        whole = builder.insert_value(whole, value, index)
    return whole


def _array(builder, ty, kind, parameters):
    made = ir()
    data = next(parameters)
    shape = [next(parameters) for _ in range(kind.ndim)]
    strides = [next(parameters) for _ in range(kind.ndim)]
    count = made.Constant(made.IntType(64), 1)
    for extent in shape:
        count = builder.mul(count, extent)
    size = made.Constant(made.IntType(64), layout(ty.elements[4].pointee)[0])
    null = made.Constant(pointer_to_bytes(), None)
    axes = ty.elements[5]
    return pack(builder, ty, [null, null, count, size, data, pack(builder, axes, shape), pack(builder, axes, strides)])


def unpack(builder, kind, value):
    """The scalars that a result of a type is given back as."""
    kind, made = types.unliteral(kind), ir()
    if is_dummy(kind):
        return []
    if isinstance(kind, (types.CPointer, types.RawPointer)):
        return [builder.ptrtoint(value, made.IntType(64))]
    if isinstance(kind, types.Complex):
        return [builder.extract_value(value, index) for index in range(2)]
    if isinstance(kind, types.BaseAnonymousTuple):
        elements = enumerate(kind.types)
        return [part for index, of in elements for part in unpack(builder, of, builder.extract_value(value, index))]
    return [value]


def results(kind):
    """The LLVM types of what :func:`unpack` gives. Raises ``UnsupportedError`` for types of which no intrinsic gives values."""
    kind = types.unliteral(kind)
    if is_dummy(kind):
        return []
    if isinstance(kind, (types.CPointer, types.RawPointer)):
        return [ir().IntType(64)]
    if isinstance(kind, types.Complex):
        return [value_type(kind.underlying_float)] * 2
    if isinstance(kind, types.BaseAnonymousTuple):
        return [ty for element in kind.types for ty in results(element)]
    if isinstance(kind, types.Array):
        raise UnsupportedError(f"an intrinsic gives no {kind}: make the array in Python and hand it to the intrinsic")
    return [value_type(kind)]


def has_pointer(kind):
    if isinstance(kind, types.BaseAnonymousTuple):
        return any(map(has_pointer, kind.types))
    return isinstance(kind, (types.CPointer, types.RawPointer))
