"""Blocks of compiled functions that Python runs."""

import gc
import subprocess
import sys
import traceback
import weakref

import numlir as nb
import numpy as np
import pytest
from numlir import njit, objmode
from numlir._numlir import live_blocks
from numlir.extending import overload

kept = []


def settled():
    gc.collect()
    return live_blocks()


def test_values_go_in_and_come_back():
    @njit
    def f(x):
        with objmode(y="float64"):
            y = float(str(x)) + 1
        return y * 2

    assert f(2.5) == 7.0 and f(3) == 8.0


def test_several_results_of_several_types():
    @njit
    def f(a, name):
        with nb.objmode(b="float64[:]", text="unicode_type", pair="UniTuple(int64, 2)", z=nb.complex128, ok="boolean"):
            b = np.array(sorted(a.tolist()))
            text = f"{name}: {len(a)}"
            pair = (1, len(a))
            z = complex(1, 2)
            ok = name == "ä"
        return b.sum(), text, pair[1], z, ok, b

    total, text, count, z, ok, b = f(np.array([3.0, 1.0]), "ä")
    assert (total, text, count, z, ok) == (4.0, "ä: 2", 2, 1 + 2j, True)
    assert b.tolist() == [1, 3]


def test_numbers_are_converted_to_the_types_that_are_declared():
    @njit
    def f(x):
        with objmode(a="float64", b="int32", c="complex64"):
            a = 3
            b = x
            c = 1.5
        return a / 2, b + b, c

    assert f(4) == (1.5, 8, 1.5 + 0j)


def test_what_does_not_fit_is_a_type_error():
    @njit
    def f(kind):
        with objmode(y="int64[:]"):
            y = np.zeros(3) if kind == 0 else np.zeros((2, 2), int) if kind == 1 else object() if kind == 2 else 2**70
        return y.sum()

    with pytest.raises(TypeError, match=r"gave array\(float64, 1d, C\), where array\(int64, 1d, A\) is declared"):
        f(0)
    with pytest.raises(TypeError, match="2d"):
        f(1)
    with pytest.raises(TypeError, match="type object"):
        f(2)
    with pytest.raises(OverflowError):
        f(3)


def test_an_argument_is_itself_and_is_written_through():
    @njit
    def f(a):
        with objmode():
            kept.append(a)
            a[0] = 9
        return a[0]

    a = np.zeros(3)
    kept.clear()
    assert f(a) == 9 and kept[0] is a


def test_a_view_of_an_argument_keeps_it():
    @njit
    def f(a):
        b = a[1:]
        with objmode():
            kept.append(b)
        return b

    kept.clear()
    a = np.arange(4.0)
    gone = weakref.ref(a)
    f(a)
    del a
    gc.collect()
    assert kept[0].tolist() == [1, 2, 3] and gone() is not None
    kept.clear()
    gc.collect()
    assert gone() is None


def test_arrays_of_compiled_code_outlive_it_and_none_leak():
    @njit
    def f(n):
        a = np.arange(n) * 2.0
        text = "x" * n
        with objmode(b="float64[:]", t="unicode_type"):
            kept.append(a)
            b = a
            t = text + "y"
        return b[1:], t

    kept.clear()
    f(3)
    kept.clear()
    before = settled()
    for _ in range(5):
        b, t = f(100)
        assert b[0] == 2 and t == "x" * 100 + "y"
        assert kept.pop()[99] == 198
    del b, t
    assert settled() == before


def test_lists_tuples_sets_and_optionals():
    @njit
    def f(n):
        items = [float(i) for i in range(n)]
        pair = (n, (2.0, "s"))
        seen = {1, 2, n}
        with objmode(l="List(float64)", none="optional(float64)", some="optional(float64)", d="int64"):
            kept.append((items, pair, seen))
            l = items[::-1]
            none = None
            some = 2.0
            d = len(seen)
        l.append(7.0)
        return l, none, some, d

    kept.clear()
    assert f(3) == ([2.0, 1.0, 0.0, 7.0], None, 2.0, 3)
    assert kept == [([0.0, 1.0, 2.0], (3, (2.0, "s")), {1, 2, 3})]


def test_what_came_back_before_an_error_is_given_up():
    @njit
    def f(n):
        with objmode(a="float64[:]", t="unicode_type", bad="int64"):
            a = np.arange(float(n))
            t = "x" * n
            bad = "no number"
        return a[0] + len(t) + bad

    before = settled()
    for _ in range(3):
        with pytest.raises(TypeError, match="gave unicode_type, where int64 is declared"):
            f(100)
    assert settled() == before


def test_a_list_of_arrays_comes_back():
    @njit
    def f(n):
        with objmode(l="List(float64[::1])"):
            l = [np.full(3, float(i)) for i in range(n)]
        return l[0][0] + l[n - 1][2], l

    before = settled()
    value, arrays = f(4)
    assert value == 3 and [a.tolist() for a in arrays] == [[float(i)] * 3 for i in range(4)]
    del arrays
    assert settled() == before


def test_exceptions_pass_through_with_their_lines():
    @njit
    def f(n):
        a = np.zeros(n)
        with objmode():
            raise KeyError("no", n)
        return a

    before = settled()
    with pytest.raises(KeyError) as caught:
        f(3)
    assert caught.value.args == ("no", 3)
    lines = [frame.line for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert 'raise KeyError("no", n)' in lines
    assert settled() == before


def test_finally_runs_and_a_handler_does_not_take_what_python_raised():
    @njit
    def f(a):
        try:
            with objmode():
                raise ValueError("python's")
        finally:
            a[0] = 1

    a = np.zeros(1)
    with pytest.raises(ValueError, match="python's"):
        f(a)
    assert a[0] == 1


def test_blocks_see_globals_and_closures_as_they_are():
    count = 1

    @njit
    def f():
        with objmode(y="int64"):
            y = count + scale
        return y

    global scale
    scale = 10
    assert f() == 11
    scale = 20
    assert f() == 21
    count = 2
    assert f() == 22


def test_a_block_in_a_loop_and_branches():
    @njit
    def f(n):
        total = 0.0
        last = -1
        for i in range(n):
            if i % 2:
                with objmode(last="int64"):
                    if i > 3:
                        last = i * 10
            total += last
        return total, last

    def plain(n):
        total, last = 0.0, -1
        for i in range(n):
            if i % 2 and i > 3:
                last = i * 10
            total += last
        return total, last

    assert f(8) == plain(8)


def test_functions_comprehensions_and_imports_inside():
    @njit
    def f(a, k):
        with objmode(y="float64"):
            import statistics

            def shifted(value, by=k):
                return value + by + offset

            offset = 1
            y = statistics.median([shifted(v) for v in a] + [(lambda v: v)(k)])
        return y

    assert f(np.array([1.0, 2.0, 3.0]), 2) == 4.5


def test_several_threads_and_no_interpreter_lock():
    from concurrent.futures import ThreadPoolExecutor

    @njit(nogil=True)
    def f(x):
        with objmode(y="float64"):
            y = float(repr(x))
        if y < 0:
            with objmode():
                raise ValueError(y)
        return y

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(f, np.arange(50.0))) == np.arange(50.0).tolist()
    with pytest.raises(ValueError):
        f(-1.0)


def test_parallel_loops_raise_what_a_block_raised():
    @njit(parallel=True)
    def f(n):
        out = np.zeros(n)
        for i in nb.prange(n):
            with objmode(y="float64"):
                if i == 17:
                    raise LookupError(i)
                y = i * 2.0
            out[i] = y
        return out

    assert f(10).tolist() == [2.0 * i for i in range(10)]
    with pytest.raises(LookupError):
        f(64)


def test_functions_that_are_called_have_blocks_too():
    @njit
    def inner(x):
        with objmode(y="float64"):
            y = float(len(str(x)))
        return y

    @njit
    def outer(n):
        return inner(n) + inner(float(n))

    assert outer(12) == 2 + 4


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("with objmode():\n        return 3", "'return' cannot leave a block in object mode"),
        ("for i in range(3):\n        with objmode():\n            break", "'break' cannot leave"),
        ("with objmode(y='float64'):\n        z = 3", "does not bind 'y'"),
        ("with objmode(y='flot64'):\n        y = 3", "flot64"),
        ("with objmode(y=3):\n        y = 3", "3 is no type"),
        ("with objmode(y='pyobject'):\n        y = 3", "pyobject"),
        ("y = 1\n    with objmode():\n        y = 2\n    x = y", "'y' has no value after this"),
        ("with open('x'):\n        pass", "'with' is not compiled"),
        ("f = range(3)\n    with objmode():\n        print(f)", "range"),
    ],
)
def test_what_is_refused(statement, expected, tmp_path):
    path = tmp_path / "refused.py"
    path.write_text(f"from numlir import njit, objmode\n\n@njit\ndef g(x):\n    {statement}\n    return x\n")
    scope = {}
    exec(compile(path.read_text(), str(path), "exec"), scope)
    with pytest.raises(nb.NumlirError) as caught:
        scope["g"](1)
    assert expected in str(caught.value)


def test_the_cache_keeps_functions_with_blocks(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "import sys\nfrom numlir import njit, objmode\n\n@njit(cache=True)\ndef f(x):\n    with objmode(y='float64'):\n"
        "        y = float(str(x)) + offset\n    return y\n\noffset = float(sys.argv[1])\n"
        "print(f(1.5), sum(f.stats.cache_hits.values()))\n"
    )
    environment = {"NUMLIR_CACHE_DIR": str(tmp_path / "cache")}
    import os

    run = lambda offset: subprocess.run(
        [sys.executable, str(program), offset], capture_output=True, text=True, check=True, env={**os.environ, **environment}
    ).stdout
    assert run("1") == "2.5 0\n"
    # What the block reads of the module is read by Python when it runs.
    assert run("2") == "3.5 1\n"
    program.write_text(program.read_text().replace("str(x)", "str(2 * x)"))
    assert run("2") == "5.0 0\n"


def test_without_compiling_the_statement_does_nothing():
    def f(x):
        with objmode(y="float64"):
            y = x + 1
        return y

    assert f(1) == 2


def test_an_exception_survives_lists_that_have_changed():
    @njit
    def f(items):
        items[0] = 5.0
        with objmode():
            raise KeyError("kept")

    items = [1.0, 2.0]
    with pytest.raises(KeyError, match="kept"):
        f(items)
    assert items == [5.0, 2.0]


def squared_distance(x):
    raise NotImplementedError


@overload(squared_distance)
def _squared_distance(x):
    def implementation(x):
        with objmode(y="float64"):
            y = float(np.dot(x, x))
        return y

    return implementation


def test_block_of_an_overload_lives_as_long_as_its_code():
    @njit
    def f(x):
        return squared_distance(x)

    assert f(np.arange(3.0)) == 5.0
    gc.collect()
    assert [f(np.arange(3.0)) for _ in range(50)] == [5.0] * 50


def test_lists_and_sets_have_what_a_block_made_of_them():
    @nb.njit
    def f(n):
        numbers = [i for i in range(n)]
        nested = [[1.5], [2.5, 3.5]]
        seen = {1, 2}
        words = ["a"]
        with nb.objmode():
            numbers.append(7)
            numbers[0] = -1
            nested[1].append(4.5)
            nested.reverse()
            seen.discard(1)
            seen.update({5, 6})
            words.clear()
        numbers.append(8)
        words.append("b")
        return numbers, nested, seen, words

    assert f(2) == ([-1, 1, 7, 8], [[2.5, 3.5, 4.5], [1.5]], {2, 5, 6}, ["b"])


def test_a_list_of_arrays_and_one_of_an_argument():
    @nb.njit
    def f(items):
        arrays = [np.ones(2), np.zeros(3)]
        same = arrays
        with nb.objmode():
            arrays.pop(0)
            arrays.append(np.full(4, 5.0))
            items.append(9)
        return len(same), same[0].sum() + arrays[1].sum()

    given = [1, 2]
    assert f(given) == (2, 20.0)
    assert given == [1, 2, 9]
    assert all(f([1]) == (2, 20.0) for _ in range(50))


def test_a_list_that_a_block_gives_other_elements():
    @nb.njit
    def f():
        numbers = [1, 2]
        with nb.objmode():
            numbers[0] = "text"
        return numbers

    with pytest.raises(TypeError):
        f()
