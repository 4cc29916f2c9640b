"""Dictionaries and typed sets, in Python and in compiled code, compared with Python's own."""

import gc
import pickle
import sys

import numlir as nb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numlir import _numlir
from numlir.typed import Dict, List, Set


@nb.njit
def same(table):
    return table


def test_displays_and_comprehensions():
    @nb.njit
    def work(n):
        empty = {}
        empty["x"] = 1.5
        return {"a": 1, "b": 2, "a": 3}, {i: str(i) for i in range(n) if i % 2}, empty, dict()

    shown, made, empty, nothing = work(6)
    assert dict(shown) == {"a": 3, "b": 2} and list(shown) == ["a", "b"]
    assert dict(made) == {1: "1", 3: "3", 5: "5"}
    assert dict(empty) == {"x": 1.5} and len(nothing) == 0


def test_counting():
    @nb.njit
    def count(words):
        counts = {}
        for word in words:
            if word in counts:
                counts[word] += 1
            else:
                counts[word] = 1
        return counts

    assert dict(count(["a", "b", "a", "ä", "a"])) == {"a": 3, "b": 1, "ä": 1}
    assert dict(count([1.5, 1.5, 0.0, -0.0])) == {1.5: 2, 0.0: 2}
    assert dict(count([(1, "x"), (1, "y"), (1, "x")])) == {(1, "x"): 2, (1, "y"): 1}


def test_methods_in_python():
    table = Dict()
    table["x"] = 1
    table.update({"y": 2}, z=3)
    assert dict(table) == {"x": 1, "y": 2, "z": 3}
    assert (table["y"], table.get("y"), table.get("q"), table.get("q", 7)) == (2, 2, None, 7)
    assert (table.setdefault("x", 9), table.setdefault("w", 9)) == (1, 9)
    assert (table.pop("w"), table.pop("w", 5), table.popitem()) == (9, 5, ("z", 3))
    assert list(table.items()) == [("x", 1), ("y", 2)] and list(table.values()) == [1, 2]
    assert list(table.keys()) == ["x", "y"] and "x" in table and "q" not in table
    copied = table.copy()
    del table["x"]
    assert table != copied and copied == {"x": 1, "y": 2} and Dict({"x": 1}) == Dict({"x": 1})
    assert repr(table) == "DictType[unicode_type,int64]({'y': 2})" and str(table) == "{'y': 2}"
    table.clear()
    assert len(table) == 0 and list(table) == []
    assert same(table) is table


@pytest.mark.parametrize(
    ("work", "error"),
    [
        (lambda table: table["q"], KeyError),
        (lambda table: table.pop("q"), KeyError),
        (lambda table: table.__delitem__("q"), KeyError),
        (lambda table: table.__setitem__("q", "text"), nb.errors.TypingError),
        (lambda table: table.__setitem__(1, 1), nb.errors.TypingError),
    ],
)
def test_errors(work, error):
    table = Dict({"a": 1})
    with pytest.raises(error) as caught:
        work(table)
    if error is KeyError:
        assert caught.value.args == ("q",)
    assert dict(table) == {"a": 1}


def test_an_error_shows_the_key():
    @nb.njit
    def find(table, key):
        return table[key]

    for key in 5, (1, "x"), "text", 2.5:
        with pytest.raises(KeyError) as caught:
            find(same(Dict({type(key)() if not isinstance(key, tuple) else (0, ""): 1})), key)
        assert caught.value.args == (key,)


def test_empty_dictionaries():
    table = Dict()
    assert (len(table), dict(table), 1 in table, table.get(1, 2)) == (0, {}, False, 2)
    with pytest.raises(KeyError):
        table[1]
    with pytest.raises(nb.errors.TypingError, match="type is not known"):
        same(table)
    typed = Dict.empty(nb.types.unicode_type, nb.types.float64[:])
    typed["x"] = np.arange(3.0)
    assert typed["x"].tolist() == [0.0, 1.0, 2.0]

    @nb.njit
    def made():
        return Dict.empty(key_type=nb.types.int64, value_type=nb.types.float32)

    assert repr(made()) == "DictType[int64,float32]({})"


def test_iteration_in_compiled_code():
    @nb.njit
    def work(table):
        keys, values, pairs = [], [], []
        for key in table:
            keys.append(key)
        for value in table.values():
            values.append(value)
        for key, value in table.items():
            pairs.append((key, value))
        return keys, values, pairs, list(table), sorted(table.keys()), len(table.items()), list(table.values())

    plain = {"b": 1, "a": 2, "c": 3}
    assert work(Dict(plain)) == work.py_func(plain)


def test_changing_the_size_while_iterating():
    @nb.njit
    def grows(table):
        for key in table:
            table[key + 100] = 1

    @nb.njit
    def shrinks(table):
        for key, value in table.items():
            del table[key]

    @nb.njit
    def overwrites(table):
        for key in table:
            table[key] = 7

    for work in grows, shrinks:
        with pytest.raises(RuntimeError, match="dictionary changed size during iteration"):
            work(Dict({1: 1, 2: 2}))
    table = Dict({1: 1, 2: 2})
    overwrites(table)
    assert dict(table) == {1: 7, 2: 7}


def test_nested():
    @nb.njit
    def group(words):
        groups = {}
        for word in words:
            if len(word) not in groups:
                groups[len(word)] = List.empty_list(nb.types.unicode_type)
            groups[len(word)].append(word)
        return groups

    groups = group(["a", "bb", "c", "dd"])
    assert {key: list(value) for key, value in groups.items()} == {1: ["a", "c"], 2: ["bb", "dd"]}

    @nb.njit
    def deep(n):
        outer = {}
        for i in range(n):
            inner = {}
            inner[i] = float(i)
            outer[str(i)] = inner
        return outer

    assert {key: dict(value) for key, value in deep(3).items()} == {"0": {0: 0.0}, "1": {1: 1.0}, "2": {2: 2.0}}


def test_arrays_that_are_put_in_live_as_long_as_the_dictionary():
    @nb.njit
    def put(table, key, array):
        table[key] = array

    array = np.arange(10.0)
    before = sys.getrefcount(array)
    table = Dict.empty(nb.types.int64, nb.types.float64[::1])
    put(table, 1, array)
    put(table, 2, array)
    assert sys.getrefcount(array) == before + 2
    del table[1]
    assert sys.getrefcount(array) == before + 1
    del table
    assert sys.getrefcount(array) == before


@nb.njit
def run(table, steps, keys):
    """What each step gave."""
    log = []
    for step, key in zip(steps, keys):
        if step <= 2:
            table[key] = 10 * key + step
        elif step == 3:
            log.append(table.pop(key, -1))
        elif step == 4 and key in table:
            del table[key]
        elif step == 5:
            log.append(table.setdefault(key, 5))
        elif step == 6 and len(table) > 0:
            last, value = table.popitem()
            log.append(last)
            log.append(value)
        elif step == 7:
            log.append(table.get(key, -2))
        elif step == 8:
            for each in table:
                log.append(each)
        elif step == 9 and key == 0:
            table.clear()
        log.append(len(table))
    return log


steps = st.lists(st.tuples(st.integers(0, 9), st.integers(-8, 24)), min_size=1, max_size=120)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(steps)
def test_sequences_of_operations(taken):
    kinds, keys = np.array([k for k, _ in taken]), np.array([v for _, v in taken])
    plain, typed = {3: 30}, Dict({3: 30})
    expected = run.py_func(plain, kinds.tolist(), keys.tolist())
    assert run(typed, kinds, keys) == expected
    assert dict(typed) == plain and list(typed) == list(plain)


def test_many_entries_that_come_and_go():
    @nb.njit
    def work(n):
        table = {}
        for i in range(n):
            table[i * 7919] = i
            if i >= 100:
                del table[(i - 100) * 7919]
        found = 0
        for i in range(n):
            if i * 7919 in table:
                found += table[i * 7919] - i + 1
        return len(table), found

    assert work(20000) == (100, 100)


def test_pickling():
    table = pickle.loads(pickle.dumps(Dict({"a": (1, 2.5)})))
    assert repr(table) == "DictType[unicode_type,Tuple(int64, float64)]({'a': (1, 2.5)})"


def test_typed_sets():
    @nb.njit
    def work(a, b):
        made = Set()
        for item in a:
            made.add(item)
        other = Set(b)
        return made | other, made & other, made - other, made ^ other, made <= other, made == other, len(made)

    a, b = ["x", "y", "z", "x"], ["y", "q"]
    union, common, rest, odd, within, equal, count = work(a, b)
    a, b = set(a), set(b)
    assert [set(made) for made in (union, common, rest, odd)] == [a | b, a & b, a - b, a ^ b]
    assert (within, equal, count) == (False, False, 3)

    items = Set([(1, 2), (3, 4), (1, 2)])
    items.discard((9, 9))
    items.remove((3, 4))
    assert list(items) == [(1, 2)] and (1, 2) in items and items == {(1, 2)}
    with pytest.raises(KeyError):
        items.remove((3, 4))
    assert items.pop() == (1, 2) and len(items) == 0


def test_nothing_leaks():
    @nb.njit
    def churn(n):
        table = {}
        for i in range(n):
            table[str(i)] = np.ones(i % 5)
        for i in range(0, n, 2):
            del table[str(i)]
        table["1"] = np.zeros(3)
        other = table.copy()
        other.popitem()
        table.clear()
        for key, value in other.items():
            table[key + "x"] = value
        return other

    @nb.njit
    def raises(table):
        table["more"] = np.zeros(2)
        return table["missing"]

    churn(40)
    gc.collect()
    before = _numlir.live_blocks()
    for _ in range(10):
        made = churn(40)
        with pytest.raises(KeyError):
            raises(made)
    del made
    gc.collect()
    assert _numlir.live_blocks() == before


def test_typed_dict_of_something_else():
    from numlir import typed

    with pytest.raises(nb.errors.TypingError, match="'int' object is not iterable"):
        typed.Dict(3)
    with pytest.raises(nb.errors.TypingError, match="Dict expect at most 1 argument, got 2"):
        typed.Dict({}, {})
    assert dict(typed.Dict([(1, 2.5)], n_keys=4)) == {1: 2.5}


@pytest.mark.parametrize("count", [1, 3, 4, 5, 16, 17, 37, 256, 257, 300])
def test_displays_of_many_strings(count, tmp_path):
    entries = ", ".join(f"'{i % 250}': x + {i}" for i in range(count))
    file = tmp_path / "display.py"
    file.write_text(f"def f(x):\n    return {{{entries}}}\n")
    names = {}
    exec(compile(file.read_text(), str(file), "exec"), names)
    f = names["f"]
    assert list(nb.njit(f)(5).items()) == list(f(5).items())
