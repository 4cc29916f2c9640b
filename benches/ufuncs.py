"""Ufuncs: numlir, numba and NumPy on 1 M float64, in milliseconds; a short call in nanoseconds; decorating in milliseconds.

    python benches/ufuncs.py [word ...]      only cases whose name has one of the words

Engines take turns, and the fastest of many turns counts. Decorating is measured in fresh processes.
"""

import math
import subprocess
import sys
import time

import numpy as np

SIZE = 1_000_000
TURNS = 25


def fast_sigmoid(x):
    return 1.0 / (1.0 + math.exp(-x))


def sinacosb(a, b):
    return math.sin(a) * math.cos(b)


def polynomial(x):
    return 1.0 + x * (2.0 + x * (3.0 + x * (4.0 + x * 5.0)))


def gaussian(x, mean, width):
    return math.exp(-((x - mean) ** 2) / (2.0 * width * width)) / width


def clipped(x, low, high):
    return low if x < low else high if x > high else x


def escape(x):
    steps, z = 0, 0.0
    while steps < 50 and z * z < 4.0:
        z = z * z + x
        steps += 1
    return steps


def nb_dot(a, b, out):
    total = 0.0
    for i in range(len(a)):
        total += a[i] * b[i]
    out[0] = total


# Name: the function, how many arrays and which numbers it is called with, and the same in NumPy.
CASES = {
    "fast_sigmoid": (fast_sigmoid, 1, (), lambda x: 1 / (1 + np.exp(-x))),
    "sinacosb": (sinacosb, 2, (), lambda a, b: np.sin(a) * np.cos(b)),
    "polynomial (beside a copy)": (polynomial, 1, (), lambda x, out=np.empty(SIZE): np.copyto(out, x)),
    "gaussian": (gaussian, 1, (0.5, 2.0), lambda x, m, w: np.exp(-((x - m) ** 2) / (2 * w * w)) / w),
    "clipped": (clipped, 1, (-1.0, 1.0), lambda x, low, high: np.minimum(np.maximum(x, low), high)),
    "escape": (escape, 1, (), None),
}


def fastest(calls):
    """Milliseconds of each call, the fastest of turns that they take one after the other."""
    best = [math.inf] * len(calls)
    for _ in range(TURNS):
        for index, call in enumerate(calls):
            start = time.perf_counter()
            call()
            best[index] = min(best[index], time.perf_counter() - start)
    return [seconds * 1e3 for seconds in best]


def row(name, values, goal=""):
    print(f"{name:36}" + "".join(f"{value:12.3f}" for value in values) + f"   {goal}", flush=True)


def elementwise(engines, words):
    generator = np.random.default_rng(0)
    print(f"{'1 M float64, ms':36}{'numlir':>12}{'numba':>12}{'NumPy':>12}{'parallel':>12}")
    for name, (function, count, numbers, theirs) in CASES.items():
        if words and not any(word in name for word in words):
            continue
        arguments = [generator.normal(size=SIZE) for _ in range(count)] + list(numbers)
        signature = "float64(" + ", ".join(["float64"] * len(arguments)) + ")"
        made = [engine.vectorize([signature])(function) for engine in engines]
        made.append(engines[0].vectorize([signature], target="parallel")(function))
        for other in made[1:]:
            np.testing.assert_allclose(made[0](*arguments), other(*arguments), rtol=1e-12)
        out = np.empty(SIZE)
        calls = [lambda ufunc=ufunc: ufunc(*arguments, out) for ufunc in made]
        times = fastest(calls + ([lambda: theirs(*arguments)] if theirs else []))
        times += [math.nan] * (4 - len(times))
        row(name, [times[0], times[1], times[3], times[2]])


def gufunc(engines):
    a, b = np.random.default_rng(1).normal(size=(2, 1000, 512))
    signature = "void(float64[:], float64[:], float64[:])"
    made = [engine.guvectorize([signature], "(n),(n)->()")(nb_dot) for engine in engines]
    np.testing.assert_allclose(made[0](a, b), made[1](a, b), rtol=1e-10)
    times = fastest([lambda ufunc=ufunc: ufunc(a, b) for ufunc in made] + [lambda: np.einsum("ij,ij->i", a, b)])
    row("nb_dot (1000, 512)", times)


def short_call(engines):
    ufunc = engines[0].vectorize(["float64(float64, float64)"])(lambda x, y: x + y)
    x, y = np.ones(10), np.ones(10)

    def many(function):
        def call():
            for _ in range(2000):
                function(x, y)

        return call

    ours, theirs = fastest([many(ufunc), many(np.add)])
    row("10 elements, ns: numlir, np.add", [ours * 500, theirs * 500])


def decorating():
    program = """
import math, time, {engine} as engine
engine.vectorize(['float32(float32)'])(lambda x: x + 1)
def f(x): return 1.0 / (1.0 + math.exp(-x))
start = time.perf_counter()
engine.vectorize(['float64(float64)'])(f)
print(time.perf_counter() - start)
"""
    import tempfile

    times = []
    for engine in ("numlir", "numba"):
        with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
            file.write(program.format(engine=engine))
            file.flush()
            runs = [float(subprocess.check_output([sys.executable, file.name])) for _ in range(5)]
        times.append(min(runs) * 1e3)
    row("decorating with one signature", times)


def main(words):
    import numba

    import numlir

    engines = (numlir, numba)
    elementwise(engines, words)
    if not words:
        gufunc(engines)
        short_call(engines)
        decorating()


if __name__ == "__main__":
    main(sys.argv[1:])
