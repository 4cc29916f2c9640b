"""Functions of numba's inner modules that packages use."""

import numlir as nb
import numpy as np
import pytest
from numlir.cpython.unsafe.tuple import build_full_slice_tuple, tuple_setitem
from numlir.np.extensions import cross2d
from numlir.np.ufunc import parallel
from numlir.np.unsafe.ndarray import to_fixed_tuple


@nb.njit
def crossed(a, b):
    return cross2d(a, b)


@pytest.mark.parametrize(
    "a, b",
    [
        (np.arange(6.0).reshape(3, 2), np.arange(6).reshape(3, 2)[::-1]),
        (np.arange(2.0), np.arange(12.0).reshape(2, 3, 2)),
        (np.array([1, 2]), np.array([3j, 4])),
        ((1, 2), [3.0, 4.0]),
        (np.zeros((0, 2)), np.ones(2)),
    ],
)
def test_cross2d(a, b):
    np.testing.assert_array_equal(crossed(a, b), cross2d(a, b))


def test_cross2d_of_other_vectors():
    for function in (crossed, crossed.py_func):
        with pytest.raises(ValueError, match="dimension must be 2 for both inputs"):
            function(np.ones((2, 3)), np.ones(2))


def test_tuples_of_arrays():
    @nb.njit
    def three(a):
        return to_fixed_tuple(a, 3), to_fixed_tuple(a, 0)

    a = np.arange(9.0)[::2]
    assert three(a) == three.py_func(a) == ((0.0, 2.0, 4.0), ())
    with pytest.raises(IndexError):
        three(a[:2])


def test_elements_of_tuples():
    @nb.njit
    def replaced(t, mixed, i):
        return tuple_setitem(t, i, 9), tuple_setitem(mixed, 2, "b"), np.ones((2, 3))[build_full_slice_tuple(2)].shape

    for i in range(3):
        arguments = (1, 2, 3), (1, 2.5, "a"), i
        assert replaced(*arguments) == replaced.py_func(*arguments)


def test_threads():
    assert parallel.get_num_threads is nb.get_num_threads
