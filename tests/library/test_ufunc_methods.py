"""`reduce` and `accumulate` of ufuncs, and Python's own reductions over arrays."""

import numpy as np
import pytest
from compare import check
from samples import sample

import numlir as nb


@nb.njit
def reductions(a):
    return (
        np.add.reduce(a),
        np.add.reduce(a, axis=None),
        np.multiply.reduce(a, 1, keepdims=True),
        np.maximum.reduce(a),
        np.minimum.reduce(a, axis=-1, initial=0),
        np.logical_and.reduce(a),
        np.logical_or.reduce(a, (0, 1)),
        np.fmax.reduce(a),
        np.fmin.reduce(a, 1),
    )


@nb.njit
def accumulations(a):
    return (
        np.add.accumulate(a),
        np.multiply.accumulate(a, axis=1),
        np.maximum.accumulate(a),
        np.minimum.accumulate(a, -1),
        np.fmax.accumulate(a),
        np.fmin.accumulate(a),
    )


@pytest.mark.parametrize("dtype", ("int8", "uint32", "float32", "float64"))
def test_ufunc_methods(dtype):
    check(reductions, sample(dtype, (3, 4)))
    check(accumulations, sample(dtype, (3, 4)))


@nb.njit
def of_python(a, rows):
    return sum(a), sum(a, 3), min(a), max(a), any(a), all(a), sum(rows), sum(rows, 1)


def test_reductions_of_python():
    for dtype in ("int64", "float64"):
        check(of_python, sample(dtype, (6,)), sample(dtype, (3, 4)))
