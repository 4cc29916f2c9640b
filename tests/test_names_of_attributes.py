"""`getattr`, `hasattr`, `dict(...)`, `reduce`, starred names, ellipses and chunk sizes: Python's other ways to say what has syntax."""

import functools

import numpy as np
import pytest

import numlir as nb


def same(function, *arguments):
    assert nb.njit(function)(*arguments) == function(*arguments)


def test_attributes_by_constant_names():
    def f(a):
        return getattr(a, "size"), getattr(a, "ndim"), hasattr(a, "shape"), hasattr(a, "colour"), hasattr(a, "sum"), hasattr(3, "real")

    same(f, np.arange(6).reshape(2, 3))


def test_a_default_where_there_is_no_attribute():
    @nb.njit
    def f(x):
        return getattr(x, "size", -1), getattr(x, "colour", "none")

    assert f(np.arange(3)) == (3, "none")
    assert f(1.5) == (-1, "none")


def test_branches_on_hasattr_fold():
    @nb.njit
    def count(x):
        if hasattr(x, "size"):
            return x.size
        return 1

    assert count(np.ones(4)) == 4 and count(2) == 1


def test_a_function_of_the_program_named_getattr():
    def f(x):
        def getattr(a, b, c):
            return c

        return getattr(x, "size", 7)

    assert nb.njit(f)(np.arange(3)) == 7


def test_fields_of_a_class():
    @nb.experimental.jitclass
    class Box:
        value: int

        def __init__(self, value):
            self.value = value

        def twice(self):
            return 2 * self.value

    @nb.njit
    def f(box):
        return getattr(box, "value"), hasattr(box, "twice"), hasattr(box, "thrice")

    assert f(Box(3)) == (3, True, False)


def test_a_name_that_is_not_constant():
    with pytest.raises(nb.TypingError, match="known when compiling"):
        nb.njit(lambda x, name: hasattr(x, name))(1, "real")


def test_dictionaries_of_pairs():
    def f(a, b):
        return dict(zip(a, b)), dict([(1, 2.5), (2, 3.5)]), dict([(x, 2 * x) for x in a])

    same(f, [1, 2, 3], [1.5, 2.5, 3.5])


def test_dictionaries_of_keywords_and_copies():
    def f():
        d = dict(a=1, b=2)
        e = dict(d.items())
        e["c"] = 5
        return d["a"] + d["b"], len(e), len(d)

    same(f)


def test_reduce():
    def f(a):
        return functools.reduce(lambda x, y: 2 * x + y, a), functools.reduce(lambda x, y: x * y, a, 10.0)

    for values in (np.arange(1, 5), [3, 4], (1, 2, 3)):
        same(f, values)
    with pytest.raises(TypeError, match="empty"):
        nb.njit(f)(np.arange(0))


def test_starred_names():
    def f(a):
        first, *middle, last = a
        *front, end = a
        return first, middle, last, front, end

    for values in ([1, 2, 3, 4], [5, 6], "abc"):
        same(f, values)
    compiled = nb.njit(f)
    assert compiled(np.arange(4.0)) == f([0.0, 1.0, 2.0, 3.0])
    assert compiled(nb.typed.List([1, 2, 3])) == f([1, 2, 3])
    with pytest.raises(ValueError, match="at least 2, got 1"):
        compiled([1])


def test_an_ellipsis_is_an_argument():
    @nb.njit
    def item(a, index):
        return a[index]

    a = np.arange(6).reshape(2, 3)
    assert item(a, ...).shape == (2, 3)
    assert item(a, (..., 1)).tolist() == [1, 4]
    assert item.signatures[0][1] == nb.types.ellipsis


def test_integer_literals_to_negative_powers():
    def f():
        return 2**-1, (-2) ** -3, 3**2

    same(f)
    assert nb.njit(lambda x, y: x**y)(2, -1) == 0


def test_chunk_sizes():
    @nb.njit
    def f(n):
        before = nb.get_parallel_chunksize()
        with nb.parallel_chunksize(n) as known:
            within = nb.get_parallel_chunksize()
            with nb.parallel_chunksize(2 * n):
                inner = nb.get_parallel_chunksize()
        return before, known, within, inner, nb.get_parallel_chunksize()

    assert f(4) == (0, 0, 4, 8, 0)


def test_every_way_out_sets_the_chunk_size_back():
    @nb.njit
    def f(n):
        for _ in range(3):
            with nb.parallel_chunksize(4):
                if n == 0:
                    raise ValueError("zero")
                if n == 1:
                    return nb.get_parallel_chunksize()
                if n == 2:
                    break
        return -1

    assert f(1) == 4 and nb.get_parallel_chunksize() == 0
    assert f(2) == -1 and nb.get_parallel_chunksize() == 0
    with pytest.raises(ValueError):
        f(0)
    assert nb.get_parallel_chunksize() == 0


def test_chunk_sizes_of_a_parallel_loop():
    @nb.njit(parallel=True)
    def f(n):
        s = 0
        with nb.parallel_chunksize(8):
            for i in nb.prange(n):
                s += i
        return s

    assert f(1000) == sum(range(1000))
