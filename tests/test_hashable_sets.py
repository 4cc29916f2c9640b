"""Sets of strings, of tuples, and of numbers in tuples: against CPython, and without a leak."""

import gc
import random

import numpy as np
import pytest
from numlir import njit
from numlir._numlir import live_blocks
from numlir.errors import NumlirError

STRINGS = ["", "a", "b", "ab", "é", "日本", "a" * 40]
PAIRS = [(0, "x"), (1, "x"), (0, "y"), (-(2**40), "日本")]
FLOATS = [(0.0, 1), (-0.0, 1), (1.5, 2), (float("inf"), 3)]
NESTED = [((1, 2), "p"), ((2, 1), "p"), ((1, 2), "q")]
KINDS = {"strings": STRINGS, "pairs": PAIRS, "floats": FLOATS, "nested": NESTED, "complex": [(1j, True), (2j, False)]}


@njit
def operate(a, operations):
    """Does what a list of (operation, value) says."""
    seen = 0
    for operation, value in operations:
        if operation == 0:
            a.add(value)
        elif operation == 1:
            a.discard(value)
        elif operation == 2:
            if value in a:
                a.remove(value)
                seen += 1
        else:
            seen += len(a)
    return seen


@njit
def combined(a, b):
    made = a.copy()
    made.update(b)
    kept = a & b
    left = a.difference(b)
    either = a ^ b
    return (
        made, kept, left, either, a | b, a.union(b), a.symmetric_difference(b),
        a <= b, a < b, a == b, a != b, a.issuperset(kept), a.isdisjoint(b), len(made),
    )  # fmt: skip


@njit
def emptied(a):
    count = 0
    while len(a) > 0:
        a.pop()
        count += 1
    return count


@njit
def missing(a, value):
    a.remove(value)


@njit
def raises_in_the_middle(n):
    s = {"start"}
    for i in range(n):
        s.add("text " + str(i))
        if i == 30:
            raise ValueError("enough")
    return len(s)


@njit
def converted():
    return (1.0, 2) in {(1, 2)}, (1.5, 2) in {(1, 2)}, (1, 2, 3) in {(1, 2)}, {(1, 2.5), (1, 2)}, {(np.int8(-1), True)}


@njit
def same(a, b):
    return a is b, a is not b


@njit
def from_all(values):
    return {v for v in values}, set(values), sorted([v for v in set(values)])


def unchanged(function, *arguments):
    """Calls a function; no block stays behind."""
    gc.collect()
    live = live_blocks()
    result = function(*arguments)
    kept = repr(result)
    del result
    assert live_blocks() == live, kept


@pytest.mark.parametrize("kind", KINDS)
def test_operations(kind):
    pool, chance = KINDS[kind], random.Random(1)
    for _ in range(20):
        start = set(chance.sample(pool, 1 + chance.randrange(len(pool))))
        operations = [(chance.randrange(4), chance.choice(pool)) for _ in range(30)]
        expected, actual = set(start), set(start)
        assert operate(actual, operations) == operate.py_func(expected, operations)
        assert actual == expected
        unchanged(operate, set(start), operations)


@pytest.mark.parametrize("kind", KINDS)
def test_algebra(kind):
    pool, chance = KINDS[kind], random.Random(2)
    for _ in range(10):
        a, b = (set(chance.sample(pool, 1 + chance.randrange(len(pool)))) for _ in range(2))
        assert combined(set(a), set(b)) == combined.py_func(set(a), set(b))
        unchanged(combined, a, b)


@pytest.mark.parametrize("kind", KINDS)
def test_pop_gives_all(kind):
    elements = set(KINDS[kind])
    copy = set(elements)
    assert emptied(copy) == len(elements)
    assert copy == set()
    unchanged(emptied, set(elements))


def test_many_elements_are_found_again():
    values = [(i % 97, "k" + str(i % 89)) for i in range(20000)]
    assert from_all(values) == from_all.py_func(values)
    unchanged(from_all, values)


def test_what_is_missing_is_named():
    for elements, value in (({"a"}, "b"), ({(1, 2)}, (1, 3))):
        with pytest.raises(KeyError) as error:
            missing(elements, value)
        assert error.value.args == (value,)


def test_an_error_gives_back_strings():
    gc.collect()
    live = live_blocks()
    with pytest.raises(ValueError, match="enough"):
        raises_in_the_middle(100)
    assert live_blocks() == live


def test_elements_of_other_types_compare_by_value():
    assert converted() == converted.py_func()


def test_containers_may_be_one_object():
    numbers, texts, items = {1}, {"a"}, [1]
    for a, b in ((numbers, numbers), (texts, texts), (items, items)):
        assert same(a, b) == (True, False)
    assert same({1}, {1}) == same({"a"}, {"a"}) == same([1], [1]) == (False, True)
    assert same([1], {1}) == (False, True)


@pytest.mark.parametrize("elements", [{1, 2.5}, {1, "a"}, {(1,), (2, 3)}])
def test_elements_have_one_type(elements):
    with pytest.raises(NumlirError, match="a heterogeneous set"):
        emptied(elements)


def test_what_is_not_hashable_is_refused():
    @njit
    def arrays():
        return {np.zeros(2)}

    with pytest.raises(NumlirError, match="sets hold numbers, strings, and tuples of them"):
        arrays()


def test_methods_take_several_iterables():
    @njit
    def several(a):
        return a.union([1], (7,), range(3)), a.intersection({1, 2}, [1]), a.difference([1], (2,)), a.intersection()

    @njit
    def updated(a):
        a.update([7], (8, 9), {1})
        return a

    assert several({1, 2, 3}) == several.py_func({1, 2, 3})
    assert updated({1, 2, 3}) == {1, 2, 3, 7, 8, 9}
    unchanged(several, {1, 2, 3})


def test_sets_of_different_types_do_not_go_together():
    for function in (lambda a, b: a & b, lambda a, b: a == b, lambda a, b: a.union(b)):
        with pytest.raises(NumlirError, match="All Sets must be of the same type"):
            njit(function)({1, 2}, {"a"})
