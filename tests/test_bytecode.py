"""Functions without source are compiled from their code objects, and do what CPython does."""

import doctest
import types

import numpy as np
import pytest
from comparing import executed, load, outcome
from test_programs import PROGRAMS, check, expected_outcome

import numlir
from numlir import njit


def without_source(text: str) -> dict:
    """The names that a text without a file binds."""
    names = {"np": np, "njit": njit}
    exec(compile(text, "<no file>", "exec"), names)
    return names


def agree(function, *arguments):
    """Compiles a function, and compares a call with CPython's."""
    check(outcome(njit(function), arguments), outcome(function, arguments), 0.0)


pytestmark = pytest.mark.filterwarnings("ignore::numlir.errors.NumlirWarning")


#: Of the opcodes of `match`, code objects keep too little; the error says so.
NEED_SOURCE = {"language_match_kinds", "language_match_sequence"}
WITHOUT_SOURCE = [path for path in PROGRAMS if path.stem not in NEED_SOURCE]


@pytest.mark.parametrize("path", WITHOUT_SOURCE, ids=lambda path: path.stem)
def test_program_without_source(path):
    reference = load(path, "python")
    compiled = types.ModuleType(path.stem)
    exec(compile(path.read_text(), f"<{path.stem}>", "exec"), compiled.__dict__)
    for case, arguments in enumerate(reference.CASES):
        expected = expected_outcome(reference, reference, case)
        check(outcome(compiled.f, arguments), expected, getattr(reference, "TOLERANCE", 0.0))


def test_conditions_in_loops():
    text = """
def f(a, n):
    total = 0.0
    for i in range(n):
        for j in range(i, n):
            if (a[i] > 1 and j < 5) or (i == 7 and not n == 3):
                total += a[j] if a[i] < 3 else 2 * a[j]
            elif 1 < i <= 6 or j == 2:
                continue
            else:
                total -= 1
            while total > 50:
                total /= 2
                if total == 30:
                    break
        else:
            total += 0.5
    return total
"""
    for n in (0, 1, 4, 8):
        agree(without_source(text)["f"], np.arange(8.0), n)


def test_loops_are_raised_as_from_source():
    """Merged and threaded jumps of CPython's cost no structured loop."""
    raised = {"source": 0, "code": 0}
    for path in WITHOUT_SOURCE:
        compiled = types.ModuleType(path.stem)
        exec(compile(path.read_text(), f"<{path.stem}>", "exec"), compiled.__dict__)
        for kind, module in (("source", load(path, "numlir")), ("code", compiled)):
            if "for" not in path.read_text():
                continue
            outcome(module.f, module.CASES[0])
            raised[kind] += sum(text.count("scf.for") for text in module.f.inspect_mlir("loops").values())
    assert raised["code"] >= raised["source"] > 100


def test_patterns_that_are_sequences_need_source():
    text = """
def f(p):
    match p:
        case (1, x):
            return x
        case _:
            return 0
"""
    with pytest.raises(numlir.UnsupportedError, match="'match' is not compiled without its source"):
        njit(without_source(text)["f"])((1, 2))


def test_closures_comprehensions_and_displays():
    text = """
def make(k):
    def outer(a, n, *rest, scale=2.0):
        s = 0.0
        def h(x, y=3.0, *, z=1.0):
            return x + y * scale + k + z
        q = 1.5
        g = lambda z: z + q
        for i in range(n):
            s += h(a[i]) + h(1.0, 2.0, z=3.0) + g(2.0)
        scale = 5.0
        x, *y = (1, 2.5, 3)
        pairs = [i * j for i in range(4) if i != 2 for j in range(i) if j > 0]
        kinds = {i % 3 for i in range(7)}
        a[1:3] += 1
        del x
        return s, h(0.0), y[0], pairs, len(kinds), a[-1], len(rest), [1, 2, 3, n], (1, 2) + (n,), n in (1, 2)
    return outer
"""
    agree(without_source(text)["make"](4), np.arange(8.0), 8, 1, 2, 3)


def test_calls():
    text = """
def callee(a, *, b=2, c):
    return a * 100 + b * 10 + c
def f(t, n):
    text = f"{n}-{n + 1}:"
    return callee(*t, c=n) + callee(1, c=5, b=n) + callee(*t, b=1, c=2), text, max(n, 3, *t)
"""
    agree(without_source(text)["f"], (7,), 4)


def test_values_of_conditions():
    text = """
def f(a, b, c=None):
    if c is None:
        c = 4
    return (a or b) + (a and b) + (a if a > b else c) + (1 if not a else 2) + (a < b < c)
"""
    for a, b in ((0, 3), (2, 1), (1, 3)):
        agree(without_source(text)["f"], a, b)


def test_many_constants_and_long_jumps():
    lines = "\n".join(f"        total += {k + 1000} * i" for k in range(300))
    text = f"def f(n):\n    total = 0\n    for i in range(n):\n{lines}\n    return total\n"
    agree(without_source(text)["f"], 3)


def test_callees_and_closures_over_compiled_functions():
    text = """
@njit
def square(x):
    return x * x
def make():
    inner = square
    return lambda x: inner(x) + square(x)
"""
    agree(without_source(text)["make"](), 3.0)


def test_error_at_run_time_names_the_line():
    names = without_source("def f(a, i):\n    b = i + 1\n    return a[b]\n")
    with pytest.raises(IndexError) as caught:
        njit(names["f"])(np.zeros(2), 7)
    frame = caught.traceback[-1]
    assert (str(frame.path), frame.lineno + 1, frame.name) == ("<no file>", 3, "f")


def test_error_of_compilation_names_the_place():
    names = without_source("def f(a):\n    return a + nowhere\n")
    with pytest.raises(numlir.errors.NumlirError, match=r"--> <no file>:2:16"):
        njit(names["f"])(1)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("    with n:\n        pass", "'with' is not compiled"),
        ("    import math", "'import' inside a compiled function is not compiled"),
        ("    global g\n    g = n", "compiled functions cannot change global variables"),
        ("    return sum(i for i in range(n))", "generator expressions are not compiled"),
        ("    return dict(**n)", "'\\*\\*' in a call is not compiled|'\\*\\*' is not compiled"),
    ],
)
def test_refusals(body, message):
    names = without_source(f"def f(n):\n{body}\n")
    with pytest.raises(numlir.errors.NumlirError, match=message):
        njit(names["f"])(1)


def test_nonlocal_is_refused():
    names = without_source(
        "def f(n):\n    k = 0\n    def g():\n        nonlocal k\n        k = k + 1\n    g()\n    return k + n\n"
    )
    with pytest.raises(numlir.errors.NumlirError, match="nonlocal"):
        njit(names["f"])(1)


def test_doctests_have_source():
    """What `linecache` knows is read as text: the message shows it."""
    test = doctest.DocTestParser().get_doctest(
        ">>> def f(a):\n...     return a + nowhere\n>>> njit(f)(1)\n", {"njit": njit}, "here", None, None
    )
    found = []
    runner = doctest.DocTestRunner(verbose=False)
    runner.report_unexpected_exception = lambda out, test, example, exception: found.append(str(exception[1]))
    runner.run(test)
    assert "return a + nowhere" in found[0]


def test_notebook_cells_have_source(tmp_path):
    text = "def f(a):\n    return a + nowhere\n"
    names = executed(text, "<cell 1>", {})
    with pytest.raises(numlir.errors.NumlirError, match="return a \\+ nowhere"):
        njit(names["f"])(1)
