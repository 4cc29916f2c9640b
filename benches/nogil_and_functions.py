"""Functions as arguments, and threads that call a function without the interpreter's lock.

    python benches/nogil_and_functions.py

First: how many nanoseconds a call costs more that passes a compiled function, against one that has it as a global; minimums of many runs
that alternate. Then: how many a call in compiled code costs that goes through the address of a function of a signature. Then: how many times as fast a pool of 1, 2, 4, 8 and 16 threads is as one thread, at as many calls.
"""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numlir import float64, njit, types
from numlir.typed import List

CALLS = 20_000
ROUNDS = 40


@njit
def increment(x):
    return x + 1.0


@njit
def with_argument(f, x):
    return f(x)


@njit
def with_global(x):
    return increment(x)


@njit
def through_address(f, n):
    x = 0.0
    for _ in range(n):
        x = f(x)
    return x


@njit(nogil=True)
def work(a, rounds):
    total = 0.0
    for _ in range(rounds):
        for x in a:
            total += np.sqrt(x) * 0.5
    return total


def nanoseconds(call):
    start = time.perf_counter()
    for _ in range(CALLS):
        call()
    return (time.perf_counter() - start) / CALLS * 1e9


def arguments():
    calls = (lambda: with_global(1.0), lambda: with_argument(increment, 1.0))
    for call in calls:
        call()
    rounds = [[nanoseconds(call) for call in calls] for _ in range(ROUNDS)]
    known, passed = map(min, zip(*rounds))
    print(f"a call                      {known:8.0f} ns")
    print(f"one that passes a function  {passed:8.0f} ns, {passed - known:.0f} ns more")


def addresses():
    functions = List.empty_list(types.FunctionType(float64(float64)))
    functions.append(increment)
    function = functions[0]
    through_address(function, 1)
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        through_address(function, 1_000_000)
        best = min(best, time.perf_counter() - start)
    print(f"one through an address      {best * 1e3:8.1f} ns, in compiled code")


def threads():
    a = np.arange(100_000.0)
    work(a, 1)
    times = {}
    for count in (1, 2, 4, 8, 16):
        with ThreadPoolExecutor(count) as pool:
            list(pool.map(lambda _: work(a, 1), range(count)))
            best = float("inf")
            for _ in range(5):
                start = time.perf_counter()
                list(pool.map(lambda _: work(a, 20), range(32)))
                best = min(best, time.perf_counter() - start)
            times[count] = best
    print(f"cores that can be used      {len(os.sched_getaffinity(0)):8}")
    for count, seconds in times.items():
        print(f"{count:2} threads                  {seconds * 1e3:8.1f} ms, {times[1] / seconds:.2f} times as fast as one")


if __name__ == "__main__":
    arguments()
    addresses()
    threads()
