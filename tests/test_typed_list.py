"""`typed.List` in Python and in compiled code, compared with Python's own lists."""

import gc
import pickle
import sys

import numlir as nb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numlir import _numlir
from numlir.typed import List


@nb.njit
def numbers(n):
    made = List()
    for i in range(n):
        made.append(i * i)
    return made


@nb.njit
def total(items):
    result = 0
    for item in items:
        result += item
    return result


@nb.njit
def same(items):
    return items


def test_compiled_code_makes_lists_that_python_sees():
    made = numbers(5)
    assert isinstance(made, List)
    assert list(made) == [0, 1, 4, 9, 16]
    assert str(made) == "[0, 1, 4, 9, 16]"
    assert repr(made) == "ListType[int64]([0, 1, 4, 9, 16])"
    assert total(made) == 30


def test_a_list_is_shared_and_not_copied():
    @nb.njit
    def change(items):
        items.append(7)
        items[0] = 70
        del items[1]

    items = List([1, 2, 3])
    change(items)
    assert list(items) == [70, 3, 7]
    assert same(items) is items


def test_methods_in_python():
    items = List([3, 1, 2])
    items.extend([5, 4])
    items.insert(0, 9)
    items.insert(-1, 8)
    assert list(items) == [9, 3, 1, 2, 5, 8, 4]
    assert (items.pop(), items.pop(0), items.pop(-2)) == (4, 9, 5)
    items.remove(1)
    items.sort(reverse=True)
    assert list(items) == [8, 3, 2]
    items.reverse()
    assert (items.index(8), items.count(3), 2 in items, 99 in items) == (2, 1, True, False)
    copied = items.copy()
    items.clear()
    assert (len(items), len(copied)) == (0, 3)
    assert copied == List([2, 3, 8]) and copied != List([2, 3]) and copied == [2, 3, 8]
    assert list(copied + List([1])) == [2, 3, 8, 1] and list(copied * 2) == [2, 3, 8, 2, 3, 8]
    assert list(copied[::-1]) == [8, 3, 2] and isinstance(copied[1:], List)
    copied[0:2] = List([0])
    del copied[-1:]
    assert list(copied) == [0]
    copied.sort(key=lambda x: -x)
    assert list(reversed(copied)) == [0]


@pytest.mark.parametrize(
    ("work", "error"),
    [
        (lambda items: items.pop(5), IndexError),
        (lambda items: items[3], IndexError),
        (lambda items: items[-4], IndexError),
        (lambda items: items.__setitem__(3, 1), IndexError),
        (lambda items: items.__delitem__(3), IndexError),
        (lambda items: items.remove(99), ValueError),
        (lambda items: items.index(99), ValueError),
        (lambda items: items.append("text"), nb.errors.TypingError),
        (lambda items: items.append(1.5), nb.errors.TypingError),
    ],
)
def test_errors(work, error):
    items = List([1, 2, 3])
    with pytest.raises(error):
        work(items)
    assert list(items) == [1, 2, 3]


def test_empty_lists():
    items = List()
    assert (len(items), list(items), 1 in items, repr(items)) == (0, [], False, "ListType[undefined]([])")
    with pytest.raises(IndexError):
        items.pop()
    with pytest.raises(nb.errors.TypingError, match="type is not known"):
        same(items)
    typed = List.empty_list(nb.types.float64)
    typed.append(1)
    assert list(typed) == [1.0] and isinstance(typed[0], float)
    assert list(List.empty_list(nb.types.float64[:])) == []


def test_an_empty_list_in_compiled_code():
    @nb.njit
    def made():
        return List.empty_list(nb.types.int32)

    assert repr(made()) == "ListType[int32]([])"


@pytest.mark.parametrize(
    "values",
    [
        [True, False],
        [1.5, -0.0],
        [1 + 2j],
        ["", "abc", "ä€😀"],
        [(1, 2.5, "x"), (2, 0.5, "y")],
        [(), ()],
        [((1, 2), 3)],
    ],
)
def test_values_of_many_types(values):
    items = List(values)
    assert list(items) == values
    assert list(same(items)) == values
    assert values[0] in items


def test_lists_of_lists_and_arrays():
    @nb.njit
    def nested(n):
        outer = List()
        for i in range(n):
            inner = List()
            for j in range(i):
                inner.append(float(j))
            outer.append(inner)
        return outer

    assert [list(inner) for inner in nested(4)] == [[], [0.0], [0.0, 1.0], [0.0, 1.0, 2.0]]

    @nb.njit
    def put(items, array):
        items.append(array)
        items.append(array[::2].copy())

    arrays = List()
    arrays.append(np.arange(3.0))
    given = np.ones(4)
    put(arrays, given)
    given[:] = 5
    del given
    gc.collect()
    assert [array.tolist() for array in arrays] == [[0.0, 1.0, 2.0], [5.0] * 4, [1.0, 1.0]]


def test_arrays_that_are_put_in_live_as_long_as_the_list():
    @nb.njit
    def put(items, array):
        items.append(array)

    array = np.arange(10.0)
    before = sys.getrefcount(array)
    items = List([np.zeros(1)])
    put(items, array)
    assert sys.getrefcount(array) == before + 1
    items.clear()
    assert sys.getrefcount(array) == before

    @nb.njit
    def kept(array):
        made = List()
        made.append(array)
        return made

    items = kept(array)
    assert sys.getrefcount(array) == before + 1
    del items
    assert sys.getrefcount(array) == before


def test_changing_the_length_while_iterating():
    @nb.njit
    def endless(items):
        for item in items:
            items.append(item)

    with pytest.raises(RuntimeError, match="mutated during iteration"):
        endless(List([1, 2]))


def test_builtins_in_compiled_code():
    @nb.njit
    def work(items):
        doubled = [2 * x for x in items]
        pairs = 0
        for i, x in enumerate(items):
            pairs += i * x
        for x, y in zip(items, doubled):
            pairs += x * y
        return len(items), sum(items), min(items), max(items), sorted(items), list(items), pairs, bool(items)

    values = [3, 1, 2]
    doubled = [2 * x for x in values]
    pairs = sum(i * x for i, x in enumerate(values)) + sum(x * y for x, y in zip(values, doubled))
    assert work(List(values)) == (3, 6, 1, 3, [1, 2, 3], values, pairs, True)


def test_comparisons_in_compiled_code():
    @nb.njit
    def compare(a, b):
        return a == b, a != b, a < b, a <= b, a > b, a >= b, a is b, a is a

    for a, b in ([1, 2], [1, 2]), ([1], [1, 2]), ([2], [1, 5]):
        expected = (a == b, a != b, a < b, a <= b, a > b, a >= b, False, True)
        assert compare(List(a), List(b)) == expected


def test_operators_in_compiled_code():
    @nb.njit
    def work(a, b):
        joined = a + b
        joined += b
        return joined, a * 2, a[1:], 3 in a, 3 not in a

    joined, twice, rest, there, gone = work(List([1, 2]), List([3]))
    assert (list(joined), list(twice), list(rest)) == ([1, 2, 3, 3], [1, 2, 1, 2], [2])
    assert (there, gone) == (False, True)


def test_a_list_of_an_iterable_in_compiled_code():
    @nb.njit
    def work(n):
        return List(range(n)), List([1.5, 2.5]), List("ab")

    assert [list(made) for made in work(3)] == [[0, 1, 2], [1.5, 2.5], ["a", "b"]]


def test_pickling():
    items = pickle.loads(pickle.dumps(List([1.5, 2.5])))
    assert repr(items) == "ListType[float64]([1.5, 2.5])"


@nb.njit
def run(items, steps, values):
    """The length after each step, and what was taken out."""
    log = []
    for step, value in zip(steps, values):
        if step == 0:
            items.append(value)
        elif step == 1 and len(items) > 0:
            log.append(items.pop(value % len(items)))
        elif step == 2:
            items.insert(value, value)
        elif step == 3:
            items.extend(items[value:])
        elif step == 4:
            items.reverse()
        elif step == 5:
            items.sort()
        elif step == 6 and value in items:
            items.remove(value)
        elif step == 7:
            del items[value : value + 3]
        elif step == 8:
            items[value::2] = items[value::2]
        log.append(len(items))
    return log


steps = st.lists(st.tuples(st.integers(0, 8), st.integers(-4, 6)), min_size=1, max_size=25)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(steps)
def test_sequences_of_operations(taken):
    kinds, values = np.array([k for k, _ in taken]), np.array([v for _, v in taken])
    plain, typed = [1, 2, 3], List([1, 2, 3])
    expected = run.py_func(plain, kinds.tolist(), values.tolist())
    assert run(typed, kinds, values) == expected
    assert list(typed) == plain


def test_nothing_leaks():
    @nb.njit
    def churn(n):
        made = List()
        for i in range(n):
            made.append((str(i), np.ones(i % 5)))
        for i in range(n // 2):
            made.pop()
        made[0] = ("x", np.zeros(2))
        part = made[1:]
        made.clear()
        part.reverse()
        return part

    @nb.njit
    def raises(items):
        items.append("more")
        items.pop(1000)

    churn(20)
    gc.collect()
    before = _numlir.live_blocks()
    for _ in range(20):
        made = churn(20)
        items = List(["a", "b"])
        with pytest.raises(IndexError):
            raises(items)
    del made, items
    gc.collect()
    assert _numlir.live_blocks() == before
