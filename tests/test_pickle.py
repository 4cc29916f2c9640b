"""Compiled functions pickle by content, and work in processes that have nothing of their program."""

import copy
import multiprocessing
import os
import pickle
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from numlir import njit

K = 3.0
TABLE = np.array([1.0, 10.0, 100.0])


def plain(x):
    return x + K


@njit
def helper(x):
    return x * 2.0


@njit
def uses_globals(i, scale=2.0, *, shift=1.0):
    return helper(plain(TABLE[i])) * scale + shift + np.sum(TABLE)


@njit
def factorial(n):
    return 1 if n < 2 else n * factorial(n - 1)


def even_plain(n):
    return n == 0 or odd_plain(n - 1)


def odd_plain(n):
    return n != 0 and even_plain(n - 1)


@njit
def even(n):
    return even_plain(n)


def closure(k):
    @njit(fastmath=True)
    def inner(x):
        return x * k

    return inner


def in_other_process(folder, function, call, text=""):
    """Evaluates `call` of the pickled `f` where nothing of this file can be imported."""
    data = pickle.dumps(function)
    (folder / "data").write_bytes(data)
    program = f"import pickle\nf = pickle.load(open('data', 'rb'))\n{text}\nprint(({call}))\n"
    (folder / "main.py").write_text(program)
    made = subprocess.run([sys.executable, "-B", "main.py"], cwd=folder, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    return made.stdout.strip()


def test_a_function_with_what_it_uses(tmp_path):
    expected = repr(float(uses_globals.py_func(1, 3.0, shift=0.5)))
    assert in_other_process(tmp_path, uses_globals, "f(1, 3.0, shift=0.5)") == expected
    assert in_other_process(tmp_path, uses_globals, "f(0)") == repr(float(uses_globals.py_func(0)))


def test_recursion_and_plain_functions_that_call_one_another(tmp_path):
    assert in_other_process(tmp_path, factorial, "f(10)") == "3628800"
    assert in_other_process(tmp_path, even, "f(10), f(7)") == "(True, False)"


def test_closures(tmp_path):
    assert in_other_process(tmp_path, closure(5), "f(2), f.__name__, f.__module__") == "(10, 'inner', 'test_pickle')"
    assert in_other_process(tmp_path, [closure(5), closure(6)], "[g(2) for g in f]") == "[10, 12]"


def test_options_go_along(tmp_path):
    source = "import numpy as np"
    a = "np.ones(3)"

    @njit(error_model="numpy")
    def divide(x, y):
        return x / y

    assert in_other_process(tmp_path, divide, "f(1.0, 0.0)") == "inf"
    assert in_other_process(tmp_path, closure(2.0), f"f({a})[0]", source) in ("2.0", "np.float64(2.0)")


def test_errors_show_the_source_that_came_along(tmp_path):
    text = textwrap.dedent("""
        import traceback
        try:
            f(7)
        except IndexError as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            found = (frame.name, frame.line)
    """)
    expected = ("uses_globals", "return helper(plain(TABLE[i])) * scale + shift + np.sum(TABLE)")
    assert in_other_process(tmp_path, uses_globals, "found", text) == repr(expected)


def test_a_changed_file_does_not_confuse(tmp_path):
    """The receiver has a file of the same name with something else in it."""
    module = tmp_path / "prog.py"
    module.write_text("from numlir import njit\n\n@njit\ndef f(x):\n    return x + 1\n")
    made = "import pickle, prog\nopen('data', 'wb').write(pickle.dumps(prog.f))\n"
    subprocess.run([sys.executable, "-B", "-c", made], cwd=tmp_path, check=True)
    module.write_text("from numlir import njit\n\n@njit\ndef f(x):\n    return x + 100\n")
    got = "import pickle\nprint(pickle.load(open('data', 'rb'))(1))\n"
    made = subprocess.run([sys.executable, "-B", "-c", got], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert made.stdout == "2\n"


def test_what_arrives_twice_is_one_object():
    function = closure(5)
    data, other = pickle.dumps(function), pickle.dumps(closure(6))
    del function
    first, second = pickle.loads(data), pickle.loads(data)
    assert first is second
    assert pickle.loads(other) is not first
    assert first(3) == 15


def test_a_copy_is_the_function_itself():
    assert copy.deepcopy(factorial) is factorial
    assert pickle.loads(pickle.dumps(factorial)) is factorial


def test_cloudpickle(tmp_path):
    cloudpickle = pytest.importorskip("cloudpickle")
    (tmp_path / "data").write_bytes(cloudpickle.dumps([uses_globals, closure(4), lambda x: factorial(x)]))
    (tmp_path / "main.py").write_text("import pickle\na, b, c = pickle.load(open('data', 'rb'))\nprint(a(1), b(2), c(5))")
    made = subprocess.run([sys.executable, "main.py"], cwd=tmp_path, capture_output=True, text=True)
    assert made.stdout.split() == [repr(float(uses_globals.py_func(1))), "8", "120"], made.stderr


def test_the_second_process_finds_the_first_ones_code(tmp_path):
    @njit(cache=True)
    def kept(x):
        return x + K

    environment = os.environ.get("NUMLIR_CACHE_DIR")
    os.environ["NUMLIR_CACHE_DIR"] = str(tmp_path / "cache")
    try:
        call = "f(1), sum(f.stats.cache_hits.values()), sum(f.stats.cache_misses.values())"
        assert in_other_process(tmp_path, kept, call) == "(4.0, 0, 1)"
        assert in_other_process(tmp_path, kept, call) == "(4.0, 1, 0)"
    finally:
        os.environ.pop("NUMLIR_CACHE_DIR")
        if environment is not None:
            os.environ["NUMLIR_CACHE_DIR"] = environment


def test_functions_go_to_spawned_processes():
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.map(factorial, range(1, 5)) == [1, 2, 6, 24]
        assert pool.map(closure(3), [1, 2]) == [3, 6]


def test_another_python_is_refused():
    import numlir._pickling as pickling

    content = ((3, 1), *pickling._content(plain)[1:])
    with pytest.raises(RuntimeError, match="the function plain was pickled by Python 3.1; this is Python 3"):
        pickling._make_function(*content)
