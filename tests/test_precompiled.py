"""Functions of the library that the build has compiled: what they give, what they raise, and that everything works without them."""

import os
import re
import shutil
import subprocess
import sys
import traceback
from pathlib import Path

import numpy as np
import pytest

import numlir as nb
from numlir import _numlir

LIST = Path(__file__).parents[1] / "library" / "precompiled.txt"
FOLDER = Path(nb.__file__).parent / "lib"
PRESENT = (FOLDER / "library.host.bin").exists() and "NUMLIR_PRECOMPILED" not in os.environ

needs_file = pytest.mark.skipif(not PRESENT, reason="this build has no library.host.bin")


def listed():
    """The calls of the list, each with the types of its arguments."""
    types = []
    for line in LIST.read_text().splitlines():
        line = line.split("#")[0].rstrip()
        if not line:
            continue
        if line.startswith(" "):
            for some in types:
                yield line.strip(), some
        else:
            types = [part.strip() for part in line.split(";")]


def compiled(call, count=1):
    names = {"np": np}
    exec(f"def f({', '.join('abc'[:count])}):\n    return {call}", names)
    return nb.njit(names["f"])


def ahead(function):
    """The functions compiled ahead that a compiled function calls."""
    text = "".join(function.inspect_llvm().values())
    return set(re.findall(r'declare [^@]*@"numlir\.library\.([\w.]+)\(', text))


# Fit for every call, in the place of a, b and c.
NUMBERS = {"int64": (1, 7, 3), "float64": (0.1, 0.4, 0.7)}


def arguments_of(call, types):
    """Arguments of the types, fit for the call."""
    random = np.random.default_rng(len(call))
    parts = [part.strip() for part in types.replace(":,", ":;").split(",")]
    length = 4 if ":," in types else 3 if "cross" in call else 40
    return [argument(call, part, (position, length, random)) for position, part in enumerate(parts)]


def argument(call, text, given):
    position, length, random = given
    dtype, _, layout = text.partition("[")
    if not layout:
        return 1 if dtype == "int64" and "quantile" in call else NUMBERS[dtype][position]
    if ":;" in layout:
        values = random.permutation(16).reshape(4, 4) if dtype == "int64" else random.random((4, 4)) + 3 * np.eye(4)
        return (values + values.T if "cholesky" in call or "eig" in call else values).astype(dtype)
    # Places in arrays, and counts.
    places = any(name in call for name in ("bincount", "take", "delete", "repeat"))
    integers = random.integers(0, 3, length) if places else random.permutation(length) - 2
    values = integers > 5 if dtype == "bool" else integers if dtype == "int64" else random.random(length)
    # Bins and points have an order.
    ordered = any(name in call for name in ("interp", "digitize", "histogram", "searchsorted"))
    return (np.sort(values) if ordered else values).astype(dtype)


def same(ours, theirs):
    if isinstance(theirs, tuple):
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs):
            same(one, other)
    elif theirs is None:
        assert ours is None
    else:
        # A number is one of Python's, without a dtype.
        if isinstance(ours, np.ndarray):
            assert ours.dtype == theirs.dtype and ours.shape == theirs.shape
        tolerance = 1e-4 if np.asarray(theirs).dtype in (np.float32, np.complex64) else 1e-9
        np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance)


@needs_file
@pytest.mark.parametrize("call, types", [pytest.param(call, types, id=f"{call}-{types}") for call, types in listed()])
def test_what_is_listed_is_called_and_right(call, types):
    arguments = arguments_of(call, types)
    function = compiled(call, len(arguments))
    before = [np.copy(value) for value in arguments]
    if "random" in call:
        # The streams are the same with machine code and without: tests/library has NumPy's.
        compiled("np.random.seed(a)")(5)
        np.random.seed(5)
    expected = eval(call, {"np": np}, dict(zip("abc", arguments)))
    changed = [np.copy(value) for value in arguments]
    for value, original in zip(arguments, before):
        if isinstance(value, np.ndarray):
            value[...] = original
    result = function(*arguments)
    assert ahead(function), f"{call} is compiled all the same"
    for value, other in zip(arguments, changed):
        np.testing.assert_array_equal(value, other)
    if "partition" in call:
        assert result[1] == expected[1]
        same(np.sort(result), np.sort(expected))
    elif "eig" in call or "svd" in call or "lstsq" in call:
        # Signs and orders are LAPACK's own: values alone, whatever stands beside them.
        values = [one[1 if "svd" in call else 0] if isinstance(one, tuple) else one for one in (result, expected)]
        ours, theirs = (np.sort(np.abs(one).ravel()) for one in values)
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-5)
    else:
        same(result, expected)


@needs_file
def test_errors_are_raised_at_the_users_call():
    function = compiled("np.take(a, b)", 2)
    with pytest.raises(IndexError, match="index 7 is out of bounds for axis 0 with size 3") as raised:
        function(np.ones(3), np.array([1, 7]))
    frames = traceback.extract_tb(raised.value.__traceback__)
    assert [frame.name for frame in frames][-1] == "f" and len(frames) == 2
    assert ahead(function)


@nb.njit
def place_of_largest(a):
    try:
        return np.argmax(a)
    except ValueError:
        return -1


@nb.njit
def text_of_error(a):
    try:
        return str(np.argmax(a))
    except Exception as error:
        return str(error)


@needs_file
def test_errors_are_caught():
    assert place_of_largest(np.array([1.0, 3.0])) == 1 and place_of_largest(np.empty(0)) == -1
    assert text_of_error(np.empty(0)) == "attempt to get argmax of an empty sequence"
    assert ahead(place_of_largest) == {"numpy.argmax"}


@nb.njit
def inner(a, k):
    return np.bincount(a, minlength=k)


@nb.njit
def outer(a, k):
    return inner(a, k).sum()


@needs_file
def test_errors_pass_through_functions():
    assert outer(np.array([1, 1, 3]), 9) == 3
    with pytest.raises(ValueError, match="'minlength' must not be negative") as raised:
        outer(np.array([1, 1, 3]), -1)
    names = [frame.name for frame in traceback.extract_tb(raised.value.__traceback__)]
    assert names[-2:] == ["outer", "inner"]


@needs_file
def test_nothing_leaks():
    functions = [compiled("np.histogram(a, 10)"), compiled("np.unique(a)"), compiled("np.median(a)"), place_of_largest]
    for function in functions:
        function(np.arange(5.0))
    before = _numlir.live_blocks()
    for _ in range(50):
        for function in functions:
            function(np.arange(5.0))
        place_of_largest(np.empty(0))
        with pytest.raises(ValueError):
            functions[0](np.array([np.nan, 1.0]))
    assert _numlir.live_blocks() == before


@nb.njit
def rows(m):
    total = 0
    for i in range(len(m)):
        total += np.argmax(m[i])
    return total


@needs_file
@pytest.mark.parametrize("call", ["np.sum(a * a)", "(a > 0.5).sum()", "np.mean(np.abs(a - 1))", "np.any(a > 2)", "np.max(a * 2)"])
def test_expressions_fuse_all_the_same(call):
    function = compiled(call)
    a = np.linspace(0, 1, 50)
    np.testing.assert_allclose(function(a), eval(call), rtol=1e-14)
    assert ahead(function) == set()


@needs_file
def test_calls_in_loops_are_seen_through():
    assert rows(np.array([[1.0, 2.0], [3.0, 2.0]])) == 1
    assert ahead(rows) == set()


@needs_file
@pytest.mark.parametrize("options", [{"parallel": True}, {"fastmath": True}])
def test_other_options_are_compiled_for(options):
    names = {"np": np}
    exec("def f(a):\n    return np.std(a)", names)
    function = nb.njit(**options)(names["f"])
    np.testing.assert_allclose(function(np.arange(9.0)), np.std(np.arange(9.0)))
    assert ahead(function) == set()


@needs_file
def test_other_arguments_are_compiled_for():
    function = compiled("np.std(a)")
    a = np.arange(20.0)
    readonly = a.copy()
    readonly.flags.writeable = False
    for given in (a[::2], a.reshape(2, 2, 5), readonly, a.astype(np.complex128)):
        np.testing.assert_allclose(function(given), np.std(given))
    assert ahead(function) == set()


# Prints whether the program calls a function of the file, and how often the cache served.
PROGRAM = """
import sys
import numpy as np, numlir as nb

@nb.njit(cache=len(sys.argv) > 1)
def f(a):
    return np.histogram(a, 4)[0].sum() + np.median(a)

assert f(np.arange(8.0)) == 11.5
text = "".join(f.inspect_llvm().values())
print(text.count('declare') and text.count('@"numlir.library.numpy.histogram') > 0, sum(f.stats.cache_hits.values()))
"""


def run(program, *arguments, **variables):
    environment = {**os.environ, **variables}
    return subprocess.run([sys.executable, program, *arguments], env=environment, text=True, capture_output=True, timeout=300)


def damaged(data, damage):
    """The bytes of a file with some damage."""
    match damage:
        case "empty":
            return b""
        case "other":
            return b"anything" + data[8:]
        case "index":
            return data[:100] + bytes([data[100] ^ 1]) + data[101:]
        case "half":
            return data[: len(data) // 2]
        case "code":
            # Behind the index, all of the code.
            start = len(data) // 4
            return data[:start] + bytes(value ^ 255 for value in data[start:])


@pytest.mark.parametrize("damage", ["empty", "other", "index", "code", "half"])
@needs_file
def test_a_damaged_file_is_left_aside(tmp_path, damage):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    data = (FOLDER / "library.host.bin").read_bytes()
    (tmp_path / "library.host.bin").write_bytes(damaged(data, damage))
    done = run(program, NUMLIR_PRECOMPILED=str(tmp_path))
    assert done.returncode == 0, done.stderr
    # Of half a file, the functions in the first half are whole.
    assert damage == "half" or done.stdout.startswith("False")


def test_a_file_may_be_missing(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    done = run(program, NUMLIR_PRECOMPILED=str(tmp_path))
    assert done.returncode == 0 and done.stdout.startswith("False"), done.stderr


@needs_file
def test_what_is_cached_works_without_the_file(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    folder = str(tmp_path / "cache")
    first = run(program, "cache", NUMLIR_CACHE_DIR=folder)
    again = run(program, "cache", NUMLIR_CACHE_DIR=folder)
    without = run(program, "cache", NUMLIR_CACHE_DIR=folder, NUMLIR_PRECOMPILED="0")
    assert [done.returncode for done in (first, again, without)] == [0, 0, 0], first.stderr + again.stderr + without.stderr
    assert first.stdout.split()[-1] == "0" and again.stdout.split()[-1] == "1" and without.stdout.split()[-1] == "0"


def test_a_processor_without_a_name_is_refused(tmp_path):
    with pytest.raises(ValueError, match="z80 is none of host"):
        _numlir.write_library_code(tmp_path, "z80")
