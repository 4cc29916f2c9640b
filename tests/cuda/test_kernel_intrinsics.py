"""Functions written as LLVM IR, in kernels that run on the CPU, and as PTX."""

import numpy as np
import pytest
from numlir import cuda, errors
from numlir.extending import intrinsic

pytest.importorskip("llvmlite.ir")


@intrinsic
def ones_in(typingctx, value):
    return value(value), lambda context, builder, signature, args: builder.ctpop(args[0])


@cuda.jit
def count(values, counts):
    i = cuda.grid(1)
    if i < values.size:
        counts[i] = ones_in(values[i])


def test_kernels_call_it():
    values, counts = np.arange(64, dtype=np.uint8), np.zeros(64, np.uint8)
    count[2, 32](values, counts)
    assert counts.tolist() == [value.bit_count() for value in range(64)]


def test_kernels_as_ptx_have_it():
    text, _ = cuda.compile_ptx(count, "uint32[::1], uint32[::1]", cc=(8, 0))
    assert "popc.b32" in text and "call" not in text


def test_a_function_of_the_host_is_refused_on_devices():
    @intrinsic
    def from_the_host(typingctx, value):
        def write(context, builder, signature, args):
            import llvmlite.ir as ir

            function = ir.Function(builder.module, ir.FunctionType(args[0].type, [args[0].type]), "only_of_the_host")
            return builder.call(function, args)

        return value(value), write

    @cuda.jit
    def kernel(values):
        values[0] = from_the_host(values[0])

    with pytest.raises(errors.UnsupportedError, match="only_of_the_host has no form on devices"):
        cuda.compile_ptx(kernel, "float64[::1]", cc=(8, 0))
