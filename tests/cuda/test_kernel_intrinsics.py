"""Functions written as LLVM IR, in kernels that run on the CPU."""

import numpy as np
import pytest
from numlir import cuda
from numlir.extending import intrinsic

pytest.importorskip("llvmlite.ir")


@intrinsic
def ones_in(typingctx, value):
    return value(value), lambda context, builder, signature, args: builder.ctpop(args[0])


def test_kernels_call_it():
    @cuda.jit
    def kernel(values, counts):
        i = cuda.grid(1)
        if i < values.size:
            counts[i] = ones_in(values[i])

    values, counts = np.arange(64, dtype=np.uint8), np.zeros(64, np.uint8)
    kernel[2, 32](values, counts)
    assert counts.tolist() == [value.bit_count() for value in range(64)]
