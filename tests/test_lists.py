"""Lists, sets and strings at the border: what comes in, what goes back, what is one object, and what is left behind."""

import gc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numlir import njit
from numlir._numlir import live_blocks
from numlir.errors import TypingError

INTS = st.integers(-(2**63), 2**63 - 1)
FLOATS = st.floats(allow_nan=False)
TEXTS = st.text(max_size=12)


@njit
def identity(x):
    return x


@njit
def rebuilt(x):
    return [v for v in x]


@njit
def operate(x, operations):
    """Does what a list of (operation, position, value) says."""
    seen = []
    for operation, position, value in operations:
        if operation == 0:
            x.append(value)
        elif operation == 1:
            x.insert(position, value)
        elif operation == 2:
            if len(x) > 0:
                seen.append(x.pop(position % len(x)))
        elif operation == 3:
            if value in x:
                x.remove(value)
        elif operation == 4:
            x[position:] = [value, value + 1]
        elif operation == 5:
            del x[::2]
        elif operation == 6:
            x.reverse()
        elif operation == 7:
            x.sort()
        elif operation == 8:
            seen.extend(x[::-2])
        else:
            x.extend(x[: position % 4])
    return seen, len(x)


OPERATIONS = st.lists(st.tuples(st.integers(0, 9), st.integers(-6, 6), st.integers(0, 9)), min_size=1, max_size=30)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), OPERATIONS)
@settings(max_examples=200, deadline=None)
def test_lists_do_what_pythons_do(values, operations):
    mine, theirs = values.copy(), values.copy()
    assert operate(mine, operations) == operate.py_func(theirs, operations)
    assert mine == theirs


@given(st.one_of(*(st.lists(element, min_size=1, max_size=20) for element in (INTS, FLOATS, st.booleans(), TEXTS))))
@settings(max_examples=100, deadline=None)
def test_elements_come_back(values):
    made = rebuilt(values)
    assert made == values
    assert [type(v) for v in made] == [type(v) for v in values]
    assert identity(values) is values


@njit
def ordered(x):
    return sorted(x), sorted(x, reverse=True), min(x), max(x)


@given(st.one_of(*(st.lists(element, min_size=1, max_size=60) for element in (INTS, FLOATS, TEXTS))))
@settings(max_examples=100, deadline=None)
def test_sorting(values):
    assert ordered(values) == ordered.py_func(values)


@njit
def by_key(x):
    x.sort(key=lambda pair: pair[0])
    y = sorted(x, key=lambda pair: pair[1], reverse=True)
    return x, y


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=80))
@settings(max_examples=50, deadline=None)
def test_sorting_by_a_key_is_stable(pairs):
    assert by_key(pairs.copy()) == by_key.py_func(pairs.copy())


@njit
def algebra(a, b):
    return a | b, a & b, a - b, a ^ b, a <= b, a < b, a == b, len(a), sum(b)


@given(st.sets(st.integers(-20, 20), min_size=1), st.sets(st.integers(-20, 20), min_size=1))
@settings(max_examples=100, deadline=None)
def test_sets_do_what_pythons_do(a, b):
    assert algebra(a, b) == algebra.py_func(a, b)


@njit
def change(s, operations):
    for operation, value in operations:
        if operation == 0:
            s.add(value)
        elif operation == 1:
            s.discard(value)
        elif operation == 2 and len(s) > 0:
            s.add(s.pop())
        elif operation == 3:
            s.update([value, value * 7])
    return len(s), [v in s for v in range(-20, 20)]


@given(
    st.sets(st.integers(-20, 20), min_size=1),
    st.lists(st.tuples(st.integers(0, 3), st.integers(-200, 200)), min_size=1, max_size=200),
)
@settings(max_examples=100, deadline=None)
def test_sets_change_as_pythons_do(values, operations):
    mine, theirs = values.copy(), values.copy()
    assert change(mine, operations) == change.py_func(theirs, operations)
    assert mine == theirs


@njit
def texts(a, b, i):
    return a + b, a * 2, a == b, a < b, b in a, a[i:], a[::-1], a.replace(b, "-"), a.split(), a.find(b), f"{a!r} {b}"


@given(TEXTS, TEXTS, st.integers(-15, 15))
@settings(max_examples=150, deadline=None)
def test_strings_do_what_pythons_do(a, b, i):
    # How CPython's repr writes characters that are not printable is a table of Unicode's.
    result, expected = texts(a, b, i), texts.py_func(a, b, i)
    if not (a + b).isprintable():
        result, expected = result[:-1], expected[:-1]
    assert result == expected


@njit
def numbers(i, x):
    return str(i), str(x), repr(x), f"{i},{x}", int(str(i)), float(str(x))


@given(INTS, st.floats())
@settings(max_examples=300, deadline=None)
def test_texts_of_numbers(i, x):
    result = numbers(i, x)
    assert result[:5] == (str(i), str(x), repr(x), f"{i},{x}", i)
    assert result[5] == x or (result[5] != result[5] and x != x)


@pytest.mark.parametrize("text", ["", "a", "é", "€", "a\ud800b", "😀x", "\0"])
def test_any_text_passes(text):
    assert identity(text) == text
    assert rebuilt([text, text + "x"]) == [text, text + "x"]


def test_one_list_given_twice_is_one():
    @njit
    def f(a, b):
        a.append(7)
        return len(b), a == b

    x = [1]
    assert f(x, x) == (2, True)
    assert x == [1, 7]


def test_nested_lists_stay_the_objects_they_were():
    @njit
    def f(m):
        m[0].append(5)
        m.append(m[0])
        m[1] = [9]

    inner, other = [1], [2]
    outer = [inner, other]
    f(outer)
    assert outer[0] is inner and outer[2] is inner
    assert inner == [1, 5] and other == [2] and outer[1] == [9]


def test_what_does_not_change_is_not_touched():
    class Number(int):
        pass

    special = Number(5)
    x = [1, special, 3]
    y = [1.0, 2.0]

    @njit
    def f(x, y):
        y[0] = 4.0
        return x[1]

    assert f(x, y) == 5
    assert y == [4.0, 2.0] and x[1] is special


def test_arrays_in_lists_are_the_callers():
    @njit
    def f(x):
        x[0][1] = 5.0
        x.append(x[0][1:])
        return x[1], x

    a, b = np.zeros(3), np.ones((4, 2))[:, 0]
    x = [a, b]
    second, same = f(x)
    assert same is x and x[0] is a and x[1] is b and second is b
    assert a[1] == 5.0 and x[2].base is a


def test_a_call_that_raises_changes_lists():
    @njit
    def f(x, s):
        x.append(3)
        s.add(4)
        raise ValueError("after")

    x, s = [1], {2}
    with pytest.raises(ValueError, match="after"):
        f(x, s)
    assert x == [1, 3] and s == {2, 4}


def test_an_exception_holds_what_it_was_made_with():
    @njit
    def f(n, s):
        raise KeyError(n, s + "!", (n * 0.5, n > 1, None), 1j * n)

    with pytest.raises(KeyError) as caught:
        f(3, "é")
    assert caught.value.args == (3, "é!", (1.5, True, None), 3j)
    with pytest.raises(KeyError) as caught:
        f(3, "b")
    assert caught.value.args[1] == "b!"


def test_no_memory_is_an_error():
    @njit
    def f(n):
        return len([1.0] * n)

    with pytest.raises(MemoryError):
        f(2**60)


def test_nothing_is_left_behind():
    @njit
    def f(x, m, s, a, n):
        made = [[float(i)] * i for i in range(n)]
        words = [s * i for i in range(n)]
        words.sort(reverse=True)
        joined = ",".join(words)
        m.append(made[0])
        m[0] = [1.5]
        del made[1:2]
        made[0:1] = made[1:]
        a.append(a[0] * 2.0)
        seen = {len(word) for word in words}
        pairs = [(i, word, made[0]) for i, word in enumerate(words)]
        first = pairs[0]
        pairs[0] = pairs[-1]
        if x[0] > n:
            raise ValueError(f"{joined} {first[1]}")
        x[0] = pairs.pop()[0] + len(made.pop())
        return joined, words, seen, pairs, first

    def call(start):
        f([start], [[0.5]], "é", [np.ones(3)], 5)

    call(1)
    gc.collect()
    before = live_blocks()
    for _ in range(20):
        call(1)
        with pytest.raises(ValueError):
            call(100)
    gc.collect()
    assert live_blocks() == before


@njit
def uneven_rows(c):
    return [[c, -c, 0], [0, 0, 1]], [[1, 2], [1j, 0.5]], [[c], [True]][0]


def test_rows_of_integers_and_floats():
    result = uneven_rows(0.5)
    assert result == uneven_rows.py_func(0.5)
    assert [type(value) for row in result[0] for value in row] == [float] * 6


@njit
def turn_around(x):
    x[:] = x[::-1]
    return x


@njit
def empty(x):
    last = x[-1]
    x.clear()
    return last


def test_what_a_list_loses_lives_until_another_has_it():
    for _ in range(50):
        rows = [[1, 2, 3], [4, 5, 6], [7]]
        assert turn_around(rows) == [[7], [4, 5, 6], [1, 2, 3]]
        rows = [[1, 2, 3], [7]]
        assert empty(rows) == [7] and rows == []
        arrays = [np.ones(3), np.zeros(2)]
        assert [a.size for a in turn_around(arrays)] == [2, 3]
        arrays = [[np.ones(3)], [np.zeros(2)]]
        assert empty(arrays)[0].size == 2 and arrays == []


def test_a_list_that_holds_itself_is_refused():
    @njit
    def length(values):
        return len(values)

    alone, beside, within = [], [1], []
    alone.append(alone)
    beside.append(beside)
    within.append((within,))
    for values in (alone, beside, within, (within,)):
        with pytest.raises(TypingError, match="list"):
            length(values)
    empty = []
    for _ in range(40):
        empty = [empty, empty]
    with pytest.raises(TypingError, match="nothing but empty lists"):
        length(empty)


def test_tuples_of_exponential_size_are_refused():
    @njit
    def length(values):
        return len(values)

    values = (1, 2)
    for _ in range(40):
        values = (values, values)
    with pytest.raises(TypingError, match="more than 65536 elements"):
        length(values)


@njit
def sum_of_arrays(n):
    rows = [np.full(3, 1.5) for _ in range(n)]
    return sum(rows, np.ones(3))


@njit
def sum_of_arrays_alone(n):
    return sum([np.full(3, 1.5) for _ in range(n)])


def test_sums_of_lists_of_arrays():
    for n in (0, 1, 3):
        assert sum_of_arrays(n).tolist() == sum_of_arrays.py_func(n).tolist()
    assert sum_of_arrays_alone(2).tolist() == [3.0, 3.0, 3.0]
    with pytest.raises(ValueError, match="no arrays"):
        sum_of_arrays_alone(0)
