"""Loops that are fused and collapsed, and random numbers in chunks: results are those of serial code, whatever arrays share memory."""

import io
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

import numlir as nb
from numlir import njit, prange

SIZES = (0, 1, 3, 8)


def report(f, level=3):
    text = io.StringIO()
    f.parallel_diagnostics(level=level, file=text)
    return text.getvalue()


@njit(parallel=True)
def product(a):
    for i in prange(a.shape[0]):
        for j in prange(1, a.shape[1], 2):
            a[i, j] = i * 100 + j


@njit(parallel=True)
def three(a):
    for i in prange(a.shape[0]):
        for j in prange(a.shape[1]):
            for k in prange(a.shape[2]):
                a[i, j, k] = i * 10000 + j * 100 + k


@njit(parallel=True)
def nested_sum(a):
    s = 0
    for i in prange(a.shape[0]):
        for j in prange(a.shape[1]):
            if a[i, j] > 1:
                continue
            s += i - j
    return s


@njit(parallel=True)
def triangle(a):
    for i in prange(a.shape[0]):
        for j in prange(i):
            a[i, j] = i + j


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("shape", [(3, 4), (1, 1), (5, 1), (0, 4), (4, 0), (2, 50), (50, 2)])
def test_nests(size, shape):
    with nb.parallel_chunksize(size):
        for f, extents in ((product, shape), (three, (3, *shape)), (three, (*shape, 2)), (triangle, (shape[0], shape[0]))):
            own, right = np.zeros(extents), np.zeros(extents)
            f(own)
            f.py_func(right)
            assert np.array_equal(own, right)
        a = np.arange(shape[0] * shape[1]).reshape(shape) % 3
        assert nested_sum(a) == nested_sum.py_func(a)


def test_what_is_collapsed():
    for f, axes in ((product, 2), (three, 3), (nested_sum, 2)):
        f(np.zeros((2,) * axes))
        assert f"over {axes} axes" in report(f)
    triangle(np.zeros((2, 2)))
    assert "collapsed" not in report(triangle)


@njit(parallel=True)
def through(a, b, c):
    n = len(a)
    for i in prange(n):
        b[i] = a[i] + 1
    for i in prange(n):
        c[i] = b[i] * 2


@njit(parallel=True)
def chain(a):
    n = len(a)
    b = np.empty(n)
    for i in prange(n):
        b[i] = a[i] + 1
    s = 0.0
    for i in prange(n):
        s += b[i]
    top = -1
    for i in prange(n):
        top = max(top, int(b[i]))
    return s, top, b


@njit(parallel=True)
def neighbours(a):
    n = len(a)
    b = np.empty(n)
    for i in prange(n):
        b[i] = a[i] + 1
    c = np.zeros(n)
    for i in prange(n):
        c[i] = b[i - 1] + b[n - 1 - i]
    return c


@njit(parallel=True)
def once(a):
    b = np.zeros(len(a))
    for i in prange(len(a)):
        if i == 3:
            b[0] = 5.0
    for i in prange(len(a)):
        a[i] += b[0]
    return a


@pytest.mark.parametrize("size", SIZES)
def test_loops_that_follow_one_another(size):
    a = np.arange(40.0)
    with nb.parallel_chunksize(size):
        for f in (chain, neighbours, once):
            own, right = f(a.copy()), f.py_func(a.copy())
            assert all(np.array_equal(*pair) for pair in zip(own, right)), f


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("first", [0, 1, 5, 50])
def test_arguments_that_share_memory(size, first):
    own, right = np.arange(120.0), np.arange(120.0)
    with nb.parallel_chunksize(size):
        for f, memory in ((through, own), (through.py_func, right)):
            f(memory[:40], np.zeros(40), memory[first : first + 40])
            f(memory[:40], memory[:40], memory[first : first + 40])
    assert np.array_equal(own, right)


def test_what_is_fused():
    a = np.arange(10.0)
    through(a, np.zeros(10), np.zeros(10))
    chain(a), neighbours(a), once(a)
    assert report(through).count("fused") == 1
    assert report(chain).count("fused") == 2
    assert "fused" not in report(neighbours) + report(once)


def test_the_report_as_a_picture():
    product(np.zeros((2, 2)))
    picture = ElementTree.fromstring(product.parallel_diagnostics(level=3, format="svg"))
    words = [each.text for each in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert "        for j in prange(1, a.shape[1], 2):" in words
    assert any(word.startswith("collapsed") for word in words)


@njit
def seed(k):
    np.random.seed(k)


@njit(parallel=True)
def draw(out):
    for i in prange(len(out)):
        out[i] = np.random.normal() + np.random.random()
    return np.random.random()


@njit(parallel=True)
def own_generators(out):
    for i in prange(len(out)):
        out[i] = np.random.default_rng(i).random()


@njit(parallel=True)
def one_generator(generator, out):
    for i in prange(len(out)):
        out[i] = generator.random()


def drawn(count, n):
    before = nb.get_num_threads()
    nb.set_num_threads(count)
    try:
        seed(5)
        out = np.empty(n)
        return [*out, draw(out), *out, draw(out), *out]
    finally:
        nb.set_num_threads(before)


@pytest.mark.parametrize("size", SIZES)
def test_random_numbers_do_not_depend_on_threads(size):
    with nb.parallel_chunksize(size):
        one = drawn(1, 3000)[3000:]
        assert all(drawn(nb.get_num_threads(), 3000)[3000:] == one for _ in range(5))
        # Chunks, and loops, have streams of their own.
        assert len(set(one)) > 5990


def test_few_iterations_draw_what_serial_code_draws():
    out, right = np.empty(20), np.random.RandomState(5)
    seed(5)
    draw(out)
    assert out.tolist() == [right.normal() + right.random_sample() for _ in range(20)]


def test_generators_in_loops():
    out = np.empty(50)
    with nb.parallel_chunksize(3):
        own_generators(out)
        assert out.tolist() == [np.random.default_rng(i).random() for i in range(50)]
        with pytest.warns(nb.errors.NumlirParallelWarning, match="one generator from outside"):
            one_generator(np.random.default_rng(7), out)
    assert np.array_equal(out, np.random.default_rng(7).random(50))


@njit(parallel=True)
def temporaries(a):
    out = np.empty(len(a))
    for i in prange(len(a)):
        t = np.zeros(a.shape[1])
        for j in range(a.shape[1]):
            t[j] += a[i, j] * 2
        u = t[1:] - t[:-1]
        out[i] = u.sum() + t[0]
    return out


@njit(parallel=True)
def temporaries_of_places(a):
    out = np.empty(a.shape)
    for i in prange(a.shape[0]):
        for j in prange(a.shape[1]):
            t = np.empty(2)
            t[0], t[1] = a[i, j], i
            out[i, j] = t.sum()
    return out


@njit(parallel=True)
def kept(n):
    found = [np.empty(0)] * n
    for i in prange(n):
        t = np.zeros(3)
        t[i % 3] = i
        if i % 2:
            found[i] = t
    return found


@pytest.mark.parametrize("size", SIZES)
def test_arrays_that_are_made_once(size):
    a = np.random.default_rng(2).standard_normal((17, 5))
    with nb.parallel_chunksize(size):
        for f in (temporaries, temporaries_of_places):
            assert np.allclose(f(a), f.py_func(a), 1e-13, 1e-13)
        assert all(np.array_equal(*pair) for pair in zip(kept(20), kept.py_func(20)))
    assert "hoisted" in report(temporaries) and "hoisted" in report(temporaries_of_places)
    assert "hoisted" not in report(kept)


@njit
def plus(a, b):
    return a + b


@njit
def larger(a, b):
    if a > b:
        return a
    return b


@njit
def halved(a, b):
    return a * 0.5 + b


@njit(parallel=True)
def by_calls(x):
    s, top = 0, -1
    for i in prange(len(x)):
        s = plus(s, x[i])
        top = larger(x[i], top)
    return s, top


@njit(parallel=True)
def by_no_reduction(x):
    s = 0.0
    for i in prange(len(x)):
        s = halved(s, x[i])
    return s


def test_reductions_by_functions():
    x = np.random.default_rng(2).integers(0, 1000, 100)
    for size in SIZES:
        with nb.parallel_chunksize(size):
            assert by_calls(x) == by_calls.py_func(x)
    assert "s (add)" in report(by_calls) and "top (select max)" in report(by_calls)
    with pytest.warns(nb.errors.NumlirParallelWarning, match="'s' goes from one iteration to the next"):
        assert by_no_reduction(x) == by_no_reduction.py_func(x)


@pytest.mark.parametrize("name", ["NUMLIR_PARALLEL_DIAGNOSTICS", "NUMBA_PARALLEL_DIAGNOSTICS"])
def test_the_environment_asks_for_reports(name, monkeypatch, capsys):
    monkeypatch.setenv(name, "2")
    f = njit(parallel=True)(by_calls.py_func)
    f(np.arange(3))
    said = capsys.readouterr().out
    assert said.startswith("Parallel Accelerator Optimizing:  Function by_calls, ") and "s (add)" in said
    f(np.arange(3))
    assert capsys.readouterr().out == ""
