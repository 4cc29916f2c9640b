"""The end of a process while daemon threads run compiled code: no abort, no hang, and nothing is printed."""

import subprocess
import sys
import textwrap
import time

import pytest

PROGRAM = """
    import os, sys, threading, time
    import numpy as np
    import numlir as nb

    @nb.njit({options})
    def f(a):
        s = 0.0
        for i in {loop}(a.size):
            s += a[i] * i
        return s

    a = np.ones({size})
    f(a)

    def call():
        while True:
            f(a)

    for _ in range(6):
        threading.Thread(target=call, daemon=True).start()
    time.sleep(0.01)
    {end}
"""

ENDS = {
    "behind the last line": "",
    "exit": "sys.exit(0)",
    "a call at the end": "import atexit; atexit.register(f, a)",
    "a fork": "child = os.fork(); (child and os.waitpid(child, 0)); f(a)",
}


def run(tmp_path, **parts):
    file = tmp_path / "program.py"
    file.write_text(textwrap.dedent(PROGRAM).format(**parts))
    command = [sys.executable, "-W", "ignore::DeprecationWarning", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("size", [1, 100_000])
def test_threads_without_the_interpreters_lock(tmp_path, size, end):
    run(tmp_path, options="nogil=True", loop="range", size=size, end=ENDS[end])


@pytest.mark.parametrize("options", ["parallel=True", "parallel=True, nogil=True"])
def test_threads_in_parallel_loops(tmp_path, options):
    run(tmp_path, options=options, loop="nb.prange", size=100_000, end="")


COMPILING = """
    import linecache, threading, time
    from numlir import njit

    def compile_on():
        while True:
            text = "@njit\\ndef f(x):\\n    return x + 1\\n"
            linecache.cache["<f>"] = (len(text), None, text.splitlines(True), "<f>")
            names = {"njit": njit}
            exec(compile(text, "<f>", "exec"), names)
            names["f"](1)

    for _ in range(3):
        threading.Thread(target=compile_on, daemon=True).start()
    time.sleep(0.5)
"""


def test_threads_that_always_compile_do_not_keep_the_process_up(tmp_path):
    file = tmp_path / "program.py"
    file.write_text(textwrap.dedent(COMPILING))
    start = time.monotonic()
    done = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    # The end waits ten seconds for compilations that do not come to theirs.
    assert time.monotonic() - start < 10
