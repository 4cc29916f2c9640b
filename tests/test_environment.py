"""``NUMLIR_DISABLE_JIT``: what users wrote runs in Python, and all that numlir makes of it works on."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
import types
import numpy as np
import numlir as nb
from numlir import njit, vectorize, guvectorize, cfunc, stencil, prange, objmode
from numlir.experimental import jitclass
from numlir.typed import List, Dict

@njit("float64(float64[:], int64)", cache=True)
def f(a, i):
    return a[i]

@njit(parallel=True)
def total(a):
    s = 0
    for i in prange(len(a)):
        s += a[i]
    return s

@vectorize
def v(x):
    return x + 1

@guvectorize(["void(float64[:], float64[:])"], "(n)->(n)")
def g(a, b):
    for i in range(len(a)):
        b[i] = 2 * a[i]

@stencil
def s(a):
    return a[-1] + a[0]

@cfunc("float64(float64)")
def c(x):
    return x / 2

@jitclass([("x", nb.float64)])
class Point:
    def __init__(self, x):
        self.x = x

    def twice(self):
        return 2 * self.x

assert isinstance(f, types.FunctionType) and isinstance(total, types.FunctionType)
assert f(np.arange(3.0), 1) == 1.0 and total(np.arange(4)) == 6
assert v(np.arange(3)).tolist() == [1, 2, 3]
assert g(np.ones(2)).tolist() == [2.0, 2.0]
assert s(np.arange(3.0)).tolist() == [0.0, 1.0, 3.0]
assert c.ctypes(3.0) == 1.5
assert type(Point) is type and Point(2.5).twice() == 5.0
items = List([3, 1, 2])
items.sort()
assert list(items) == [1, 2, 3]
known = Dict()
known["a"] = 1
assert dict(known) == {"a": 1}
print("done")
"""


@pytest.mark.parametrize("name", ["NUMLIR_DISABLE_JIT", "NUMBA_DISABLE_JIT"])
def test_all_works_on(name, tmp_path):
    file = tmp_path / "program.py"
    file.write_text(PROGRAM)
    done = subprocess.run([sys.executable, file], env={**os.environ, name: "1"}, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("done\n", "")


def test_the_report_on_parallel_loops_is_printed_once(tmp_path):
    file = tmp_path / "program.py"
    file.write_text(
        "import numpy as np\nfrom numlir import njit, prange\n"
        "@njit(parallel=True)\ndef f(a):\n    s = 0\n    for i in prange(len(a)):\n        s += a[i]\n    return s\nf(np.arange(4))\n"
    )
    environment = {**os.environ, "NUMLIR_PARALLEL_DIAGNOSTICS": "1"}
    done = subprocess.run([sys.executable, file], env=environment, capture_output=True, text=True, timeout=120)
    assert done.stdout.count("loop #0") == 1, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["NUMLIR_CACHE_SIZE", "NUMLIR_PARALLEL_DIAGNOSTICS"])
@pytest.mark.parametrize("value", ["many", "-3", "nan", "inf"])
def test_what_is_no_number_is_told(name, value):
    program = "from numlir import config; print(config.CACHE_LIMIT, config.PARALLEL_DIAGNOSTICS)"
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, name: value}, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "1000000000 0\n"
    assert f"{name} must be a number from 0, not {value!r}" in done.stderr


def test_the_report_is_asked_for_while_a_program_runs(tmp_path):
    file = tmp_path / "program.py"
    file.write_text(
        "import os\nimport numpy as np\nfrom numlir import njit, prange\nos.environ['NUMBA_PARALLEL_DIAGNOSTICS'] = '4'\n"
        "@njit(parallel=True)\ndef f(a):\n    s = 0\n    for i in prange(len(a)):\n        s += a[i]\n    return s\nf(np.arange(4))\n"
    )
    done = subprocess.run([sys.executable, file], capture_output=True, text=True, timeout=120)
    assert done.stdout.count("Parallel Accelerator Optimizing") == 1, done.stdout + done.stderr
