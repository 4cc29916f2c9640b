"""What a call costs beside the work: numlir and numba in one process, net of an empty Python function."""

import timeit

import numba
import numpy as np

import numlir

CALLS = 100_000
REPEATS = 15


def nothing():
    return 1


def one(a):
    return 1


def two(a, b):
    return a


def three(a, b, c):
    return 1.0


def eight(a, b, c, d, e, f, g, h):
    return 1


def defaults(a, b=2, c=3):
    return a


def returned(a):
    return a


VECTORS = [np.zeros(4) for _ in range(8)]
CASES = [
    ("no argument", nothing, (), {}),
    ("(int, int)", two, (1, 2), {}),
    ("(float,) * 3", three, (1.0, 2.0, 3.0), {}),
    ("one array", one, (VECTORS[0],), {}),
    ("one 2-d array", one, (np.zeros((4, 4)),), {}),
    ("three arrays", three, tuple(VECTORS[:3]), {}),
    ("eight arrays", eight, tuple(VECTORS), {}),
    ("a tuple", one, ((1, 2.0),), {}),
    ("a NumPy scalar", one, (np.float64(1),), {}),
    ("array returned", returned, (VECTORS[0],), {}),
    ("keyword", defaults, (1,), {"b": 5, "c": 4}),
    ("defaults", defaults, (1,), {}),
]


def nanoseconds(function, arguments, keywords):
    names = [f"a{index}" for index in range(len(arguments))]
    call = ", ".join(names + [f"{name}={value}" for name, value in keywords.items()])
    timer = timeit.Timer(f"f({call})", globals={"f": function, **dict(zip(names, arguments))})
    return min(timer.repeat(REPEATS, CALLS)) / CALLS * 1e9


def main():
    print(f"numlir {numlir.__version__}, numba {numba.__version__}: nanoseconds a call\n")
    print(f"{'arguments':16}{'empty':>8}{'numba':>9}{'numlir':>8}{'net numba':>11}{'net numlir':>12}{'ratio':>7}")
    for name, function, arguments, keywords in CASES:
        compiled = [numba.njit(function), numlir.njit(function)]
        for each in compiled:
            each(*arguments, **keywords)
        empty = nanoseconds(function, arguments, keywords)
        theirs, ours = (nanoseconds(each, arguments, keywords) for each in compiled)
        ratio = (ours - empty) / (theirs - empty)
        print(f"{name:16}{empty:8.0f}{theirs:9.0f}{ours:8.0f}{theirs - empty:11.0f}{ours - empty:12.0f}{ratio:7.2f}")


if __name__ == "__main__":
    main()
