"""Array expressions and reductions with parallel=True: the bits of serial code, on any number of threads."""

import os
import subprocess
import sys

import numpy as np
import pytest
from comparing import executed

import numlir as nb

N = 200_007
random = np.random.default_rng(1)
A, B = random.random(N), random.random(N)
M, O = random.random((401, 601)), random.random((401, 601))
T = random.random((30, 50, 60))

# The body of a function, and its arguments a, b, c.
CASES = {
    "a map": ("return a + b", (A, B)),
    "stretched": ("return a * b + c", (M, M[0], M[:, :1])),
    "Fortran's order": ("return a * 2", (np.asfortranarray(M),)),
    "both orders": ("return a + b", (M, np.asfortranarray(M))),
    "a sum": ("return a.sum()", (A,)),
    "a sum of squares": ("return ((a - b) ** 2).sum()", (A, B)),
    "a sum of complex numbers": ("return a.sum()", (A + 1j * B,)),
    "a sum of single precision": ("return a.sum()", (A.astype(np.float32),)),
    "integers": ("return a.sum(), a.max(), a.min()", ((A * 1000).astype(np.int32),)),
    "statistics": ("return a.min(), a.max(), a.mean(), a.std()", (A,)),
    "columns": ("return a.sum(axis=0)", (M,)),
    "rows": ("return a.sum(axis=1)", (M,)),
    "columns of Fortran": ("return a.sum(axis=0)", (np.asfortranarray(M),)),
    "rows of Fortran": ("return a.sum(axis=1)", (np.asfortranarray(M),)),
    "the axis between": ("return np.sum(a, axis=1)", (T,)),
    "strided": ("return (a[::2] + a[1::2]).sum()", (A[:-1],)),
    "reversed": ("return a[::-1] * 2", (A,)),
    "in place": ("a += 1\n    a *= b\n    return a", (A, B)),
    "moved ahead": ("a[1:] = a[:-1]\n    return a", (A,)),
    "moved back": ("a[:-1] += a[1:]\n    return a", (A,)),
    "one loop": ("c = a + b\n    d = c * 2\n    return c, d, c.sum(), d.max()", (A, B)),
    "truth": ("return (a > 0.5).any(), (a >= 0).all(), np.count_nonzero(a > 0.5)", (A,)),
    "where": ("return np.where(a > b, a, b)", (A, B)),
    "slices": ("b[1:-1, 1:-1] = a[:-2, 1:-1] + a[2:, 1:-1] + a[1:-1, :-2]\n    return b", (M, O)),
    "in a loop": ("s = 0.0\n    for k in range(3):\n        a = a * 0.5 + b\n        s += a.sum()\n    return s, a", (A, B)),
    "nothing": ("return a[:0].sum(), a[:0] * 2", (A,)),
    "a value between": ("m = a.max()\n    return (a - m).sum()", (A,)),
}
PROGRAM = """
import sys
sys.path.insert(0, {folder!r})
from test_parallel_arrays import CASES, arguments, function, is_same
import numlir as nb
for name, (text, given) in CASES.items():
    f = nb.njit(parallel=True)(function(name, text, len(given)))
    first = f(*arguments(given))
    for count in (1, 2, 3, 8):
        nb.set_num_threads(count)
        assert is_same(f(*arguments(given)), first), (name, count)
print("same")
"""


def function(name, text, count):
    source = f"def f({', '.join('abc'[:count])}):\n    {text}\n"
    file = f"<{name}>"
    return executed(source, file, {"np": np, "nb": nb})["f"]


def arguments(given):
    return [array.copy("K") for array in given]


def is_same(one, other):
    if isinstance(one, tuple):
        return all(map(is_same, one, other))
    return np.asarray(one).tobytes() == np.asarray(other).tobytes()


@pytest.mark.parametrize("name", CASES)
def test_the_bits_of_serial_code(name):
    text, given = CASES[name]
    f = function(name, text, len(given))
    parallel, serial = nb.njit(parallel=True)(f), nb.njit(f)
    result = parallel(*arguments(given))
    assert is_same(result, serial(*arguments(given)))
    expected = f(*arguments(given))
    for own, right in zip(*((each if isinstance(each, tuple) else (each,)) for each in (result, expected))):
        np.testing.assert_allclose(own, right, rtol=1e-5 if np.asarray(right).dtype == np.float32 else 1e-12)


def test_the_same_bits_on_any_number_of_threads():
    program = PROGRAM.format(folder=os.path.dirname(__file__))
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "NUMLIR_NUM_THREADS": "8"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["same"]


def test_products_are_of_bands():
    f = function("product", "return np.prod(a)", 1)
    a = 1 + A * 1e-5
    np.testing.assert_allclose(nb.njit(parallel=True)(f)(a), np.prod(a), rtol=1e-12)


def test_shapes_that_do_not_fit_raise_before_anything_is_written():
    f = nb.njit(parallel=True)(function("fit", "a[:] = b + c", 3))
    a = A.copy()
    with pytest.raises(ValueError, match="could not be broadcast together"):
        f(a, A, A[:5])
    assert (a == A).all()


def test_the_report_says_what_became_one_loop(capsys):
    f = nb.njit(parallel=True)(function("report", "c = a + b\n    return c, c.sum()", 2))
    f(A, B)
    f.parallel_diagnostics(level=3)
    text = capsys.readouterr().out
    assert "parallel (reduction)" in text
    assert "one loop with the array expression" in text
