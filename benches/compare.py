"""numlir beside numba, in one process: first calls, steady loops, call overhead; and numlir's compile time, import and memory.

    python benches/compare.py                        every part
    python benches/compare.py --only first,steady    some of them
    python benches/compare.py --markdown FILE        writes the tables with the machine's name as well

Where the two are compared their runs alternate, and the least time of each counts.
"""

import argparse
import gc
import importlib
import itertools
import json
import math
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from kernels import FIVE, LIBRARY, SHAPE_ARGUMENTS, SHAPES, SOURCES, arguments, five_arguments

ENGINES = ("numlir", "numba")
STATEMENTS = (200, 400, 800, 1600, 3200)
_serial = itertools.count()


class Table:
    """Rows under headings, printed as text or Markdown."""

    def __init__(self, title, headings, goal):
        self.title, self.headings, self.goal, self.rows = title, headings, goal, []

    def add(self, *cells):
        self.rows.append([f"{cell:.4g}" if isinstance(cell, float) else str(cell) for cell in cells])

    def text(self):
        columns = list(zip(self.headings, *self.rows))
        widths = [max(map(len, column)) for column in columns]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)) for row in [self.headings, *self.rows]]
        return "\n".join([f"\n{self.title} (goal: {self.goal})", *lines])

    def markdown(self):
        rule = ["---"] + ["---:"] * (len(self.headings) - 1)
        lines = ["| " + " | ".join(row) + " |" for row in [self.headings, rule, *self.rows]]
        return "\n".join([f"## {self.title}", "", f"Goal: {self.goal}.", "", *lines, ""])


def load(source, engine, directory):
    """The names of a module written to a fresh file: `njit` in it is the engine's."""
    path = Path(directory) / f"module_{next(_serial)}.py"
    path.write_text(f"import numpy as np\nfrom {engine} import njit\n\n{source}")
    names = {"__name__": path.stem, "__file__": str(path)}
    exec(compile(path.read_text(), str(path), "exec"), names)
    return names


def first_call(source, name, engine, given, directory):
    """Seconds to decorate, infer, compile and run a function that was never seen before."""
    names = load(source, engine, directory)
    njit, function = names["njit"], names[name]
    gc.collect()
    start = time.perf_counter()
    njit(function)(*given)
    return time.perf_counter() - start


def first_calls(directory):
    table = Table("First call", ["function", "numlir ms", "numba ms", "ratio"], "at most 0.25 of numba's, aim at 0.1")
    for engine in ENGINES:
        first_call("def warm(a):\n    return a[0] + len(a)\n", "warm", engine, (np.zeros(3),), directory)
    for name, source in SOURCES.items():
        given = arguments(name, small=True)
        times = {engine: [] for engine in ENGINES}
        for repetition, engine in itertools.product(range(7), ENGINES):
            if engine == "numlir" or repetition < 3:
                times[engine].append(first_call(source, name, engine, given, directory))
        ours, theirs = (min(times[engine]) * 1e3 for engine in ENGINES)
        table.add(name, ours, theirs, ours / theirs)
    return table


def first_calls_of_five(directory):
    headings = ["functions of the library", "numlir ms", "numba ms", "ratio"]
    table = Table("First call of functions that use five of the library", headings, "at most 0.25 of numba's")
    for name, source in FIVE.items():
        times = {engine: [] for engine in ENGINES}
        for repetition, engine in itertools.product(range(5), ENGINES):
            if engine == "numlir" or repetition < 2:
                times[engine].append(first_call(source, "f", engine, five_arguments(), directory))
        ours, theirs = (min(times[engine]) * 1e3 for engine in ENGINES)
        table.add(name, ours, theirs, ours / theirs)
    return table


def least_times(functions, repetitions, number=1):
    """The least seconds of each call, the functions taking turns."""
    least = [math.inf] * len(functions)
    for _ in range(repetitions):
        for i, function in enumerate(functions):
            start = time.perf_counter()
            for _ in range(number):
                function()
            least[i] = min(least[i], (time.perf_counter() - start) / number)
    return least


def steady(directory):
    table = Table("Steady time", ["function", "numlir ms", "numba ms", "ratio"], "at most 1.05 of numba's")
    for name, source in SOURCES.items():
        given = arguments(name, small=False)
        compiled = []
        for engine in ENGINES:
            names = load(source, engine, directory)
            compiled.append(names["njit"](names[name]))
        results = [function(*given) for function in compiled]
        np.testing.assert_allclose(*results, rtol=1e-9)
        ours, theirs = least_times([lambda f=f: f(*given) for f in compiled], 60)
        table.add(name, ours * 1e3, theirs * 1e3, ours / theirs)
    return table


def library(directory):
    headings = ["call", "size", "numlir us", "numba us", "ratio"]
    table = Table("Linear algebra and random numbers", headings, "at most 1.05 of numba's")
    for name, (source, make, sizes) in LIBRARY.items():
        compiled = []
        for engine in ENGINES:
            names = load(source, engine, directory)
            compiled.append(names["njit"](names["f"]))
        for size in sizes:
            given = make(np.random.default_rng(7), size)
            start = time.perf_counter()
            for function in compiled:
                function(*given)
            number = max(1, min(2000, int(0.01 / (time.perf_counter() - start + 1e-9))))
            functions = [lambda f=f: f(*given) for f in compiled]
            ours, theirs = (seconds * 1e6 for seconds in least_times(functions, 15, number))
            table.add(name, size, ours, theirs, ours / theirs)
    return table


CALLS = """
def none(): return 1
def ints(a, b): return a
def floats(a, b, c): return a
def array(a): return 1
def arrays3(a, b, c): return 1
def arrays8(a, b, c, d, e, f, g, h): return 1
def pair(t): return 1
def keywords(a, b=2, c=3): return a
"""
A, B = np.zeros(3), np.zeros((2, 2))
SIGNATURES = {
    "no argument": ("none", ()),
    "(int, int)": ("ints", (1, 2)),
    "(float,) * 3": ("floats", (1.0, 2.0, 3.0)),
    "one array": ("array", (A,)),
    "three arrays": ("arrays3", (A, B, A)),
    "eight arrays": ("arrays8", (A, B) * 4),
    "a tuple": ("pair", ((1, 2.0),)),
    "keyword and default": ("keywords", (1,)),
}


def overhead(directory):
    headings = ["arguments", "numlir ns", "numba ns", "ratio"]
    table = Table("Call overhead, net of an empty Python function", headings, "at most 0.5 of numba's")
    modules = [load(CALLS, engine, directory) for engine in ENGINES]
    for title, (name, given) in SIGNATURES.items():
        keywords = {"c": 4} if name == "keywords" else {}
        functions = [module["njit"](module[name]) for module in modules] + [modules[0][name]]
        loops = [caller(function, given, keywords) for function in functions]
        ours, theirs, empty = (seconds / CALLER_CALLS * 1e9 for seconds in least_times(loops, 60))
        table.add(title, ours - empty, theirs - empty, (ours - empty) / (theirs - empty))
    return table


CALLER_CALLS = 10_000


def caller(function, given, keywords):
    """A loop of calls with the arguments written out, as a user's loop has them."""
    names = {f"a{i}": value for i, value in enumerate(given)} | keywords
    written = ", ".join([f"a{i}" for i in range(len(given))] + [f"{name}={name}" for name in keywords])
    parameters = ", ".join(["function", *names])
    scope = {}
    exec(f"def loop({parameters}):\n    for _ in range({CALLER_CALLS}):\n        function({written})\n", scope)
    return lambda: scope["loop"](function, **names)


def peak_memory():
    """The process's own peak, in KB: what `getrusage` gives starts from the parent's."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))



def compile_alone(engine, shape, statements):
    """Runs in a process of its own: seconds of a first call and the peak of memory it adds, in MB."""
    sys.setrecursionlimit(100_000)
    with tempfile.TemporaryDirectory() as directory:
        first_call("def warm(a):\n    return a + 1\n", "warm", engine, (1,), directory)
        before = peak_memory()
        given = SHAPE_ARGUMENTS.get(shape, (1.5, 2.5))
        seconds = first_call(SHAPES[shape](statements), "f", engine, given, directory)
        peak = peak_memory()
    return {"seconds": seconds, "peak": peak / 1024, "before": before / 1024}


def in_process(*command, limit=600):
    """The JSON that this script prints in a fresh process, or None if it fails or takes too long."""
    try:
        done = subprocess.run([sys.executable, __file__, *map(str, command)], capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        return None
    return json.loads(done.stdout)


def scaling(numba_limit):
    headings = ["shape", *(f"{n}" for n in STATEMENTS), "exponent", "peak MB"]
    goal = "exponent at most 1.2; 3,200 statements within 2 s and 300 MB"
    table = Table("Compile time in seconds by number of statements", headings, goal)
    for engine, shape in itertools.product(ENGINES, SHAPES):
        sizes = [n for n in STATEMENTS if engine == "numlir" or n <= numba_limit]
        measured = {n: in_process("--compile", engine, shape, n) for n in sizes}
        known = {n: result["seconds"] for n, result in measured.items() if result}
        if not known:
            continue
        exponent = np.polyfit(np.log(list(known)), np.log(list(known.values())), 1)[0] if len(known) > 1 else math.nan
        cells = [known.get(n, "failed" if n in sizes else "–") for n in STATEMENTS]
        peak = max(result["peak"] for result in measured.values() if result)
        table.add(f"{engine}: {shape}", *cells, float(exponent), float(peak))
    return table


IMPORT = "import time, numpy\nstart = time.perf_counter()\nimport {engine}\nprint(time.perf_counter() - start)\n"


def import_time():
    table = Table("Import time beyond NumPy's", ["package", "ms"], "at most 50 ms")
    for engine in ENGINES:
        command = [sys.executable, "-c", IMPORT.format(engine=engine)]
        runs = [float(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(15)]
        table.add(engine, min(runs) * 1e3)
    return table


LEAK = """
@njit
def inner(n):
    a = np.zeros(n)
    b = np.ones((n, 2))
    if a[0] + b[0, 0] > 0:
        raise ValueError("after allocating")
    return a


@njit
def f(n):
    c = np.zeros(n)
    return inner(n)[0] + c[0]
"""


def leak(directory):
    table = Table("Resident memory over 100,000 calls that allocate and raise", ["before MB", "after MB", "growth MB"], "flat")
    function = load(LEAK, "numlir", directory)["f"]

    def rounds(count):
        for _ in range(count):
            try:
                function(1000)
            except ValueError:
                continue
            raise AssertionError("did not raise")
        gc.collect()
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20

    before = rounds(5_000)
    after = rounds(100_000)
    table.add(before, after, after - before)
    return table


def machine():
    info = Path("/proc/cpuinfo").read_text()
    model = next((line.split(":")[1].strip() for line in info.splitlines() if line.startswith("model name")), platform.machine())
    version = {name: importlib.import_module(name).__version__ for name in (*ENGINES, "numpy")}
    names = ", ".join(f"{name} {number}" for name, number in version.items())
    return f"{model}, {info.count('processor' + chr(9))} cores; Python {platform.python_version()}, {names}"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", default="first,five,steady,library,calls,scaling,import,leak", help="parts, with commas between them")
    options.add_argument("--markdown", type=Path, help="a file for the tables")
    options.add_argument("--numba-statements", type=int, default=400, help="the largest function that numba compiles for the scaling part")
    options.add_argument("--compile", nargs=3, metavar=("ENGINE", "SHAPE", "STATEMENTS"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.compile:
        engine, shape, statements = chosen.compile
        print(json.dumps(compile_alone(engine, shape, int(statements))))
        return
    with tempfile.TemporaryDirectory() as directory:
        parts = {
            "first": lambda: first_calls(directory),
            "five": lambda: first_calls_of_five(directory),
            "steady": lambda: steady(directory),
            "library": lambda: library(directory),
            "calls": lambda: overhead(directory),
            "scaling": lambda: scaling(chosen.numba_statements),
            "import": import_time,
            "leak": lambda: leak(directory),
        }
        print(machine())
        tables = []
        for name in chosen.only.split(","):
            tables.append(parts[name]())
            print(tables[-1].text(), flush=True)
    if chosen.markdown:
        introduction = f"# Benchmarks\n\nMeasured by `benches/compare.py` on: {machine()}.\nParallel loops: [benchmarks-parallel.md](benchmarks-parallel.md). Cache, functions as arguments, classes: [benchmarks-package.md](benchmarks-package.md).\n\n"
        chosen.markdown.write_text(introduction + "\n".join(table.markdown() for table in tables))


if __name__ == "__main__":
    main()
