"""Values that may be None: made, tested, narrowed, passed on, and where None is not wanted."""

import gc

import numpy as np
import pytest
from numlir import njit
from numlir._numlir import live_blocks


def maybe(x):
    if x > 3:
        return x * 2


compiled_maybe = njit(maybe)


@njit
def handled(x):
    y = compiled_maybe(x)
    if y is None:
        return -1
    return y + 1


@njit
def unhandled(x):
    y = compiled_maybe(x)
    return y + 1


@njit
def array_or_none(n):
    a = None
    if n > 0:
        a = np.full(n, 2.5)
    return a


@njit
def text_or_none(n):
    s = "abc" if n else None
    return s == "abc", s is None, s != None, str(s), f"{s}!", isinstance(s, str)  # noqa: E711


@njit
def best_of(a):
    best = None
    for x in a:
        if best is None or x > best:
            best = x
    return best


@njit
def tuples(n):
    t = (1, None) if n else (None, 2.5)
    return t


@njit
def with_default(x, y=None, z=None):
    if y is None:
        y = 1.5
    if z is not None and z > 2:
        y += z
    return x + y


@njit
def filled(a, other=None):
    if other is None:
        other = np.zeros_like(a)
    return a + other


@njit
def chained(x):
    return handled(x), passed_on(compiled_maybe(x)), passed_on(None)


@njit
def passed_on(y):
    return 0 if y is None else y


@njit
def unequal(x, y):
    return compiled_maybe(x) == compiled_maybe(y), compiled_maybe(x) != y


@njit
def truths(x):
    a = compiled_maybe(x)
    b = "" if x else None
    return 1 if a else 0, 1 if b else 0, not a


@njit
def rebound(n):
    x = None
    for i in range(n):
        if x is not None:
            x = x + i
        else:
            x = 10
    return x


@njit
def of_array(n, i):
    a = None if n == 0 else np.arange(n)
    return a[i], a.size, len(a)


CASES = [
    (compiled_maybe, (1,)),
    (compiled_maybe, (5,)),
    (compiled_maybe, (2.5,)),
    (handled, (1,)),
    (handled, (5,)),
    (unhandled, (5,)),
    (text_or_none, (0,)),
    (text_or_none, (1,)),
    (best_of, (np.array([1.0, 5.0, 3.0]),)),
    (best_of, (np.zeros(0),)),
    (best_of, ([3, 1],)),
    (tuples, (0,)),
    (tuples, (1,)),
    (with_default, (1,)),
    (with_default, (1, 2)),
    (with_default, (1, None, 5)),
    (chained, (1,)),
    (chained, (7,)),
    (unequal, (1, 2)),
    (unequal, (1, 7)),
    (unequal, (7, 7)),
    (unequal, (5, 10)),
    (truths, (0,)),
    (truths, (5,)),
    (rebound, (0,)),
    (rebound, (4,)),
    (of_array, (3, 1)),
]


@pytest.mark.parametrize(("function", "arguments"), CASES, ids=lambda value: getattr(value, "__name__", repr(value)))
def test_results_are_cpythons(function, arguments):
    got, want = function(*arguments), function.py_func(*arguments)
    assert got == want and type(got) is type(want) or isinstance(want, np.generic) and got == want


def test_none_where_a_value_is_wanted():
    with pytest.raises(TypeError, match="^expected int64, got None$"):
        unhandled(1)
    with pytest.raises(TypeError, match=r"^expected array\(int64, 1d, C\), got None$"):
        of_array(0, 0)


def test_arrays_that_may_be_none():
    assert array_or_none(0) is None
    assert array_or_none(3).tolist() == [2.5] * 3
    assert filled(np.ones(2)).tolist() == [1, 1]
    assert filled(np.ones(2), np.ones(2)).tolist() == [2, 2]
    gc.collect()
    before = live_blocks()
    for n in range(20):
        array_or_none(n % 3)
        text_or_none(n % 2)
        with pytest.raises(TypeError):
            of_array(0, 0)
    gc.collect()
    assert live_blocks() == before
