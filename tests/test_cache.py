"""``cache=True``: what is compiled once is found by later processes, and never served for something else."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

MAIN = """
import json, sys
import numpy as np
from numlir import njit
import callee
{globals}

@njit(cache=True{options})
def f(x):
{body}

try:
    result = f({argument})
    result = result.tolist() if isinstance(result, (np.ndarray, np.generic)) else result
except Exception as error:
    import traceback
    result = [type(error).__name__, traceback.extract_tb(error.__traceback__)[-1].lineno]
stats = f.stats
print(json.dumps([result, sum(stats.cache_hits.values()), sum(stats.cache_misses.values())]))
"""

CALLEE = "from numlir import njit\n\n@njit\ndef g(x):\n    return x + 1\n"


class Project:
    """A program of two files and its cache."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.cache = folder / "cache"
        self.environment = {**os.environ, "NUMLIR_CACHE_DIR": str(self.cache)}
        self.callee = CALLEE

    def write(self, *, body="    return callee.g(x) * 2", globals="", options="", argument="5"):
        (self.folder / "callee.py").write_text(self.callee)
        text = MAIN.format(body=body, globals=globals, options=options, argument=argument)
        (self.folder / "main.py").write_text(text)

    def start(self):
        command = [sys.executable, "-B", "main.py"]
        return subprocess.Popen(
            command, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def run(self, **changes):
        """The result, and how often the cache hit and missed."""
        self.write(**changes)
        process = self.start()
        output, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        return tuple(json.loads(output.splitlines()[-1]))

    def entries(self):
        return sorted(self.cache.glob("*/*.numlir"))


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def test_a_second_process_hits(project):
    assert project.run() == (12, 0, 1)
    assert project.run() == (12, 1, 0)
    assert len(project.entries()) == 1


def test_editing_a_callee_in_another_file_recompiles(project):
    project.run()
    project.callee = CALLEE.replace("x + 1", "x + 2")
    assert project.run() == (14, 0, 1)


def test_an_unchanged_function_in_an_edited_file_is_found(project):
    body = "    return x // (x - 5)"
    assert project.run(body=body) == (["ZeroDivisionError", 10], 0, 1)
    assert project.run(body=body, globals="other = 7\nmore = 8") == (["ZeroDivisionError", 11], 1, 0)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("K = 3", "K = 4"),
        ("K = 3", "K = 3.0"),
        ("K = (1, 2)", "K = (1, 3)"),
        ("K = np.arange(4)", "K = np.arange(4) + 1"),
        ("K = np.arange(4)", "K = np.arange(4.0)"),
        ("K = np.arange(4).reshape(2, 2)", "K = np.arange(4).reshape(2, 2).T"),
    ],
)
def test_global_values_are_told_apart_by_content(project, before, after):
    body = "    return np.sum(np.asarray(K) * 2) + x"
    first = project.run(body=body, globals=before)
    second = project.run(body=body, globals=after)
    assert first[1:] == (0, 1)
    assert second[1:] == (0, 1)
    assert project.run(body=body, globals=before) == (first[0], 1, 0)
    assert project.run(body=body, globals=after) == (second[0], 1, 0)


def test_frozen_arrays_are_found_where_they_are_now(project):
    body = "    return K[x] + L[x - 1]"
    values = "K = np.arange(10) * 3\nL = np.arange(10.0) * 0.5"
    assert project.run(body=body, globals=values) == (17.0, 0, 1)
    assert project.run(body=body, globals="padding = [np.ones(n) for n in range(50)]\n" + values) == (17.0, 1, 0)


def test_types_and_options_are_told_apart(project):
    project.run()
    assert project.run(argument="5.0") == (12.0, 0, 1)
    assert project.run(options=", fastmath=True") == (12, 0, 1)
    assert project.run(options=", nogil=True") == (12, 1, 0), "the code is the same"


def test_closures_and_functions_as_values(project):
    values = "def make(k):\n    @njit\n    def inner(y):\n        return y * k\n    return inner\nh = make({})"
    body = "    return h(x)"
    assert project.run(body=body, globals=values.format(3)) == (15, 0, 1)
    assert project.run(body=body, globals=values.format(4)) == (20, 0, 1)
    assert project.run(body=body, globals=values.format(3)) == (15, 1, 0)


def test_records_lists_and_tuples_come_back(project):
    body = "    return (a_record(), [x, 2], (x, 1.5))"
    values = "R = np.zeros(2, [('a', 'f8'), ('b', 'i4')])\nR['b'] = 7\n@njit\ndef a_record():\n    return R[1].b"
    assert project.run(body=body, globals=values) == ([7, [5, 2], [5, 1.5]], 0, 1)
    assert project.run(body=body, globals=values) == ([7, [5, 2], [5, 1.5]], 1, 0)


def test_linear_algebra_is_found_again(project):
    body = "    return np.linalg.det(np.eye(3) * x)"
    first = project.run(body=body)
    assert first[0] == pytest.approx(125)
    assert project.run(body=body) == (first[0], 1, 0)


def test_functions_without_source(project):
    values = "names = {}\nexec('def hidden(y):\\n    return y * %d\\n', names)\nhidden = njit(names['hidden'])"
    assert project.run(body="    return hidden(x)", globals=values % 3) == (15, 0, 1)
    assert project.run(body="    return hidden(x)", globals=values % 3) == (15, 1, 0)
    assert project.run(body="    return hidden(x)", globals=values % 4) == (20, 0, 1)


def test_what_users_added_is_asked_for_again(project):
    values = (
        "from numlir.extending import overload\ndef added(y):\n    pass\n"
        "@overload(added)\ndef _(y):\n    return lambda y: y + {}"
    )
    assert project.run(body="    return added(x)", globals=values.format(1)) == (6, 0, 1)
    assert project.run(body="    return added(x)", globals=values.format(2)) == (7, 0, 1)
    assert project.run(body="    return added(x)", globals=values.format(2)) == (7, 1, 0)
    # It is found by what asked for it, so the later one is in the place of the first.
    assert len(project.entries()) == 1


LOOPS = """
import json, sys
import numpy as np
from numlir import guvectorize, vectorize

scale = {scale}

@vectorize({signatures}cache=True)
def scaled(x, y):
    if y < 0:
        raise ValueError("negative")
    return x * scale + y

@guvectorize(["void(float64[:], float64[:])"], "(n)->()", cache=True)
def total(a, out):
    out[0] = 0
    for x in a:
        out[0] += x

x = np.arange(4.0)
try:
    scaled(x, -1.0)
except ValueError as error:
    import traceback
    line = traceback.extract_tb(error.__traceback__)[-1].lineno
print(json.dumps([scaled(x, 1.0).tolist(), float(total(x)), scaled(x, 1.0).dtype.char, line]))
"""


def test_loops_of_ufuncs_are_kept(project):
    def run(scale, signatures="", before=""):
        (project.folder / "main.py").write_text(before + LOOPS.format(scale=scale, signatures=signatures))
        output, errors = project.start().communicate(timeout=120)
        assert errors == ""
        return json.loads(output), len(project.entries())

    values = [1, 3, 5, 7]
    assert run(2.0) == ([values, 6, "d", 11], 2)
    kept = {entry: entry.read_bytes() for entry in project.entries()}
    # In a file whose lines have moved, the entries are found and errors say where the function is now.
    assert run(2.0, before="\n\n") == ([values, 6, "d", 13], 2)
    assert {entry: entry.read_bytes() for entry in project.entries()} == kept
    # What differs in a global or in the type of the output is another loop.
    assert run(3.0) == ([[1, 4, 7, 10], 6, "d", 11], 3)
    assert run(2.0, "['float32(float64, float64)'], ") == ([values, 6, "f", 11], 4)


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[:-7], lambda data: data[:60] + b"x" * len(data)])
def test_damaged_entries_are_replaced(project, damage):
    project.run()
    [entry] = project.entries()
    whole = entry.read_bytes()
    entry.write_bytes(damage(whole))
    assert project.run() == (12, 0, 1)
    assert entry.read_bytes() == whole
    assert project.run() == (12, 1, 0)


def test_folders_that_cannot_be_used(project):
    project.cache.write_text("a file, not a folder")
    assert project.run() == (12, 0, 1)
    assert project.run() == (12, 0, 1)
    project.environment["NUMLIR_CACHE_DIR"] = "/proc/nowhere"
    assert project.run() == (12, 0, 1)


def test_a_folder_that_can_only_be_read(project):
    project.run()
    for path in (project.cache, *project.cache.iterdir()):
        path.chmod(0o500)
    try:
        assert project.run() == (12, 1, 0)
        assert project.run(argument="5.0") == (12.0, 0, 1)
    finally:
        for path in (project.cache, *project.cache.iterdir()):
            path.chmod(0o700)


def test_the_size_is_limited(project):
    project.environment["NUMLIR_CACHE_SIZE"] = "0.003"
    for number in range(6):
        project.run(body=f"    return x + {number}")
    assert 1 <= len(project.entries()) < 6
    assert sum(entry.stat().st_size for entry in project.entries()) <= 3000


def test_the_folder_is_the_users_own(project):
    project.run()
    assert project.cache.stat().st_mode & 0o077 == 0


def test_stats_without_a_cache():
    import numlir

    @numlir.njit
    def f(x):
        return x

    f(1)
    assert f.stats.cache_path is None
    assert not f.stats.cache_hits
    assert f.stats.cache_misses == {f.signatures[0]: 1}


def test_stress_many_processes_and_kills(project):
    """8 processes compile and load the same 12 functions, while some are killed: every result is right."""
    functions = "\n".join(
        f"@njit(cache=True)\ndef f{number}(x):\n    s = 0\n    for i in range(x):\n        s += i * {number}\n    return s\n"
        for number in range(12)
    )
    program = (
        "import random\nfrom numlir import njit\n"
        + functions
        + "\norder = list(range(12))\nrandom.shuffle(order)\n"
        + "for number in order:\n    assert globals()[f'f{number}'](10) == 45 * number, number\nprint('right')\n"
    )
    (project.folder / "main.py").write_text(program)
    random.seed(7)
    deadline = time.monotonic() + 8
    killed = finished = 0
    running = []
    while time.monotonic() < deadline or running:
        while len(running) < 8 and time.monotonic() < deadline:
            process = project.start()
            kill_at = time.monotonic() + random.uniform(0.2, 1.2) if random.random() < 0.5 else None
            running.append((process, kill_at))
        for process, kill_at in list(running):
            if kill_at is not None and time.monotonic() > kill_at and process.poll() is None:
                process.send_signal(signal.SIGKILL)
            if process.poll() is None:
                continue
            running.remove((process, kill_at))
            output, errors = process.communicate()
            if process.returncode == -signal.SIGKILL:
                killed += 1
            else:
                assert output == "right\n", errors
                finished += 1
        time.sleep(0.01)
        # Damage happens too.
        entries = project.entries()
        if entries and random.random() < 0.02:
            entry = random.choice(entries)
            data = entry.read_bytes()
            entry.write_bytes(data[: len(data) // 2])
    assert killed >= 3
    assert finished >= 3
    process = project.start()
    output, errors = process.communicate()
    assert output == "right\n", errors
    assert len(project.entries()) == 12
