"""Typed containers and compiled classes beside numba's: `python benches/containers.py`. Times are the minimum of many runs."""

import time

import numba
import numba.experimental
import numba.typed
import numlir
import numlir.experimental
import numlir.typed


def programs(module):
    typed, jitclass, njit = module.typed, module.experimental.jitclass, module.njit
    List, Dict = typed.List, typed.Dict

    @njit
    def append(n):
        items = List()
        for i in range(n):
            items.append(i)
        return len(items)

    @njit
    def index(items):
        total = 0
        for i in range(len(items)):
            total += items[i]
        return total

    @njit
    def insert(n):
        table = Dict.empty(module.int64, module.int64)
        for i in range(n):
            table[i * 7919] = i
        return len(table)

    @njit
    def look_up(table, n):
        total = 0
        for i in range(n):
            total += table[i * 7919]
        return total

    @njit
    def filled(n):
        table = Dict.empty(module.int64, module.int64)
        for i in range(n):
            table[i * 7919] = i
        return table

    @njit
    def numbers(n):
        items = List()
        for i in range(n):
            items.append(i)
        return items

    @jitclass([("x", module.float64), ("y", module.float64), ("weights", module.float64[::1])])
    class Point:
        def __init__(self, x, weights):
            self.x = x
            self.y = 0.0
            self.weights = weights

        def step(self, dt):
            self.y += self.x * dt

    @njit
    def attributes(point, n):
        for i in range(n):
            point.x += 0.5
            point.step(0.25)
        return point.y

    @njit
    def weigh(point):
        total = 0.0
        for i in range(len(point.weights)):
            total += point.weights[i] * point.x
        return total

    import numpy as np

    n = 100_000
    point, items, table = Point(1.0, np.ones(n)), numbers(n), filled(n)
    return {
        "append 100,000": lambda: append(n),
        "index 100,000": lambda: index(items),
        "insert 100,000": lambda: insert(n),
        "look up 100,000": lambda: look_up(table, n),
        "attributes 100,000": lambda: attributes(point, n),
        "array field 100,000": lambda: weigh(point),
        "method from Python": lambda: point.step(0.5),
        "len from Python": lambda: len(items),
        "item from Python": lambda: items[5],
        "key from Python": lambda: table[7919],
    }


def main():
    ours, theirs = programs(numlir), programs(numba)
    print(f"{'':24}{'numlir':>12}{'numba':>12}{'ratio':>8}")
    for name, run in ours.items():
        best = [float("inf"), float("inf")]
        repeats = 20 if "Python" not in name else 2000
        for _ in range(repeats):
            for side, function in enumerate((run, theirs[name])):
                start = time.perf_counter()
                function()
                best[side] = min(best[side], time.perf_counter() - start)
        print(f"{name:24}{best[0] * 1e6:10.1f}us{best[1] * 1e6:10.1f}us{best[1] / best[0]:8.2f}")


if __name__ == "__main__":
    main()
