"""Interrupts arrive: none is lost, or taken for something else, while functions are compiled and run."""

import subprocess
import sys
import textwrap

TEXT = """
@njit(parallel={parallel})
def f(a, n):
    total = 0.0
    words = [str(n)]
    for i in {loop}(n):
        total += a[i % len(a)] * {factor}
    for j in range(50):
        words.append(words[-1] + "é")
    return len(words[-1]), (a * 2).sum()
"""

PROGRAM = """
    import linecache, os, signal, threading, time
    import numpy as np
    from numlir import njit, prange

    signal.signal(signal.SIGINT, signal.default_int_handler)

    def function(number):
        parallel, loop = (True, "prange") if number % 2 else (False, "range")
        text = TEXT.format(parallel=parallel, loop=loop, factor=number % 5)
        name = f"<{number}>"
        linecache.cache[name] = (len(text), None, text.splitlines(True), name)
        names = {"njit": njit, "prange": prange}
        exec(compile(text, name, "exec"), names)
        return names["f"]

    ends = time.monotonic() + 4

    def interrupt():
        while time.monotonic() < ends - 1:
            time.sleep(0.02)
            os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    number = interrupted = 0
    while time.monotonic() < ends:
        try:
            number += 1
            f = function(number)
            for _ in range(5):
                assert f(np.arange(100.0), 100_000) == (56, 9900.0)
        except KeyboardInterrupt:
            interrupted += 1
    assert interrupted > 10
"""


def test_none_is_lost(tmp_path):
    file = tmp_path / "program.py"
    file.write_text(f"TEXT = {TEXT!r}\n" + textwrap.dedent(PROGRAM))
    done = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
