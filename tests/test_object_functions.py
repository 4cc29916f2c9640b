"""Functions in object mode: loops lifted out of them, and the fall-back."""

import warnings

import numlir as nb
import numpy as np
import pytest
from numlir import jit, njit
from numlir.errors import NumlirFallbackWarning

words = {"one": 1}


@jit(forceobj=True)
def mixed(n, names):
    """Reads a dictionary of anything, then loops."""
    found = [words.get(name, name) for name in names]
    total = 0.0
    for i in range(n):
        total += i * 0.5
    found.append(total)
    return found


def test_python_runs_it_and_its_loop_is_compiled():
    assert mixed(4, ["one", "two"]) == [1, "two", 3.0]
    [signatures] = mixed.lifted_loops
    assert [tuple(map(str, each.args)) for each in signatures] == [("int64", "float64")]
    assert mixed.__doc__ == "Reads a dictionary of anything, then loops." and mixed.__name__ == "mixed"
    assert mixed.nopython_signatures == []


def test_without_lifting_nothing_is_compiled():
    @jit(forceobj=True, looplift=False)
    def f(n):
        total = 0
        for i in range(n):
            total += i
        return total

    assert f(5) == 10 and f.lifted_loops == []


def test_a_loop_that_cannot_be_compiled_is_run_by_python():
    @jit(forceobj=True)
    def f(items):
        total = 0
        for key, value in items.items():
            total += value if isinstance(key, str) else 0
        return total

    assert f({"a": 1, 2: 5}) == 1
    assert f.lifted_loops == [[]]


def plain_loops(kind, a, n):
    last = first = -1
    total = 0.0
    if kind == "nested":
        for i in range(n):
            for j in range(i):
                total += i * j
                last = j
    elif kind == "while":
        i = n
        while i > 0:
            i -= 1
            if i == 3:
                first = i
                break
        else:
            first = 100
        last = i
    elif kind == "try":
        try:
            for i in range(n):
                total += a[i]
        except IndexError:
            last = 7
        finally:
            total += 1
    elif kind == "write":
        for i in range(len(a)):
            a[i] += i
        total = sum(a)
    return last, first, total


@pytest.mark.parametrize("kind", ["nested", "while", "try", "write"])
@pytest.mark.parametrize("n", [0, 3, 6])
def test_lifted_loops_do_what_they_did(kind, n):
    f = jit(forceobj=True)(plain_loops)
    a, b = np.arange(4.0), np.arange(4.0)
    expected = plain_loops(kind, a, n)
    assert f(kind, b, n) == expected
    assert (a == b).all()
    assert len(f.lifted_loops) == 3


def test_loops_that_stay_where_they_are():
    @jit(forceobj=True)
    def returns(n):
        for i in range(n):
            if i == 2:
                return i
        return -1

    @jit(forceobj=True)
    def yields(n):
        for i in range(n):
            yield i

    @jit(forceobj=True)
    def shares(n):
        total = 0

        def add(x):
            return total + x

        for i in range(n):
            total = add(i)
        return total

    @jit(forceobj=True)
    def unbound(n):
        for i in range(n):
            last = i
        return last

    assert returns(5) == 2 and list(yields(3)) == [0, 1, 2] and shares(4) == 6 and unbound(3) == 2
    with pytest.raises(UnboundLocalError):
        unbound(0)
    assert [f.lifted_loops for f in (returns, yields, shares, unbound)] == [[]] * 4


def test_methods_closures_and_defaults():
    by = 3

    class Thing:
        @jit(forceobj=True)
        def scaled(self, n=4, *, plus=1):
            total = plus
            for i in range(n):
                total += i * by
            return self, total

    thing = Thing()
    assert thing.scaled() == (thing, 19)
    assert thing.scaled(2, plus=0) == (thing, 3)


def test_big_integers_stay_pythons():
    @jit(forceobj=True)
    def f(x, n):
        for _ in range(n):
            x += 1
        return x

    assert f(2**100, 3) == 2**100 + 3


def test_fallback_warns_with_the_expression_and_then_is_silent():
    @jit(fallback=True)
    def f(x):
        total = 0
        for i in range(10):
            total += i
        return getattr(x, "name", total)

    class Named:
        name = "n"

    with pytest.warns(NumlirFallbackWarning, match="is run by Python") as told:
        assert f(Named()) == "n"
    assert len(told) == 1 and "f() is run by Python" in str(told[0].message).replace(f.__qualname__, "f")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert f(Named()) == "n"

    @jit(fallback=True)
    def g(a):
        with open("/dev/null") as file:
            return file.read() + str(a)

    with pytest.warns(NumlirFallbackWarning) as told:
        assert g(1) == "1"
    assert 'with open("/dev/null")' in str(told[0].message) and "___^" in str(told[0].message)


def test_fallback_compiles_what_it_can():
    @jit(fallback=True)
    def add(a, b):
        return a + b

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert add(1, 2) == 3
    assert [str(each) for each in add.nopython_signatures] == ["(int64, int64) -> int64"]
    with pytest.warns(NumlirFallbackWarning):
        assert add([object], [1]) == [object, 1]

    @njit
    def caller(x):
        return add(x, 1.0)

    assert caller(1.0) == 2.0


def test_what_a_compiled_function_raises_is_no_reason_to_fall_back():
    @jit(fallback=True)
    def f(x):
        return 1 // x

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ZeroDivisionError):
            f(0)


def test_options_that_contradict_each_other():
    with pytest.raises(ValueError, match="Only one of"):
        jit(forceobj=True, nopython=True)
    with pytest.raises(ValueError, match="Only one of"):
        jit(forceobj=True, fallback=True)
    with pytest.raises(TypeError, match="forceobj must be True or False"):
        jit(forceobj=1)


def test_functions_in_object_mode_pickle():
    import pickle

    again = pickle.loads(pickle.dumps(mixed))
    assert again(4, ["one", "two"]) == [1, "two", 3.0]

    @jit(fallback=True)
    def local(x):
        return x + 1

    assert pickle.loads(pickle.dumps(local))(1) == 2


def test_what_a_function_in_object_mode_was_called_with():
    @jit(forceobj=True)
    def f(x, names):
        total = 0
        for i in range(3):
            total += i
        return x, names, total

    assert f.signatures == [] and f.nopython_signatures == []
    f(1, {})
    f(2, {1: 2})
    f(1.5, {})
    assert [arguments[0] for arguments in f.signatures] == [nb.int64, nb.float64]
    assert f.nopython_signatures == [] and set(f.overloads) == set(f.signatures)
    overload = f.overloads[f.signatures[0]]
    assert overload.signature.return_type == nb.types.pyobject and overload.entry_point(3, None) == (3, None, 3)
    assert overload.lifted[0].nopython_signatures and overload.lifted == f.lifted


def test_the_cache_of_lifted_loops_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(nb.config, "CACHE_DIR", str(tmp_path))

    def made():
        @jit(forceobj=True, cache=True)
        def f(n):
            total = 0
            for i in range(n):
                total += i
            return total, globals()

        assert f(5)[0] == 10
        return f.stats

    first, second = made(), made()
    assert sum(first.cache_misses.values()) == 1 and sum(first.cache_hits.values()) == 0
    assert sum(second.cache_hits.values()) == 1 and first.cache_path == second.cache_path == str(tmp_path)


def test_a_signature_of_a_function_in_object_mode():
    f = jit("int32(int32)", forceobj=True)(lambda x: x + 1)
    assert f(1) == 2
    assert f.compile("float64(float64)") is f and (nb.float64,) in f.signatures
