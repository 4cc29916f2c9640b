"""`literally`, `literal_unroll`, loops over tuples of several types, and dictionaries of constant strings."""

import numpy as np
import pytest

import numlir as nb
from numlir import errors, literal_unroll, literally, types
from numlir.extending import overload


def test_compiled_for_the_value():
    @nb.njit
    def f(x, y):
        return literally(x) * y

    assert [f(3, 5), f(4, 5), f(3, 6)] == [15, 20, 18]
    assert [signature[0] for signature in f.signatures] == [types.literal(3), types.literal(4)]
    assert f.signatures[0][1] == types.int64
    assert f(True, 2) == 2


def test_a_string_by_value():
    @nb.njit
    def f(mode, x):
        if literally(mode) == "double":
            return x * 2
        return (x, mode)

    # What the value excludes is not compiled: the results have different types.
    assert f("double", 4) == 8
    assert f("other", 4) == (4, "other")


def test_overloads_see_the_literal():
    def kind(x):
        raise NotImplementedError

    @overload(kind, prefer_literal=True)
    def _(x):
        text = f"{x.literal_value}!" if isinstance(x, types.Literal) else "not known"
        return lambda x: text

    @nb.njit
    def known(x):
        return kind(literally(x))

    @nb.njit
    def unknown(x):
        return kind(x)

    assert known(7) == "7!" and known("a") == "a!" and unknown(7) == "not known"


def test_callers_are_asked():
    @nb.njit
    def inner(x, y):
        return x + literally(y)

    @nb.njit
    def outer(a, b, c):
        return inner(a, b) + inner(b, c)

    assert outer(1, 2, 3) == 1 + 2 + 2 + 3
    ((a, b, c),) = outer.signatures
    assert not isinstance(a, types.Literal)
    assert (b.literal_value, c.literal_value) == (2, 3)

    @nb.njit
    def constant():
        return inner(4, y=5)

    assert constant() == 9


def test_recursion():
    @nb.njit
    def f(n, value):
        if n < 1:
            return literally(value)
        return n * f(n - 1, value)

    assert f(5, 3) == 360 and f(2, 7) == 14


def test_what_cannot_be_known():
    @nb.njit
    def computed(a):
        return literally(1 + a)

    with pytest.raises(errors.TypingError, match="Invalid use of non-Literal type"):
        computed(1)

    @nb.njit
    def inner(y):
        return literally(y)

    @nb.njit
    def outer(a):
        return inner(a + 1)

    with pytest.raises(errors.TypingError, match="Cannot request literal type"):
        outer(1)
    with pytest.raises(errors.LiteralTypingError, match="numpy.ndarray"):
        inner(np.arange(3))
    with pytest.raises(errors.TypingError, match="Cannot request literal type"):
        nb.njit("int64(int64)")(inner.py_func)


def test_functions_of_python():
    assert literally(3) == 3
    assert literal_unroll((1, "a")) == (1, "a")


def test_turns_are_typed_one_by_one():
    @nb.njit
    def lengths(t):
        found = []
        for x in literal_unroll(t):
            found.append(len(x))
        return found

    t = (np.ones(5), np.ones((2, 3)), "ABCDEFG", (1, 2, 3), [1, 2])
    assert lengths(t) == [5, 2, 7, 3, 2]
    assert lengths(()) == []


def test_without_being_asked():
    @nb.njit
    def texts(t):
        joined = ""
        for x in t:
            joined += str(x) + ";"
        return joined

    assert texts((1, "a", True)) == "1;a;True;"


def test_what_loops_leave_behind():
    @nb.njit
    def run(t, stop):
        count, total, last = 0, 0.0, -1
        for x in literal_unroll(t):
            if count == stop:
                last = count
                break
            if len(x) == 0:
                count += 1
                continue
            total += x[0]
            for y in x:
                total += y
            count += 1
        else:
            last = 100
        return count, total, last

    t = (np.arange(3.0), (1, 2), [5], np.zeros(0), np.array([1 + 0j]).real)
    for stop in range(-1, 6):
        assert run(t, stop) == run.py_func(t, stop)


def test_nested_in_other_loops():
    @nb.njit
    def run(a, b, n):
        total = 0.0
        for i in range(n):
            for x in literal_unroll(a):
                for y in b:
                    if y == 2:
                        break
                    total += x.sum() * y
                if total > 1000:
                    return -total
            total += i
        return total

    a = (np.arange(3), np.arange(4.0).reshape(2, 2))
    for n in (0, 1, 3, 40):
        assert run(a, (1, 1.5, 2, 3), n) == run.py_func(a, (1, 1.5, 2, 3), n)


def test_positions_in_a_tuple():
    @nb.njit
    def run(t):
        found = []
        for i in range(len(t)):
            found.append(len(t[i]) + i)
        for i in range(len(literal_unroll(t)) - 1, -1, -1):
            found.append(len(t[i]))
        return found

    t = ("abc", (1, 2), np.zeros(4))
    assert run(t) == run.py_func(t)


def test_in_try():
    @nb.njit
    def run(t):
        count = 0
        for x in literal_unroll(t):
            try:
                count += 10 // x[0]
            except ZeroDivisionError:
                count += 1000
        return count

    t = ((0,), np.array([2]), [0], (5, "a"))
    assert run(t) == run.py_func(t)


def test_yield():
    @nb.njit
    def each(t):
        for x in literal_unroll(t):
            yield x

    assert list(each((1, 2.5, 4j))) == [1, 2.5, 4j]


def test_dispatch_on_literals_of_a_tuple():
    def number(name):
        raise NotImplementedError

    @overload(number, prefer_literal=True)
    def _(name):
        value = {"one": 1, "two": 2, 7: 70}[name.literal_value] if isinstance(name, types.Literal) else -1
        return lambda name: value

    @nb.njit
    def run():
        total = 0
        for x in literal_unroll(("one", "two", 7)):
            total = total * 100 + number(x)
        return total

    assert run() == 10270


def test_the_variable_behind_the_loop():
    @nb.njit
    def last(t):
        for x in t:
            pass
        return x

    @nb.njit
    def some(t, stop):
        for x in t:
            stop -= 1
            if stop == 0:
                break
        return x

    assert last((1, "a")) == "a"
    with pytest.raises(errors.TypingError, match="is int64 on one path and unicode_type on another"):
        some((1, "a"), 1)


def test_literal_unroll_of_something_else():
    @nb.njit
    def run():
        for x in literal_unroll("ABC"):
            print(x)

    with pytest.raises(errors.TypingError, match="a tuple or a list of constant values"):
        run()


def test_a_dictionary_of_several_types():
    @nb.njit
    def run(x):
        d = {"a": 1, "b": x, "c": "text", "a": x.sum()}
        return d["b"], d["c"], d["a"], len(d), "c" in d, "z" in d, d.get("a"), d.get("q", 5)

    x = np.arange(3.0)
    array, *rest = run(x)
    assert array is x and rest == ["text", 3.0, 3, True, False, 3.0, 5]


def test_views_of_such_a_dictionary():
    @nb.njit
    def run():
        d = {"a": 2j, "c": "d", "f": (1, 2)}
        return d.keys(), d.values(), d.items(), [k for k in d], d == d.copy()

    keys, values, items, listed, same = run()
    expected = {"a": 2j, "c": "d", "f": (1, 2)}
    assert (list(keys), list(values), list(items)) == (list(expected), list(expected.values()), list(expected.items()))
    assert listed == ["a", "c", "f"] and same


def test_such_a_dictionary_as_an_argument():
    @nb.njit
    def use(options=None):
        if options is not None:
            options["d"][:] += 10
            return options["name"]
        return ""

    @nb.njit
    def run(name):
        e = {"d": np.zeros(3), "name": name, "f": lambda x: x + 1}
        return use(options=e), e["d"], e["f"](4)

    name, d, five = run("n")
    assert (name, list(d), five) == ("n", [10.0] * 3, 5)


def test_such_dictionaries_on_two_paths():
    @nb.njit
    def same(x):
        if x > 0:
            a = {"a": 2j, "c": "d"}
        else:
            a = {"a": 5j, "c": "CAT"}
        return a["c"]

    @nb.njit
    def other(x):
        if x > 0:
            a = {"q": 2j, "c": "d"}
        else:
            a = {"a": 5j, "c": "CAT"}
        return a["c"]

    assert same(1) == "d" and same(-1) == "CAT"
    with pytest.raises(errors.TypingError):
        other(1)


@pytest.mark.parametrize("statement", ["d['a'] = 12", "del d['a']", "d.pop('a')", "d.clear()", "d.setdefault('f', 1)"])
def test_it_does_not_change(statement):
    scope = {}
    exec(f"def change():\n    d = {{'a': 1, 'b': 'x'}}\n    {statement}\n", scope)
    with pytest.raises(errors.TypingError, match="Cannot mutate a literal dictionary"):
        nb.njit(scope["change"])()


def test_keys_have_to_be_known():
    @nb.njit
    def run(key):
        d = {"a": 1, "b": "x"}
        return d[key]

    with pytest.raises(errors.TypingError, match="on a literal dictionary"):
        run("a")

    @nb.njit
    def missing():
        d = {"a": 1, "b": "x"}
        return d["q"]

    with pytest.raises(errors.TypingError, match="Key 'q' is not in dict."):
        missing()

    @nb.njit
    def returned():
        return {"a": 1, "b": "x"}

    with pytest.raises(errors.NumlirError, match="cannot be given to Python"):
        returned()


def test_values_of_one_type_are_an_ordinary_dictionary():
    @nb.njit
    def run(key):
        d = {"a": 1, "b": 2}
        d["c"] = 3
        return d[key], len(d)

    assert run("c") == (3, 3) and run("b") == (2, 3)
