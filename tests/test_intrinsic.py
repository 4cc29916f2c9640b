"""``numlir.extending.intrinsic``: functions that are written as LLVM IR."""

import math
import os
import subprocess
import sys

import numlir as nb
import numpy as np
import pytest
from numlir import types
from numlir.core import cgutils
from numlir.extending import intrinsic, overload

ir = pytest.importorskip("llvmlite.ir")


@intrinsic
def ones_in(typingctx, value):
    """How many bits of a byte are set."""

    def codegen(context, builder, signature, args):
        kind = args[0].type
        function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(kind, [kind]), "llvm.ctpop.i8")
        return builder.call(function, args)

    return types.uint8(types.uint8), codegen


@nb.njit
def _count(values):
    total = 0
    for value in values:
        total += ones_in(value)
    return total


def test_counts_bits():
    values = np.random.default_rng(0).integers(0, 256, 500).astype(np.uint8)
    assert _count(values) == sum(int(value).bit_count() for value in values)


def test_arguments_are_converted_to_the_signature():
    # 511 as a byte is 255.
    assert _count(np.array([511, 3])) == 10


def test_python_does_not_call_it():
    assert ones_in.__name__ == "ones_in" and "bits of a byte" in ones_in.__doc__
    with pytest.raises(NotImplementedError, match="ones_in is an intrinsic"):
        ones_in(1)


@intrinsic
def bits_of(typingctx, value):
    if not isinstance(value, types.Float):
        return None
    wide = types.Integer.from_bitwidth(value.bitwidth)

    def codegen(context, builder, signature, args):
        return builder.bitcast(args[0], context.get_value_type(signature.return_type))

    return wide(value), codegen


def test_a_function_for_each_type():
    f = nb.njit(lambda x: bits_of(x))
    assert f(1.5) == np.float64(1.5).view(np.int64)
    assert f(np.float32(1.5)) == np.float32(1.5).view(np.int32)


def test_what_is_not_served_is_an_error_at_the_call():
    @nb.njit
    def f(x):
        return bits_of(x)

    with pytest.raises(nb.errors.TypingError, match="bits_of") as caught:
        f(1)
    assert "return bits_of(x)" in str(caught.value)


@intrinsic
def exchanged(typingctx, pair):
    def codegen(context, builder, signature, args):
        first, second = cgutils.unpack_tuple(builder, args[0], 2)
        return context.make_tuple(builder, signature.return_type, [second, first])

    return types.Tuple(pair.types[::-1])(pair), codegen


@pytest.mark.parametrize("pair", [(1, 2), (1, 2.5), (True, 3j), (np.float32(0.5), np.uint8(7))])
def test_tuples(pair):
    f = nb.njit(lambda pair: exchanged(pair))
    result = f(pair)
    assert result == pair[::-1]
    assert f.overloads[f.signatures[0]].signature.return_type == types.Tuple(f.signatures[0][0].types[::-1])


@intrinsic
def conjugate(typingctx, value):
    def codegen(context, builder, signature, args):
        imaginary = builder.fneg(builder.extract_value(args[0], 1))
        return builder.insert_value(args[0], imaginary, 1)

    return value(value), codegen


def test_complex_numbers():
    f = nb.njit(lambda z: conjugate(z))
    assert f(1 + 2j) == 1 - 2j
    assert f(np.complex64(1 + 2j)) == np.complex64(1 - 2j)


@intrinsic
def total_of(typingctx, array):
    def codegen(context, builder, signature, args):
        (kind,) = signature.args
        fields = context.make_array(kind)(context, builder, value=args[0])
        total = cgutils.alloca_once_value(builder, context.get_constant(types.float64, 0))
        with cgutils.loop_nest(builder, cgutils.unpack_tuple(builder, fields.shape), fields.nitems.type) as indices:
            place = cgutils.get_item_pointer(context, builder, kind, fields, indices)
            value = context.cast(builder, builder.load(place), kind.dtype, types.float64)
            builder.store(builder.fadd(builder.load(total), value), total)
        return builder.load(total)

    return types.float64(array), codegen


@pytest.mark.parametrize(
    "array",
    [np.arange(5.0), np.arange(6.0)[::-2], np.asfortranarray(np.arange(6, dtype=np.int32).reshape(2, 3)), np.zeros((0, 2))],
)
def test_fields_of_arrays(array):
    f = nb.njit(lambda a: total_of(a))
    assert f(array) == array.sum()


@intrinsic
def sine(typingctx, x):
    def codegen(context, builder, signature, args):
        kind = ir.FunctionType(ir.DoubleType(), [ir.DoubleType()])
        return builder.call(cgutils.get_or_insert_function(builder.module, kind, "sin"), args)

    return types.float64(types.float64), codegen


def test_calls_functions_of_c():
    assert nb.njit(lambda x: sine(x) + sine(2 * x))(0.5) == math.sin(0.5) + math.sin(1.0)


@intrinsic
def room(typingctx, count, dtype):
    """Memory for so many values in the caller's frame."""

    def codegen(context, builder, signature, args):
        return cgutils.alloca_once(builder, context.get_value_type(dtype.dtype), size=args[0])

    return types.CPointer(dtype.dtype)(types.int64, dtype), codegen


@nb.njit(inline="always")
def _scratch():
    return nb.carray(room(6, np.float64), (2, 3), np.float64)


@nb.njit
def _with_scratch(x, n):
    total = 0.0
    for i in range(n):
        a, b = _scratch(), _scratch()
        a[:] = x
        b[:] = i
        a[1, 2] = 7.0
        total += a.sum() - b[0, 0]
    return total


def test_memory_of_the_frame_is_the_callers():
    assert _with_scratch(2.0, 1000) == sum(17.0 - i for i in range(1000))


def test_memory_of_a_frame_that_ends_is_refused():
    @nb.njit
    def gives():
        return nb.carray(room(6, np.float64), 6, np.float64)

    with pytest.raises(nb.errors.UnsupportedError, match="gives memory of its own frame"):
        gives()


def test_how_much_memory_is_known_when_compiling():
    @nb.njit
    def f(n):
        return nb.carray(room(n, np.float64), 6, np.float64).sum()

    with pytest.raises(nb.errors.TypingError, match="as many values as a constant says"):
        f(6)


def test_text_that_is_no_llvm_ir_is_an_error_at_the_call():
    @intrinsic
    def ill(typingctx, x):
        def codegen(context, builder, signature, args):
            wrong = ir.Function(builder.module, ir.FunctionType(ir.IntType(32), [ir.DoubleType()]), "llvm.ctpop.i32")
            return builder.call(wrong, args)

        return types.int32(x), codegen

    with pytest.raises(nb.errors.TypingError, match="the code that ill writes .* is not LLVM IR"):
        nb.njit(lambda x: ill(x))(1.0)


@pytest.mark.parametrize("argument", ["text", [1, 2], {1}])
def test_values_without_a_form_are_refused(argument):
    @intrinsic
    def any_of(typingctx, x):
        return types.int64(x), lambda context, builder, signature, args: context.get_constant(types.int64, 1)

    with pytest.raises(nb.errors.TypingError, match="have no form in an intrinsic's code"):
        nb.njit(lambda x: any_of(x))(argument)


def test_what_numba_has_besides_is_refused_by_name():
    @intrinsic
    def makes(typingctx, x):
        return x(x), lambda context, builder, signature, args: context.nrt.allocate(builder, args[0])

    with pytest.raises(nb.errors.TypingError, match="the context of an intrinsic has no nrt"):
        nb.njit(lambda x: makes(x))(1)
    with pytest.raises(nb.errors.UnsupportedError, match="create_struct_proxy"):
        cgutils.create_struct_proxy(types.unicode_type)


def test_nothing_is_passed_for_types_and_functions():
    @intrinsic(prefer_literal=True)
    def sized(typingctx, dtype, flag):
        size = dtype.dtype.bitwidth if flag.literal_value else 0
        return types.int64(dtype, flag), lambda context, builder, signature, args: context.get_constant(types.int64, size)

    assert nb.njit(lambda: (sized(np.float32, True), sized(np.int8, False)))() == (32, 0)


def test_parallel_loops_and_overloads_call_it():
    def bits(x):
        raise NotImplementedError

    @overload(bits)
    def _bits(x):
        return lambda x: ones_in(x)

    @nb.njit(parallel=True)
    def f(values):
        total = 0
        for i in nb.prange(values.size):
            total += bits(values[i])
        return total

    values = np.arange(256, dtype=np.uint8)
    assert f(values) == 1024


@intrinsic
def larger(typingctx, x, y):
    """The larger of two, with a branch."""

    def codegen(context, builder, signature, args):
        result = cgutils.alloca_once_value(builder, args[0])
        with cgutils.if_unlikely(builder, builder.fcmp_ordered("<", args[0], args[1])):
            builder.store(args[1], result)
        return builder.load(result)

    return types.float64(types.float64, types.float64), codegen


def test_branches():
    f = nb.njit(lambda x, y: larger(x, y=y))
    assert f(1.0, 2) == 2.0 and f(3, 2.0) == 3.0


_PROGRAM = """
import numlir as nb
from numlir.extending import intrinsic

@intrinsic
def ones_in(typingctx, value):
    return value(value), lambda context, builder, signature, args: builder.ctpop(args[0])

@nb.njit({options})
def bits(n):
    total = 0
    for i in range(n):
        total += ones_in(i)
    return total
"""


def test_functions_that_call_it_are_cached(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(_PROGRAM.format(options="cache=True") + "print(bits(100), sum(bits.stats.cache_hits.values()))\n")
    environment = {**os.environ, "NUMLIR_CACHE_DIR": str(tmp_path / "cache")}
    run = [subprocess.check_output([sys.executable, path], env=environment, text=True) for _ in range(2)]
    assert run == ["316 0\n", "316 1\n"]
