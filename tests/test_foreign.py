"""Functions of C, through ctypes, in compiled code."""

import ctypes
import ctypes.util
import subprocess
import sys

import numpy as np
import pytest

from numlir import errors, njit

process = ctypes.CDLL(None)
library = ctypes.CDLL(ctypes.util.find_library("m"))

cos = library.cos
cos.argtypes, cos.restype = [ctypes.c_double], ctypes.c_double
cosf = library.cosf
cosf.argtypes, cosf.restype = [ctypes.c_float], ctypes.c_float
labs = process.labs
labs.argtypes, labs.restype = [ctypes.c_long], ctypes.c_long
memset = process.memset
memset.argtypes, memset.restype = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t], ctypes.c_void_p
untyped = process.toupper

calls = []


@ctypes.CFUNCTYPE(ctypes.c_int8, ctypes.c_int8, ctypes.c_uint16, ctypes.c_bool, ctypes.POINTER(ctypes.c_double))
def callback(small, unsigned, flag, pointer):
    calls.append((small, unsigned, flag, pointer[1] if pointer else None))
    return small - 1


@ctypes.CFUNCTYPE(None, ctypes.c_int64)
def nothing(value):
    calls.append(value)


@ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_float)
def positive(value):
    return value > 0


@njit
def arithmetic(x, n):
    return cos(x) + labs(n), cosf(x)


@njit
def narrow(small, flag, a):
    return callback(small, 65535, flag, a.ctypes)


def test_numbers():
    value, single = arithmetic(0.5, -7)
    assert value == np.cos(0.5) + 7
    assert single == np.cos(np.float32(0.5))
    assert arithmetic(np.float32(2), True)[0] == pytest.approx(np.cos(2) + 1)


def test_small_integers_are_widened_as_c_does():
    calls.clear()
    assert narrow(-128, True, np.array([1.0, 2.5])) == 127
    assert narrow(-5, False, np.array([1.0, 3.5])) == -6
    assert calls == [(-128, 65535, True, 2.5), (-5, 65535, False, 3.5)]


def test_pointers():
    @njit
    def clear(a):
        memset(a.ctypes, 0, a.size * 4)
        return memset(None, 0, 0)

    a = np.arange(1, 5)
    assert clear(a) == 0
    assert a.tolist() == [0, 0, 3, 4]


def test_no_result_and_booleans():
    @njit
    def f(n):
        for i in range(n):
            nothing(i)
        return positive(1.5), positive(-1.5)

    calls.clear()
    assert f(3) == (True, False)
    assert calls == [0, 1, 2]


def test_the_same_function_by_two_names():
    other = cos

    @njit
    def f(x):
        return cos(x) - other(x)

    assert f(1.0) == 0.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("untyped(3)", "ctypes function without argtypes"),
        ("cos(1.0, 2.0)", "cos|foreign|takes|argument"),
        ("structured(3)", "neither numbers nor pointers"),
    ],
)
def test_refusals(text, message):
    class Pair(ctypes.Structure):
        _fields_ = [("a", ctypes.c_int)]

    structured = ctypes.CFUNCTYPE(ctypes.c_int, Pair)(lambda pair: 0)
    names = {"untyped": untyped, "cos": cos, "structured": structured}
    exec(f"def f():\n    return {text}\n", names)
    with pytest.raises(errors.NumlirError, match=message):
        njit(names["f"])()


def test_the_cache_finds_the_address_of_now(tmp_path):
    program = """
import ctypes
from numlir import njit
padding = [ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(lambda n: n) for _ in range({count})]
twice = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double)(lambda x: 2 * x)
@njit(cache=True)
def f(x):
    return twice(x)
print(f(4.0), len(f.stats.cache_hits))
"""
    found = []
    for count in (0, 40):
        (tmp_path / "main.py").write_text(program.format(count=count))
        environment = {"NUMLIR_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": ":".join(sys.path)}
        made = subprocess.run([sys.executable, "main.py"], cwd=tmp_path, env=environment, capture_output=True, text=True)
        found.append(made.stdout.strip() or made.stderr)
    assert found == ["8.0 0", "8.0 1"]


def test_cffi():
    cffi = pytest.importorskip("cffi")
    ffi = cffi.FFI()
    ffi.cdef("double sin(double); unsigned char toupper(int); double frexp(double, int *);")
    c = ffi.dlopen(None)
    sin, frexp = c.sin, c.frexp

    @njit
    def f(x, out):
        return sin(x), frexp(x, out.ctypes)

    out = np.zeros(1, np.int32)
    assert f(6.0, out) == (np.sin(6.0), 0.75)
    assert out[0] == 3
