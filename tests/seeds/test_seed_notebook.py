"""What the cells of a course's notebook do: every one, with its results."""

import math
import threading

import numlir
import numpy as np
import pytest
from numlir import cuda, float64, int32, jit, prange, vectorize


@jit
def f(x, y):
    return x + y


@jit
def square(x):
    return x**2


@jit
def hypot(x, y):
    return math.sqrt(square(x) + square(y))


def test_each_kind_of_arguments_is_compiled():
    assert f(2, 3) == 5
    texts = f.inspect_llvm()
    assert [tuple(map(str, key)) for key in texts] == [("int64", "int64")]
    assert all("define" in text for text in texts.values())
    assert f("2", "3") == "23"
    assert len(f.signatures) == 2
    assert hasattr(cuda, "jit") and numlir.__version__


def test_one_signature_and_no_other():
    @jit(int32(int32, int32))
    def added(x, y):
        return x + y

    assert added(2, 3) == 5
    with pytest.raises(TypeError):
        added("2", "3")


def test_functions_call_one_another():
    assert hypot(4, 3) == 5.0


def trace_and_add(a):
    trace = 0.0
    for i in range(a.shape[0]):
        trace += np.tanh(a[i, i])
    return a + trace


@pytest.mark.parametrize("side", [10, 1000])
def test_a_trace_added_to_an_array(side):
    x = np.arange(side * side).reshape(side, side)
    np.testing.assert_allclose(jit(nopython=True)(trace_and_add)(x), trace_and_add(x), rtol=1e-13)


@pytest.mark.parametrize("options", [{}, {"nogil": True}, {"cache": True}, {"parallel": True}])
def test_options(options, tmp_path, monkeypatch):
    monkeypatch.setenv("NUMLIR_CACHE_DIR", str(tmp_path))

    @jit(nopython=True, **options)
    def added(x, y):
        return x + y

    assert added(2, 3) == 5
    np.testing.assert_array_equal(added(np.arange(4), 1.5), np.arange(4) + 1.5)
    results = [None] * 4

    def work(number):
        results[number] = added(number, 0.5)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [0.5, 1.5, 2.5, 3.5]


def products(n):
    shape = (13, 17)
    result = 2 * np.ones(shape, np.int_)
    factor = 2 * np.ones_like(result)
    for _ in prange(n):
        result *= factor
    return result


@pytest.mark.parametrize("rounds", [10, 10_000])
@pytest.mark.parametrize("parallel", [False, True])
def test_an_array_multiplied_in_a_loop(rounds, parallel):
    expected = np.full((13, 17), 2 ** (rounds + 1) if rounds < 62 else 0)
    np.testing.assert_array_equal(jit(nopython=True, parallel=parallel)(products)(rounds), expected)


def test_a_ufunc_of_ones_own():
    def scalar(a, b):
        return math.sin(a) * math.cos(b)

    @vectorize([float64(float64, float64)])
    def compiled(a, b):
        return math.sin(a) * math.cos(b)

    np.testing.assert_array_equal(np.add([1, 2, 3, 4], [4, 5, 6, 7]), [5, 7, 9, 11])
    a = np.ones(1000, dtype=np.dtype("f8"))
    b = 2 * a
    with pytest.raises(TypeError):
        scalar(a, b)
    np.testing.assert_allclose(compiled(a, b), np.sin(a) * np.cos(b), rtol=1e-15)
    assert isinstance(compiled, np.ufunc) or hasattr(compiled, "ufunc")
