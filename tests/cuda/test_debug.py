"""What ``debug=True`` finds."""

import inspect
import re

import numpy as np
import pytest
from numlir import cuda


def test_threads_that_wait_at_different_barriers():
    @cuda.jit(debug=True)
    def kernel(x):
        if cuda.threadIdx.x % 2 == 0:
            cuda.syncthreads()
        else:
            x[0] = 1
            cuda.syncthreads()

    lines, first = inspect.getsourcelines(kernel.py_func)
    barriers = [first + number for number, line in enumerate(lines) if "syncthreads" in line]
    with pytest.raises(RuntimeError, match="different barriers") as caught:
        kernel[1, 64](np.zeros(1))
    assert [int(number) for number in re.findall(r"\d+", str(caught.value))] == barriers


def test_indices_out_of_bounds():
    @cuda.jit(debug=True)
    def kernel(x):
        x[cuda.grid(1)] = 1

    kernel[1, 8](np.zeros(8))
    with pytest.raises(IndexError):
        kernel[1, 9](np.zeros(8))


@pytest.mark.parametrize("dtype", [np.int64, np.float64])
@pytest.mark.parametrize("operator", ["/", "//", "%"])
def test_divisions_by_zero(operator, dtype):
    divide = {"/": lambda x, y: x / y, "//": lambda x, y: x // y, "%": lambda x, y: x % y}[operator]
    device_function = cuda.jit(device=True)(divide)

    def divides(x):
        x[0] = device_function(x[1], x[2])

    zero = dtype(0).item()
    with pytest.raises(ZeroDivisionError) as expected:
        divide(zero, zero)
    x = np.zeros(3, dtype)
    with pytest.raises(ZeroDivisionError) as caught:
        cuda.jit(debug=True)(divides)[1, 1](x)
    assert str(caught.value) == f"tid=[0, 0, 0] ctaid=[0, 0, 0]: {expected.value}"
    # Without `debug` it is NumPy's.
    cuda.jit(divides)[1, 1](x)


def test_exceptions_of_the_program():
    @cuda.jit(debug=True)
    def kernel(x):
        if x[cuda.grid(1)] < 0:
            raise ValueError("negative")

    kernel[1, 4](np.ones(4))
    with pytest.raises(ValueError, match="negative"):
        kernel[1, 4](np.array([1.0, 1.0, -1.0, 1.0]))


def test_the_thread_that_failed_is_named():
    class Refused(Exception):
        pass

    @cuda.jit(debug=True)
    def kernel(x, y):
        i, j = cuda.grid(2)
        if x[i, j] < 0:
            raise ValueError("negative")
        if y[i, j] < 0:
            raise Refused

    x, y = np.ones((8, 6)), np.ones((8, 6))
    x[5, 4] = -1
    with pytest.raises(ValueError) as caught:
        kernel[(2, 2), (4, 3)](x, y)
    assert str(caught.value) == "tid=[1, 1, 0] ctaid=[1, 1, 0]: negative"
    x[5, 4], y[0, 3] = 1, -1
    with pytest.raises(Refused) as caught:
        kernel[(2, 2), (4, 3)](x, y)
    assert str(caught.value) == "tid=[0, 0, 0] ctaid=[0, 1, 0]"
    kernel[(2, 2), (4, 3)](np.ones((8, 6)), np.ones((8, 6)))
