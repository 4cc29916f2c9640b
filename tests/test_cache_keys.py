"""What tells entries of the cache apart beside sources, types and values: options, signatures, classes, functions of C."""

import subprocess
import sys

from test_cache import project  # noqa: F401  the fixture

PARALLEL = """
import sys, warnings
import numpy as np
import numlir as nb
{lines}

@nb.njit(cache=True, parallel={parallel})
def f(n):
    out = np.zeros(3)
    for i in nb.prange(n):
        out[0] = i
    return out[1]

with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    try:
        f(10)
        said = "ran"
    except nb.NumlirError as error:
        said = "refused"
places = [note[2] for _, notes in nb._numlir.parallel_notes(f) for note in notes]
lines = sorted({{place[1] for places in places for place in places}})
print(said, len(told), any("line" in str(each.message) or ".py" in str(each.message) for each in told), lines, sum(f.stats.cache_hits.values()))
"""


def run_text(project, text, *arguments):
    (project.folder / "main.py").write_text(text)
    command = [sys.executable, "-B", "main.py", *arguments]
    made = subprocess.run(command, cwd=project.folder, env=project.environment, capture_output=True, text=True, timeout=120)
    assert made.returncode == 0, made.stderr
    return made.stdout.splitlines()[-1]


def test_what_was_said_of_parallel_loops_is_said_again_where_the_function_is_now(project):
    write = lambda lines, parallel="True": run_text(project, PARALLEL.format(lines="\n" * lines, parallel=parallel))
    first, again, moved = write(0), write(0), write(5)
    assert first.startswith("ran 1 True [") and first.endswith("] 0")
    assert again == first[:-1] + "1"
    numbers = lambda text: [int(number) for number in text[text.index("[") + 1 : text.index("]")].split(",")]
    assert numbers(moved) == [number + 5 for number in numbers(first)] and moved.endswith("] 1")


def test_what_becomes_of_races_is_in_the_key(project):
    write = lambda races: run_text(project, PARALLEL.format(lines="", parallel=f"{{'races': {races!r}}}"))
    assert write("ignore").startswith("ran 0") and write("warn").startswith("ran 1") and write("error").startswith("refused")
    assert write("ignore").endswith(" 1") and write("warn").endswith(" 1")


def test_declared_locals_are_in_the_key(project):
    def run(options):
        body = "    y = x / 3\n    return y"
        return project.run(body=body, options=options, globals="import numlir as nb", argument="1")

    third = run("")[0]
    single = run(", locals={'y': nb.float32}")
    assert third == 1 / 3 and abs(single[0] - third) > 1e-10 and single[1:] == (0, 1)
    assert run(", locals={'y': nb.float64}") == (third, 0, 1)
    assert run(", locals={'y': nb.float32}") == (single[0], 1, 0)


def test_the_signatures_of_what_is_called_are_in_the_key(project):
    def run(signature):
        project.callee = f"from numlir import njit\n\n@njit({signature})\ndef g(x):\n    return x / 3\n"
        return project.run(argument="1")

    wide, narrow = run("'float64(float64)'"), run("'float32(float32)'")
    assert wide[0] == 2 / 3 and abs(narrow[0] - wide[0]) > 1e-10
    assert narrow[1:] == (0, 1) and run("'float64(float64)'") == (wide[0], 1, 0)


def test_signatures_of_its_own_are_in_the_key(project):
    text = "from numlir import njit\n\n@njit({signature}, cache=True)\ndef f(x):\n    return x / 3\n\n"
    text += "print(f(1), sum(f.stats.cache_hits.values()))"
    run = lambda signature: run_text(project, text.format(signature=signature))
    assert run("'float64(int64)'") == f"{1 / 3} 0"
    assert run("'int64(int64)'") == "0 0"
    assert run("'float64(int64)'") == f"{1 / 3} 1"


JITCLASS = """
import numlir as nb
from numlir.experimental import jitclass

@jitclass([("x", nb.{field})])
class Point:
    def __init__(self, x):
        self.x = x

    def get(self):
        return {method}

@nb.njit(cache=True)
def makes(a):
    return Point(a).get()

@nb.njit(cache=True)
def takes(point):
    return point.x

@nb.njit(cache=True)
def holds(points):
    return points[0].x

point = Point(2.5)
hits = lambda f: sum(f.stats.cache_hits.values())
print(makes(2.5), takes(point), holds((point,)), hits(makes) + hits(takes) + hits(holds))
"""


def test_functions_over_instances_of_users_classes_are_never_served_for_other_fields(project):
    run = lambda field, method="self.x": run_text(project, JITCLASS.format(field=field, method=method))
    assert run("float64") == "2.5 2.5 2.5 0"
    assert run("float64") == "2.5 2.5 2.5 3"
    assert run("int64") == "2 2 2 0"
    # The two functions that call no method are the same.
    assert run("float64", "self.x * 100") == "250.0 2.5 2.5 2"


FOREIGN = """
import ctypes, sys
from numlir import njit

library = ctypes.CDLL("libm.so.6")
m = getattr(library, sys.argv[1])
m.argtypes, m.restype = [ctypes.c_double], ctypes.c_double

@njit(cache=True)
def f(x):
    return m(x)

print(f(0.0), sum(f.stats.cache_hits.values()))
"""


def test_functions_of_c_are_found_where_they_are_now(project):
    assert run_text(project, FOREIGN, "sin") == "0.0 0"
    assert run_text(project, FOREIGN, "cos") == "1.0 1"
