"""The first call of a function whose code is in the cache, and the whole process around it, beside numba's.

    python benches/cached_call.py

Each engine first fills a cache of its own; then processes of both alternate. Times are minimums: of the first call in milliseconds, and of
a process that starts, imports NumPy and the engine, and has its first result, in seconds.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = """
import time
import numpy as np
from {engine} import njit

@njit
def weight(x, y):
    return x * y + 1.0

@njit(cache=True)
def f(a, b, n):
    total = 0.0
    for i in range(n):
        if a[i] > 0.5:
            total += weight(a[i], b[i])
    return total, np.sum(a)

a = np.ones(1000)
start = time.perf_counter()
f(a, a, 1000)
print((time.perf_counter() - start) * 1e3, sum(f.stats.cache_hits.values()))
"""

ROUNDS = 10


def run(folder: Path, engine: str):
    """Milliseconds of the first call, seconds of the process, and whether the cache was hit."""
    caches = {"NUMLIR_CACHE_DIR": str(folder / "numlir"), "NUMBA_CACHE_DIR": str(folder / "numba")}
    start = time.perf_counter()
    made = subprocess.run(
        [sys.executable, str(folder / f"{engine}_program.py")], env={**os.environ, **caches}, capture_output=True, text=True, check=True
    )
    seconds = time.perf_counter() - start
    call, hits = made.stdout.split()
    return float(call), seconds, int(hits) == 1


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for engine in ("numlir", "numba"):
            (folder / f"{engine}_program.py").write_text(PROGRAM.format(engine=engine))
        first = {engine: run(folder, engine) for engine in ("numlir", "numba")}
        rounds = [{engine: run(folder, engine) for engine in ("numlir", "numba")} for _ in range(ROUNDS)]
    print(f"{'':24}{'numlir':>12}{'numba':>12}{'ratio':>10}")
    for title, column in (("cached first call, ms", 0), ("whole process, s", 1)):
        times = {engine: min(each[engine][column] for each in rounds) for engine in first}
        print(f"{title:24}{times['numlir']:12.3f}{times['numba']:12.3f}{times['numba'] / times['numlir']:10.1f}")
    assert all(each[engine][2] for each in rounds for engine in first), "every later process finds the code"


if __name__ == "__main__":
    main()
