"""The package as a user meets it: decorators, calls, threads, memory and errors."""

import gc
import inspect
import pickle
import resource
import subprocess
import sys
import textwrap
import threading
import time
import traceback
import weakref

import numpy as np
import pytest
from comparing import executed

import numlir as nb


@nb.njit
def add(a, b=2):
    """Adds."""
    return a + b


@nb.njit
def fill(n):
    out = np.zeros(n)
    for i in range(n):
        out[i] = i
    return out


@nb.njit
def first(a):
    return a[0]


@nb.njit
def same(a):
    return a


@nb.njit
def allocate_and_raise(n):
    a = np.ones(n)
    b = np.zeros((n, 2))
    if a[0] + b[0, 0] > 0:
        raise ValueError("after allocating")
    return a


@nb.njit(nogil=True)
def spin(n):
    x = 1
    for i in range(n):
        x = (x * 1103515245 + 12345 + i) % 2147483648
    return x


# Decorators


def test_decorator_forms():
    def plus_one(x):
        return x + 1

    forms = [nb.njit(plus_one), nb.njit()(plus_one), nb.jit(plus_one), nb.jit(nopython=True)(plus_one), nb.njit(nogil=True)(plus_one)]
    assert [form(3) for form in forms] == [4] * 5


def test_decorating_twice_is_decorating_once():
    assert nb.njit(add)(1, 2) == 3
    assert nb.njit(add).py_func is add.py_func


def test_lambda():
    assert nb.njit(lambda x: x + 1)(2) == 3
    square = nb.njit(lambda x, y=2: x * y)
    assert square(4) == 8 and square(4, 2.5) == 10.0


def test_metadata():
    assert add.__name__ == "add"
    assert add.__doc__ == "Adds."
    assert add.__module__ == __name__
    assert add.py_func(1, 2) == 3
    assert add.__wrapped__ is add.py_func
    assert str(inspect.signature(add)) == "(a, b=2)"
    assert "add" in repr(add)
    assert callable(add)


def test_unknown_option():
    with pytest.raises(TypeError, match="speed"):
        nb.njit(speed="fast")(lambda x: x)


@pytest.mark.parametrize("target", [3, "text", len, int, staticmethod(lambda: 1)])
def test_what_cannot_be_decorated(target):
    with pytest.raises((nb.errors.NumlirError, TypeError)):
        nb.njit(target)(1)


# Binding of arguments


@pytest.mark.parametrize(
    ("arguments", "keywords"),
    [((1,), {}), ((1, 5), {}), ((1,), {"b": 5}), ((), {"b": 5, "a": 1}), ((), {"a": 1}), ((1.5,), {}), ((1.5, 1j), {})],
)
def test_calls(arguments, keywords):
    assert add(*arguments, **keywords) == add.py_func(*arguments, **keywords)


@pytest.mark.parametrize(
    ("arguments", "keywords"), [((), {}), ((1, 2, 3), {}), ((1,), {"c": 1}), ((1,), {"a": 1}), ((), {"b": 1}), ((1, 2), {"b": 3, "z": 1})]
)
def test_wrong_calls_speak_as_python_does(arguments, keywords):
    with pytest.raises(TypeError) as expected:
        add.py_func(*arguments, **keywords)
    with pytest.raises(TypeError) as actual:
        add(*arguments, **keywords)
    assert str(actual.value) == str(expected.value)


def test_keyword_only_and_star_args():
    @nb.njit
    def f(a, *rest, scale=2):
        total = a
        for x in rest:
            total += x
        return total * scale

    assert f(1) == 2
    assert f(1, 2, 3) == 12
    assert f(1, 2, scale=0.5) == 1.5


def test_keyword_subclass_of_str():
    class Text(str):
        pass

    assert add(**{Text("a"): 1}) == 3


def test_subclasses_of_numbers_are_numbers():
    class Index(int):
        pass

    assert add(Index(3)) == 5
    assert add(True) == 3


def test_each_type_gets_its_own_code():
    assert type(add(1)) is int
    assert type(add(1.0)) is float
    assert type(add(1j)) is complex
    assert type(add(np.float32(1))) is float
    assert type(add(np.int8(1))) is int
    assert add(1) == 3


def test_integers_at_the_limits():
    identity = nb.njit(lambda x: x)
    for value in (2**63 - 1, -(2**63), 2**63, 2**64 - 1):
        assert identity(value) == value
    for value in (2**64, -(2**63) - 1):
        with pytest.raises(OverflowError):
            identity(value)


def test_bool_results_are_bool():
    assert nb.njit(lambda x: x > 1)(2) is True
    assert nb.njit(lambda x: None)(2) is None


# Arrays


@pytest.mark.parametrize("a", [np.arange(3), np.zeros((2, 3), order="F"), np.arange(10.0)[::-2], np.array(3.0), np.zeros(0)])
def test_a_returned_argument_is_the_same_object(a):
    assert same(a) is a


def test_returned_argument_in_a_tuple():
    f = nb.njit(lambda a, b: (b, a, a))
    a, b = np.arange(3), np.arange(4.0)
    x, y, z = f(a, b)
    assert x is b and y is a and z is a


def test_a_returned_view_keeps_its_base_alive():
    row = nb.njit(lambda a: a[1])
    a = np.arange(6.0).reshape(2, 3)
    view = row(a)
    assert np.shares_memory(view, a)
    del a
    gc.collect()
    assert view.tolist() == [3.0, 4.0, 5.0]
    view[0] = 7
    assert view[0] == 7


def test_new_arrays_are_ordinary_arrays():
    a = fill(5)
    assert type(a) is np.ndarray
    assert a.dtype == np.float64 and a.flags.c_contiguous and a.flags.writeable and a.flags.aligned
    a[0] = 9
    b = a.copy()
    del a
    gc.collect()
    assert b.tolist() == [9, 1, 2, 3, 4]
    assert pickle.loads(pickle.dumps(fill(3))).tolist() == [0, 1, 2]


def test_new_arrays_do_not_share_memory():
    kept = [fill(100) for _ in range(50)]
    for a in kept:
        assert a.tolist() == list(range(100))
    assert not np.shares_memory(kept[0], kept[1])


def test_subclass_of_array():
    class Named(np.ndarray):
        pass

    a = np.arange(3.0).view(Named)
    try:
        assert first(a) == 0.0
    except nb.errors.TypingError as error:
        assert "Named" in str(error)


def test_large_array():
    a = np.ones(10_000_000, np.uint8)
    assert nb.njit(_sum)(a) == 10_000_000


def _sum(a):
    total = 0
    for x in a:
        total += x
    return total


# References and memory


def references(*objects):
    return [sys.getrefcount(one) for one in objects]


def test_reference_counts_are_unchanged():
    a, t, x = np.arange(1000.0), (np.arange(3), 1.5), 123456.789
    calls = [lambda: first(a), lambda: same(a), lambda: nb_tuple(t), lambda: add(x), lambda: fails(a), lambda: fill(10)]

    @nb.njit
    def nb_tuple(t):
        return t[0][1] + t[1]

    def fails(a):
        with pytest.raises(IndexError):
            index(a, 10**9)

    @nb.njit
    def index(a, i):
        return a[i]

    for call in calls:
        call()
    before = references(a, t, t[0], x, None)
    for _ in range(100):
        for call in calls:
            call()
    gc.collect()
    after = references(a, t, t[0], x, None)
    assert after[:4] == before[:4]
    # None is counted by everything that runs; a call that leaked one would add 100.
    assert after[4] - before[4] < 90


def resident_bytes():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


def growth(call, rounds):
    """The growth of resident memory over calls, after as many to warm up."""
    for _ in range(rounds // 4):
        call()
    gc.collect()
    before = resident_bytes()
    for _ in range(rounds):
        call()
    gc.collect()
    return resident_bytes() - before


def quietly_raise():
    try:
        allocate_and_raise(1000)
    except ValueError:
        return
    raise AssertionError("did not raise")


def wrong_call():
    try:
        add()
    except TypeError:
        return
    raise AssertionError("did not raise")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("call", [quietly_raise, wrong_call, lambda: fill(1000), lambda: add(1.5, b=2)], ids=["raise", "bind", "return", "scalar"])
def test_memory_stays_flat(call):
    call()
    assert growth(call, 20_000) < 4 << 20


def test_functions_are_freed():
    def make(i):
        return nb.njit(lambda x: x + i)

    compiled = make(1)
    compiled(1)
    reference = weakref.ref(compiled.py_func)
    del compiled
    gc.collect()
    assert reference() is None


# Threads


def in_threads(count, work):
    """Runs work(i) in threads that start together; gives the results in order, or raises the first error."""
    results, errors = [None] * count, []
    gate = threading.Barrier(count)

    def run(i):
        try:
            gate.wait()
            results[i] = work(i)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


def test_calls_from_threads():
    fill(1)
    for i, total in enumerate(in_threads(8, lambda i: [fill(i + 1).sum() for _ in range(200)][-1])):
        assert total == i * (i + 1) / 2


def test_one_function_compiled_by_many_threads():
    f = nb.njit(lambda x: x * 2 + 1)
    values = [1, 2.5, 1j, np.float32(2), np.int8(3), True, 7, 2.5]
    assert in_threads(8, lambda i: f(values[i])) == [f.py_func(value) for value in values]


def test_many_functions_compiled_by_many_threads():
    def work(i):
        f = nb.njit(lambda x: x * x + i)
        return f(3), f(1.5)

    assert in_threads(8, work) == [(9 + i, 2.25 + i) for i in range(8)]


def test_errors_in_threads_stay_in_their_threads():
    def work(i):
        try:
            return first(np.full(1, i)) if i % 2 else allocate_and_raise(10)
        except ValueError as error:
            return str(error)

    assert in_threads(6, work) == [i if i % 2 else "after allocating" for i in range(6)]


def test_nogil_lets_others_run():
    spin(1)
    ticks = 0
    done = threading.Event()

    def work():
        spin(150_000_000)
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    while not done.is_set():
        ticks += 1
        time.sleep(0.001)
    thread.join()
    assert ticks > 20


# Errors


def test_error_classes():
    errors = nb.errors
    for name in ("TypingError", "UnsupportedError", "LoweringError"):
        assert issubclass(getattr(errors, name), errors.NumlirError)
    assert issubclass(errors.NumlirError, Exception)
    assert issubclass(errors.UndeclaredNameError, errors.TypingError)
    assert issubclass(errors.UndeclaredNameError, NameError)


def test_a_compile_error_repeats_and_other_types_still_work():
    @nb.njit
    def f(x):
        return x[0]

    for _ in range(3):
        with pytest.raises(nb.errors.TypingError):
            f(1)
    assert f((5, 6)) == 5
    assert f(np.arange(3.0)) == 0.0


def test_a_compile_error_shows_the_line():
    @nb.njit
    def f(x):
        y = x + 1
        return y + missing_name  # noqa: F821

    with pytest.raises(nb.errors.TypingError) as raised:
        f(1)
    text = str(raised.value)
    assert "missing_name" in text and "return y + missing_name" in text and "^" in text
    assert "test_package.py" in text


def test_traceback_of_a_run_time_error():
    @nb.njit
    def inner(x):
        if x < 0:
            raise ValueError("negative", 3)
        return x

    @nb.njit
    def outer(x):
        y = inner(x)
        return y + 1

    with pytest.raises(ValueError) as raised:
        outer(-1)
    assert raised.value.args == ("negative", 3)
    frames = traceback.extract_tb(raised.value.__traceback__)
    names = [frame.name for frame in frames][-2:]
    lines = [frame.line for frame in frames][-2:]
    assert names == ["outer", "inner"]
    assert lines == ["y = inner(x)", 'raise ValueError("negative", 3)']
    assert frames[-1].filename == __file__


def test_an_exception_in_flight_is_kept_as_context():
    with pytest.raises(ValueError) as raised:
        try:
            raise KeyError("first")
        except KeyError:
            allocate_and_raise(3)
    assert isinstance(raised.value.__context__, KeyError)


def test_unsupported_argument_names_it():
    with pytest.raises(nb.errors.TypingError, match="(?s)a.*object|object.*a"):
        add(object())


# Sources


def test_function_without_source():
    namespace = {"nb": nb}
    exec("def f(x):\n    return x + 1\n", namespace)
    assert nb.njit(namespace["f"])(1) == 2


def test_source_in_linecache():
    source = "def f(x):\n    y = x * 3\n    return y + 1\n"
    name = "<numlir test 1>"
    namespace = executed(source, name, {})
    assert nb.njit(namespace["f"])(2) == 7


def test_nested_indentation_decorators_and_comments():
    class Holder:
        # A comment above.
        @staticmethod
        @nb.njit(
            nogil=False,
        )
        def f(x):
            # A comment inside, and a string over lines.
            """Text
        less indented."""
            return x + 1

    assert Holder.f(1) == 2


def test_several_lambdas_on_a_line():
    f, g = nb.njit(lambda x: x + 1), nb.njit(lambda x: x - 1)
    assert (f(5), g(5)) == (6, 4)


def test_closure_values_are_frozen_at_the_first_call():
    scale = 3

    @nb.njit
    def f(x):
        return x * scale

    assert f(2) == 6


def test_recursion():
    @nb.njit
    def factorial(n):
        if n <= 1:
            return 1
        return n * factorial(n - 1)

    assert factorial(10) == 3628800
    assert factorial(10.0) == 3628800.0


def test_a_function_replaced_under_its_name():
    @nb.njit
    def f(x):
        return x + 1

    before = f
    assert f(1) == 2

    @nb.njit
    def f(x):
        return x + 100

    assert f(1) == 101 and before(1) == 2


def test_python_calls_compiled_calls_python_names():
    def helper(x):
        return x * 2

    @nb.njit
    def f(x):
        return helper(x) + helper(1.5)

    assert f(2) == 7.0


def test_compiled_function_as_argument():
    @nb.njit
    def apply(g, x):
        return g(x) + 1

    assert apply(nb.njit(lambda x: x * 10), 2) == 21
    assert apply(nb.njit(lambda x: x * 0.5), 2) == 2.0


def run_python(code, *arguments):
    command = [sys.executable, *arguments, "-c", textwrap.dedent(code)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_code_from_the_command_line():
    """`python -c` has no file; CPython from 3.13 keeps its text, before that the error must be clear."""
    result = run_python("import numlir\n@numlir.njit\ndef f(x):\n    return x + 1\nprint(f(1))")
    assert result.stdout.strip() == "2" or "NumlirError" in result.stderr or "source" in result.stderr
    assert "panicked" not in result.stderr


def test_import_is_quiet_and_light():
    code = """
        import sys
        import numpy
        before = set(sys.modules)
        import numlir
        print(sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
    """
    result = run_python(code)
    assert result.returncode == 0 and result.stderr == ""
    assert "numba" not in result.stdout and "llvmlite" not in result.stdout


def test_loads_beside_numba():
    pytest.importorskip("numba")
    code = """
        import numba, numlir
        def f(x):
            return x + 1
        import linecache
        source = "def f(x):\\n    return x + 1\\n"
        linecache.cache["<both>"] = (len(source), None, source.splitlines(True), "<both>")
        space = {}
        exec(compile(source, "<both>", "exec"), space)
        print(numba.njit(space["f"])(1), numlir.njit(space["f"])(1), numba.njit(space["f"])(1.5), numlir.njit(space["f"])(1.5))
    """
    result = run_python(code)
    assert result.stdout.split() == ["2", "2", "2.5", "2.5"], result.stderr


def test_exit_while_a_thread_compiles():
    code = """
        import threading, numlir, linecache
        source = "def f(x):\\n" + "".join(f"    x = x * {i} + 1\\n" for i in range(400)) + "    return x\\n"
        linecache.cache["<long>"] = (len(source), None, source.splitlines(True), "<long>")
        space = {}
        exec(compile(source, "<long>", "exec"), space)
        threading.Thread(target=numlir.njit(space["f"]), args=(1,), daemon=True).start()
    """
    result = run_python(code)
    assert result.returncode == 0, result.stderr
