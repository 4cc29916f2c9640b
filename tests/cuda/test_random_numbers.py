"""Generators in kernels: the numbers are Numba's, bit for bit."""

import numba.cuda.random as theirs
import numpy as np
import pytest
from numlir import cuda
from numlir.cuda import random as ours

NAMES = ["uniform_float32", "uniform_float64", "normal_float32", "normal_float64"]


@pytest.mark.parametrize("name", NAMES)
def test_numbers_and_states(name):
    function = getattr(ours, f"xoroshiro128p_{name}")

    @cuda.jit
    def kernel(states, out):
        i = cuda.grid(1)
        if i < out.shape[0]:
            for j in range(out.shape[1]):
                out[i, j] = function(states, i)

    states = ours.create_xoroshiro128p_states(40, seed=7, subsequence_start=3)
    expected = np.zeros(40, theirs.xoroshiro128p_dtype)
    theirs.init_xoroshiro128p_states_cpu(expected, np.uint64(7), np.uint64(3))
    out = np.zeros((40, 50), name[-7:])
    kernel[2, 32](states, out)
    generate = getattr(theirs, f"xoroshiro128p_{name}")
    numbers = [[generate(expected, i) for _ in range(50)] for i in range(40)]
    np.testing.assert_array_equal(out, np.array(numbers, out.dtype))
    for field in ("s0", "s1"):
        np.testing.assert_array_equal(states.copy_to_host()[field], expected[field])
