"""Parallel loops: numlir beside numba's parallel=True and beside numlir's own serial code, in one process.

    python benches/parallel.py                  the tables
    python benches/parallel.py --scaling        times on 1, 2, 4, … threads, up to the number of cores
    python benches/parallel.py --schedule 64    a schedule on paper: how even chunks are among so many threads

Runs alternate, and the least time of each counts. There is a pause before each turn.
"""

import argparse
import math
import tempfile
import time
from pathlib import Path

import numpy as np

# Seconds. OpenMP's threads, which are numba's, go on spinning for several milliseconds on a core that the next engine needs.
PAUSE = 0.02

SOURCE = '''
import numpy as np
import math
from {engine} import njit, prange


@njit(parallel={parallel})
def pairwise_distances(X, Y):
    n_x, d = X.shape
    n_y = Y.shape[0]
    distances = np.empty((n_x, n_y))
    for i in prange(n_x):
        for j in range(n_y):
            dist = 0.0
            for k in range(d):
                diff = X[i, k] - Y[j, k]
                dist += diff * diff
            distances[i, j] = dist ** 0.5
    return distances


@njit(parallel={parallel})
def sum_squares(arr):
    total = 0.0
    for i in prange(len(arr)):
        total += arr[i] * arr[i]
    return total


@njit(parallel={parallel})
def apply(arr, result):
    for i in prange(len(arr)):
        result[i] = arr[i] ** 2 + 2.0 * arr[i] + 1.0


@njit(parallel={parallel})
def histogram(data, hist):
    for i in prange(len(data)):
        bin_idx = int(data[i] * len(hist))
        if 0 <= bin_idx < len(hist):
            hist[bin_idx] += 1


@njit(parallel={parallel})
def jacobi(a, b):
    for i in prange(1, a.shape[0] - 1):
        for j in range(1, a.shape[1] - 1):
            b[i, j] = 0.25 * (a[i - 1, j] + a[i + 1, j] + a[i, j - 1] + a[i, j + 1])


@njit(parallel={parallel})
def mandelbrot(out, limit):
    h, w = out.shape
    for i in prange(h):
        for j in range(w):
            cr = -2.0 + 3.0 * j / w
            ci = -1.5 + 3.0 * i / h
            zr = 0.0
            zi = 0.0
            n = 0
            while zr * zr + zi * zi <= 4.0 and n < limit:
                t = zr * zr - zi * zi + cr
                zi = 2.0 * zr * zi + ci
                zr = t
                n += 1
            out[i, j] = n


@njit(parallel={parallel})
def kmeans_labels(X, C, labels):
    n, d = X.shape
    inertia = 0.0
    for i in prange(n):
        best = np.inf
        place = 0
        for c in range(C.shape[0]):
            dist = 0.0
            for k in range(d):
                diff = X[i, k] - C[c, k]
                dist += diff * diff
            if dist < best:
                best = dist
                place = c
        labels[i] = place
        inertia += best
    return inertia


@njit(parallel={parallel})
def sines(arr):
    total = 0.0
    for i in prange(len(arr)):
        total += math.sin(arr[i]) * math.cos(arr[i])
    return total
'''

ENTRY = '''
from {engine} import njit, prange


@njit(parallel={parallel})
def cheap(a):
    total = 0.0
    for i in prange(len(a)):
        total += a[i]
    return total
'''


def cases():
    # All memory is touched beforehand, so that no engine pays for the first use of a page.
    random = np.random.default_rng(0)
    return {
        "pairwise_distances": (random.random((400, 16)), random.random((400, 16))),
        "sum_squares": (random.standard_normal(4_000_000),),
        "apply": (random.standard_normal(4_000_000), np.ones(4_000_000)),
        "histogram": (random.random(2_000_000), np.ones(64, np.int64)),
        "jacobi": (random.random((1000, 1000)), np.ones((1000, 1000))),
        "mandelbrot": (np.ones((200, 300), np.int64), 200),
        "kmeans_labels": (random.random((20_000, 8)), random.random((16, 8)), np.ones(20_000, np.int64)),
        "sines": (random.random(300_000),),
    }


def load(source, engine, parallel, directory):
    path = Path(directory) / f"{engine}_{parallel}_{len(source)}.py"
    path.write_text(source.format(engine=engine, parallel=parallel))
    names = {"__name__": path.stem, "__file__": str(path)}
    exec(compile(path.read_text(), str(path), "exec"), names)
    return names


def least(functions, arguments, rounds):
    """The least seconds of each function, taking turns."""
    best = [math.inf] * len(functions)
    for _ in range(rounds):
        for index, function in enumerate(functions):
            time.sleep(PAUSE)
            function(*arguments)
            started = time.perf_counter()
            function(*arguments)
            best[index] = min(best[index], time.perf_counter() - started)
    return best


def table(headings, rows):
    lines = ["| " + " | ".join(headings) + " |", "| --- |" + " ---: |" * (len(headings) - 1)]
    lines += ["| " + " | ".join(str(cell) if isinstance(cell, str) else f"{cell:.3g}" for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def steady(rounds, directory):
    serial, parallel = (load(SOURCE, "numlir", flag, directory) for flag in (False, True))
    other = load(SOURCE, "numba", True, directory)
    rows, first = [], []
    for name, arguments in cases().items():
        times = []
        for names in (parallel, other):
            started = time.perf_counter()
            names[name](*arguments)
            times.append(time.perf_counter() - started)
        first.append((name, times[0] * 1e3, times[1] * 1e3, times[0] / times[1]))
        serial[name](*arguments)
        own, theirs, alone = least([parallel[name], other[name], serial[name]], arguments, rounds)
        rows.append((name, own * 1e3, own / theirs, alone / own))
    print(table(("loop", "numlir, ms", "numlir / numba", "serial / parallel"), rows))
    print()
    print(table(("first call", "numlir, ms", "numba, ms", "ratio"), first))


def overhead(rounds, directory):
    a = np.ones(100)
    serial, parallel = (load(ENTRY, "numlir", flag, directory)["cheap"] for flag in (False, True))
    many = 2000

    def repeated(function):
        def run(a):
            for _ in range(many):
                function(a)

        return run

    alone, together = least([repeated(serial), repeated(parallel)], (a,), rounds)
    print()
    print(table(("100 cheap iterations", "ns"), [("serial", alone / many * 1e9), ("parallel=True", together / many * 1e9), ("ratio", together / alone)]))
    import numlir

    # Two chunks are the fewest that run on several threads.
    with numlir.parallel_chunksize(50):
        entered = least([repeated(parallel)], (a,), rounds)[0] / many
    print(f"\nEntering a loop of two chunks: {(entered - alone / many) * 1e6:.2f} µs")


def scaling(rounds, directory):
    """The same loops on 1, 2, 4, … threads."""
    import numlir

    counts = [1 << power for power in range(numlir.get_num_threads().bit_length())]
    serial, parallel = (load(SOURCE, "numlir", flag, directory) for flag in (False, True))

    def on(count, function):
        def run(*arguments):
            numlir.set_num_threads(count)
            function(*arguments)

        return run

    rows = []
    for name, arguments in cases().items():
        alone, *times = least([serial[name], *(on(count, parallel[name]) for count in counts)], arguments, rounds)
        rows.append((name, alone * 1e3, *(alone / each for each in times)))
    print(table(("loop", "serial, ms", *(f"{count} threads" for count in counts)), rows))


def schedule(threads):
    """The longest a thread works against the mean, where each takes the next chunk: loops of equal, growing and random cost."""
    count = 100_000
    costs = {"equal": np.ones(count), "growing": np.arange(count) * 1.0, "random": np.random.default_rng(0).exponential(1.0, count)}
    rows = []
    for name, cost in costs.items():
        for chunks in (256, 1024):
            bounds = [count * chunk // chunks for chunk in range(chunks + 1)]
            ends = np.zeros(threads)
            for first, last in zip(bounds, bounds[1:]):
                ends[ends.argmin()] += cost[first:last].sum()
            rows.append((name, str(chunks), cost.sum() / ends.max(), cost.sum() / ends.max() / threads))
    print(table(("cost of an iteration", "chunks", f"speed-up on {threads} threads", "efficiency"), rows))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--schedule", type=int, metavar="THREADS")
    parser.add_argument("--scaling", action="store_true")
    options = parser.parse_args()
    if options.schedule:
        schedule(options.schedule)
    else:
        with tempfile.TemporaryDirectory() as directory:
            if options.scaling:
                scaling(options.rounds, directory)
            else:
                steady(options.rounds, directory)
                overhead(options.rounds, directory)
