"""Members of enumerations in kernels."""

import enum

import numpy as np
from numlir import cuda


class Color(enum.Enum):
    red = 1
    green = 2


class Kind(enum.IntEnum):
    edge = 3
    inner = 5


def test_members_as_constants():
    @cuda.jit
    def kernel(x, out):
        i = cuda.grid(1)
        if i < x.size:
            if x[i] == Kind.edge:
                out[i] = Kind["inner"]
            elif x[i] == Color["green"].value:
                out[i] = Kind.edge + 1
            else:
                out[i] = Color["red"].value

    x, out = np.array([3, 2, 7]), np.zeros(3, np.int64)
    kernel[1, 4](x, out)
    assert out.tolist() == [5, 4, 1]
    text, _ = cuda.compile_ptx(kernel, "int64[::1], int64[::1]", cc=(8, 0))
    assert ".entry kernel_kernel" in text


def test_members_as_arguments():
    @cuda.jit
    def kernel(color, kind, out):
        out[0] = color is Color.red or color == Color["green"]
        out[1] = kind + 1 if kind == Kind.edge else kind * 10

    out = np.zeros(2, np.int64)
    kernel[1, 1](Color.green, Kind.edge, out)
    assert out.tolist() == [1, 4]
    kernel[1, 1](Color.red, Kind.inner, out)
    assert out.tolist() == [1, 50]
