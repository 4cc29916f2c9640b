"""What intrinsics are written with beside the builder, under numba's names (``numlir.extending.intrinsic``).

The functions write LLVM IR with ``llvmlite``, which is imported when one of them is used. Numba's models of values are not here:
``create_struct_proxy`` knows arrays only.
"""

from contextlib import contextmanager

from .. import types
from .._llvm_values import ArrayStruct, ir, layout, pack, pointer_to_bytes
from ..errors import UnsupportedError

#: Names of types and constants; they are made when they are read.
_MADE = {
    "bool_t": lambda: ir().IntType(1),
    "int8_t": lambda: ir().IntType(8),
    "int32_t": lambda: ir().IntType(32),
    "int64_t": lambda: ir().IntType(64),
    "intp_t": lambda: ir().IntType(64),
    "voidptr_t": pointer_to_bytes,
    "true_bit": lambda: ir().Constant(ir().IntType(1), 1),
    "false_bit": lambda: ir().Constant(ir().IntType(1), 0),
    "true_byte": lambda: ir().Constant(ir().IntType(8), 1),
    "false_byte": lambda: ir().Constant(ir().IntType(8), 0),
}


def __getattr__(name):
    if name in _MADE:
        return _MADE[name]()
    if name.startswith("__"):
        raise AttributeError(name)
    raise AttributeError(f"numlir has no cgutils.{name} (docs/extending.md)")


# Functions and global values.


def get_or_insert_function(module, fnty, name):
    """The function of a name, declared where the module does not have it."""
    known = module.globals.get(name)
    return ir().Function(module, fnty, name) if known is None else known


def insert_pure_function(module, fnty, name):
    """The same, of a function that depends on nothing but its arguments and has no effects."""
    function = get_or_insert_function(module, fnty, name)
    function.attributes.add("readonly")
    function.attributes.add("nounwind")
    return function


def add_global_variable(module, ty, name, addrspace=0):
    return ir().GlobalVariable(module, ty, module.get_unique_name(name), addrspace)


def global_constant(builder_or_module, name, value, linkage="internal"):
    """A constant in memory."""
    module = getattr(builder_or_module, "module", builder_or_module)
    place = add_global_variable(module, value.type, name)
    place.linkage, place.global_constant, place.initializer = linkage, True, value
    return place


# Memory.


def alloca_once(builder, ty, size=None, name="", zfill=False):
    """Memory for a value, or for ``size`` of them, that is allocated once for a call.

    Where the intrinsic's result is a pointer, it is memory of the function that calls the intrinsic, and how much is known when
    compiling; otherwise it is the intrinsic's own.
    """
    frame = getattr(builder.module, "numlir_frame", None)
    if isinstance(size, int):
        size = ir().Constant(ir().IntType(64), size)
    if frame is None:
        with builder.goto_entry_block():
            place = builder.alloca(ty, size=size, name=name)
    elif size is None or isinstance(size, ir().Constant):
        place = frame.take(builder, ty, 1 if size is None else size.constant)
    else:
        raise UnsupportedError("alloca_once: an intrinsic that gives a pointer has as many values as a constant says")
    if zfill:
        if size is None:
            builder.store(get_null_value(ty), place)
        else:
            memset(builder, place, builder.mul(size, ir().Constant(size.type, layout(ty)[0])), 0)
    return place


def alloca_once_value(builder, value, name="", zfill=False):
    """Memory with a value in it."""
    place = alloca_once(builder, value.type, name=name, zfill=zfill)
    builder.store(value, place)
    return place


def sizeof(builder, ptr_type):
    """The size in bytes of what pointers of a type point to."""
    return ir().Constant(ir().IntType(64), layout(ptr_type.pointee)[0])


def gep(builder, ptr, *inds, inbounds=False, name=""):
    """The address behind a pointer, by indices: integers are 32-bit constants."""
    constant = lambda index: ir().Constant(ir().IntType(32), index) if isinstance(index, int) else index  # noqa: E731
    return builder.gep(ptr, [constant(index) for index in inds], inbounds=inbounds, name=name)


def gep_inbounds(builder, ptr, *inds, **keywords):
    return gep(builder, ptr, *inds, inbounds=True, **keywords)


def pointer_add(builder, ptr, offset, return_type=None):
    """The address so many bytes behind a pointer."""
    size = ir().IntType(64)
    offset = ir().Constant(size, offset) if isinstance(offset, int) else offset
    return builder.inttoptr(builder.add(builder.ptrtoint(ptr, size), offset), return_type or ptr.type)


def memset(builder, ptr, size, value):
    """Fills ``size`` bytes."""
    byte = ir().Constant(ir().IntType(8), value) if isinstance(value, int) else value
    size = ir().Constant(ir().IntType(64), size) if isinstance(size, int) else size
    function = builder.module.declare_intrinsic("llvm.memset", (pointer_to_bytes(), size.type))
    builder.call(function, [builder.bitcast(ptr, pointer_to_bytes()), byte, size, _no()])


def memcpy(builder, dst, src, count):
    """Copies ``count`` values."""
    size = ir().Constant(count.type, layout(dst.type.pointee)[0])
    raw_memcpy(builder, dst, src, count, size)


def raw_memcpy(builder, dst, src, count, itemsize, align=1):
    """Copies ``count`` times ``itemsize`` bytes between places that do not overlap."""
    _copy(builder, "llvm.memcpy", (dst, src), count, itemsize)


def raw_memmove(builder, dst, src, count, itemsize, align=1):
    """Copies ``count`` times ``itemsize`` bytes."""
    _copy(builder, "llvm.memmove", (dst, src), count, itemsize)


def _copy(builder, name, places, count, itemsize):
    itemsize = ir().Constant(count.type, itemsize) if isinstance(itemsize, int) else itemsize
    size, kind = builder.mul(count, itemsize), pointer_to_bytes()
    function = builder.module.declare_intrinsic(name, (kind, kind, size.type))
    builder.call(function, [*(builder.bitcast(place, kind) for place in places), size, _no()])


def _no():
    return ir().Constant(ir().IntType(1), 0)


# Values of several parts.


def make_anonymous_struct(builder, values, struct_type=None):
    """A structure of values."""
    return pack(builder, struct_type or ir().LiteralStructType([value.type for value in values]), values)


def pack_struct(builder, values):
    return make_anonymous_struct(builder, values)


def pack_array(builder, values, ty=None):
    """An array of LLVM's of values."""
    return pack(builder, ir().ArrayType(ty or values[0].type, len(values)), values)


def unpack_tuple(builder, tup, count=None):
    """The elements of a structure or of an array of LLVM's."""
    count = len(tup.type.elements) if count is None else count
    return [builder.extract_value(tup, index) for index in range(count)]


def create_struct_proxy(fe_type, kind="value"):
    """The class of the fields of arrays of a type, called with context, builder and ``value=`` or ``ref=``."""
    if not isinstance(fe_type, types.Array):
        raise UnsupportedError(f"create_struct_proxy({fe_type}): of arrays only the fields are known here")

    def proxy(context, builder, value=None, ref=None):
        if value is None and ref is None:
            raise UnsupportedError("create_struct_proxy: an intrinsic reads the fields of arrays, and makes none")
        return ArrayStruct(builder, builder.load(ref) if value is None else value)

    return proxy


def get_item_pointer(context, builder, aryty, ary, inds, wraparound=False, boundscheck=False):
    """The address of an array's element."""
    if wraparound or boundscheck:
        raise UnsupportedError("get_item_pointer: indices are from the front, and not checked")
    place = ary.data
    for index, stride in zip(inds, unpack_tuple(builder, ary.strides, aryty.ndim)):
        place = pointer_add(builder, place, builder.mul(index, stride))
    return place


# Conditions.


def get_null_value(ltype):
    """Zero of an LLVM type."""
    return ltype(None)


def is_null(builder, val):
    return builder.icmp_unsigned("==", get_null_value(val.type), val)


def is_not_null(builder, val):
    return builder.icmp_unsigned("!=", get_null_value(val.type), val)


def _compares_with_zero(float_relation, integer_relation):
    def compare(builder, value):
        zero = get_null_value(value.type)
        if isinstance(value.type, (ir().HalfType, ir().FloatType, ir().DoubleType)):
            compared = builder.fcmp_unordered if float_relation == "!=" else builder.fcmp_ordered
            return compared(float_relation, value, zero)
        return builder.icmp_signed(integer_relation, value, zero)

    return compare


is_scalar_zero = _compares_with_zero("==", "==")
is_not_scalar_zero = _compares_with_zero("!=", "!=")
is_scalar_neg = _compares_with_zero("<", "<")


def is_neg_int(builder, val):
    return builder.icmp_signed("<", val, get_null_value(val.type))


def as_bool_bit(builder, value):
    return builder.icmp_unsigned("!=", value, get_null_value(value.type))


def as_bool_byte(builder, value):
    return builder.zext(value, ir().IntType(8))


def if_likely(builder, pred):
    return builder.if_then(pred, likely=True)


def if_unlikely(builder, pred):
    return builder.if_then(pred, likely=False)


def ifnot(builder, pred):
    return builder.if_then(builder.not_(pred))


def if_zero(builder, value, likely=False):
    return builder.if_then(is_scalar_zero(builder, value), likely=likely)


# Loops.


def increment_index(builder, val):
    """One more, without overflow."""
    return builder.add(val, ir().Constant(val.type, 1), flags=["nsw"])


class Loop:
    """A loop while its body is written: ``index``, and ``do_break()``."""

    def __init__(self, index, do_break):
        self.index, self.do_break = index, do_break


@contextmanager
def for_range(builder, count, start=None, intp=None):
    """Writes a loop over ``range(start, count)`` around what the ``with`` statement has; gives a :class:`Loop`."""
    ty = intp or count.type
    start = ir().Constant(ty, 0) if start is None else start
    with for_range_slice(builder, start, count, ir().Constant(ty, 1), ty) as (index, _, leave):
        yield Loop(index, lambda: builder.branch(leave))


@contextmanager
def for_range_slice(builder, start, stop, step, intp=None, inc=True):
    """Writes a loop from ``start`` to ``stop``, up or down; gives the index, the number of the iteration, and the block behind."""
    ty = intp or start.type
    head, body, end = (builder.append_basic_block(name) for name in ("for.head", "for.body", "for.end"))
    before = builder.block
    builder.branch(head)
    builder.position_at_end(head)
    index, number = builder.phi(ty, name="index"), builder.phi(ty, name="number")
    index.add_incoming(start, before)
    number.add_incoming(ir().Constant(ty, 0), before)
    builder.cbranch(builder.icmp_signed("<" if inc else ">", index, stop), body, end)
    builder.position_at_end(body)
    yield index, number, end
    last = builder.block
    following, next_number = builder.add(index, step), increment_index(builder, number)
    if not last.is_terminated:
        builder.branch(head)
    index.add_incoming(following, last)
    number.add_incoming(next_number, last)
    builder.position_at_end(end)


@contextmanager
def loop_nest(builder, shape, intp, order="C"):
    """Writes loops over all positions of a shape, the last axis innermost (``"C"``) or the first; gives the indices."""
    from contextlib import ExitStack

    axes = range(len(shape)) if order == "C" else reversed(range(len(shape)))
    indices = [None] * len(shape)
    with ExitStack() as loops:
        for axis in axes:
            indices[axis] = loops.enter_context(for_range(builder, shape[axis], intp=intp)).index
        yield tuple(indices)


# Printing.


def printf(builder, format, *args):
    """Calls C's ``printf``, for looking into a program."""
    data = bytearray(format.encode() + b"\0")
    text = global_constant(builder, "printf.format", ir().Constant(ir().ArrayType(ir().IntType(8), len(data)), data))
    ty = ir().FunctionType(ir().IntType(32), [pointer_to_bytes()], var_arg=True)
    function = get_or_insert_function(builder.module, ty, "printf")
    builder.call(function, [builder.bitcast(text, pointer_to_bytes()), *args])
