"""``parallel={'reduction': False, ...}``: parts that stay serial."""

import io
import warnings

import numpy as np
import pytest

import numlir as nb
from numlir import prange, stencil


@stencil
def mean_of_neighbours(a):
    return 0.5 * (a[-1] + a[1])


def work(a, b):
    total = 0.0
    for i in prange(len(a)):
        total += a[i]
    c = a + b
    c += b
    c[:] = a * 2
    return total + c.sum() + mean_of_neighbours(a)[1]


# The line of each part in the function above, from its `def` on.
LINES = {"prange": 2, "numpy": 4, "inplace_binop": 5, "setitem": 6, "reduction": 7, "stencil": 7}


def report(function, level=3):
    text = io.StringIO()
    function.parallel_diagnostics(level=level, file=text)
    return text.getvalue()


@pytest.mark.parametrize("part", LINES)
def test_a_part_stays_serial(part):
    a, b = np.arange(100.0), np.arange(100.0)
    all_parallel = nb.njit(parallel=True)(work)
    result = all_parallel(a, b)
    assert "serial" not in report(all_parallel)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        function = nb.njit(parallel={part: False})(work)
        assert function(a, b) == result
    said = report(function)
    assert said.count(f"serial: parallel={{'{part}': False}}") == 1
    assert said.count("serial") == 1 and said.count("parallel (") == report(all_parallel).count("parallel (") - 1
    if part != "stencil":
        place = said[: said.index("serial:")].rindex("loop #")
        assert f":{work.__code__.co_firstlineno + LINES[part]}\n" in said[place:]


def test_loops_stay_apart_without_fusion():
    def twice(a):
        b, c = np.empty_like(a), np.empty_like(a)
        for i in prange(len(a)):
            b[i] = a[i] + 1
        for i in prange(len(a)):
            c[i] = a[i] * 2
        d = a + 1
        e = d * 2
        return b, c, d, e

    a = np.arange(50.0)
    one, other = nb.njit(parallel=True)(twice), nb.njit(parallel={"fusion": False})(twice)
    for x, y in zip(one(a), other(a)):
        assert np.array_equal(x, y)
    assert "fused" in report(one) and "fused" not in report(other)


def test_names_of_parts():
    nb.njit(parallel={"comprehension": False})(lambda x: x)(1)
    with pytest.raises(TypeError, match="unknown part 'reductions' of the option parallel; did you mean 'reduction'"):
        nb.njit(parallel={"reductions": False})
    with pytest.raises(TypeError, match="must be True or False"):
        nb.njit(parallel={"prange": 1})
