"""Loops made at random whose indices are sometimes in range, against CPython: the same elements, and IndexError where CPython raises it.

What `prove-indices` takes for known of a loop's variables has to hold: programs mix ranges, whiles, `break`, `continue`, `and`, `or` and
variables that count up and down. `python tests/test_index_fuzz.py FIRST LAST` goes through seeds.
"""

import random
import sys

import numpy as np
import pytest
from comparing import executed

import numlir as nb

VARIABLES = ["i", "j", "k", "n", "m"]
# A turn of any loop counts; beyond this many, the loops end.
MOST_TURNS = 300
CALLS = [(5, 1, 5), (0, 2, 0), (7, -1, 5), (3, 3, 8)]


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, part):
        return self.random.random() < part

    def number(self):
        pick = self.random.choice
        return pick(
            4 * [pick(VARIABLES)]
            + [str(self.random.randint(-2, 4)), "len(a)"]
            + 4 * [f"({pick(VARIABLES)} {pick(['+ 1', '- 1', '+ 2', '- 2', '+ j', '- k', '// 2', '% 5', '* 2'])})"]
        )

    def condition(self, depth=2):
        pick = self.random.choice
        if depth and self.chance(0.35):
            return f"({self.condition(depth - 1)} {pick(['and', 'or'])} {self.condition(depth - 1)})"
        if depth and self.chance(0.1):
            return f"not ({self.condition(depth - 1)})"
        if self.chance(0.15):
            return f"a[{self.number()}] {pick('<>')} {self.random.randint(0, 9)}"
        return f"{pick(VARIABLES)} {pick(['<', '<=', '>', '>=', '!=', '=='])} {pick([self.number(), '0', 'len(a)', 'n', 'len(a) - 1'])}"

    def range(self):
        if self.chance(0.4):
            return self.random.choice(["n", "len(a)"])
        step = self.random.choice(["", "", ", 2", ", -1", ", m"])
        return f"{self.number()}, {self.number()}{step}"

    def block(self, depth, in_loop):
        lines = [line for _ in range(self.random.randint(1, 3)) for line in self.statement(depth, in_loop)]
        return ["    " + line for line in lines]

    def statement(self, depth, in_loop):
        pick = self.random.choice
        kinds = 3 * ["read"] + ["write"] + 2 * ["count"] + ["assign"] + (3 * ["for"] + 3 * ["while"] + 3 * ["if"] if depth else [])
        match pick(kinds + (["jump"] if in_loop else [])):
            case "read":
                return [f"s += a[{self.number()}] * {self.random.randint(1, 9)}"]
            case "write":
                return [f"a[{self.number()}] = {self.random.randint(0, 9)}"]
            case "count":
                return [f"{pick('ijk')} {pick(['+=', '-='])} {pick([1, 1, 1, 2])}"]
            case "assign":
                return [f"{pick('ijk')} = {self.number()}"]
            case "for":
                return [f"for {pick('ijk')} in range({self.range()}):", *self.turn(), *self.block(depth - 1, True)]
            case "while":
                return [f"while {self.condition()}:", *self.turn(), *self.block(depth - 1, True)]
            case "jump":
                return [f"if {self.condition()}:", f"    {pick(['break', 'continue'])}"]
        lines = [f"if {self.condition()}:", *self.block(depth - 1, in_loop)]
        return lines + ["else:", *self.block(depth - 1, in_loop)] if self.chance(0.4) else lines

    def turn(self):
        return ["    t += 1", f"    if t > {MOST_TURNS}:", "        break"]

    def function(self):
        start = ["    i = j = s = t = 0", "    k = len(a) - 1"]
        body = self.block(3, False) + self.block(3, False)
        return "\n".join(["def f(a, n, m):", *start, *body, "    return s, i, j, k"]) + "\n"


def outcome(function, a, n, m):
    try:
        return function(a, n, m)
    except (IndexError, ValueError, ZeroDivisionError) as error:
        return type(error).__name__


def examine(seed):
    """The program and how it differs, or None."""
    text = Writer(seed).function()
    name = f"<indices {seed}>"
    names = executed(text, name, {})
    compiled = nb.njit(names["f"])
    for n, m, length in CALLS:
        array = np.random.default_rng(seed).integers(0, 10, length)
        plain = array.tolist()
        expected = outcome(names["f"], plain, n, m)
        if isinstance(expected, tuple) and max(map(abs, expected)) >= 2**62:
            continue  # Python's integers do not overflow.
        actual = outcome(compiled, array, n, m)
        if actual != expected or array.tolist() != plain:
            return f"{text}\n{(n, m, length)}: {actual}, not {expected}"
    return None


@pytest.mark.parametrize("seed", range(40))
def test_indices_are_in_range_where_cpython_finds_them_so(seed):
    assert examine(seed) is None


if __name__ == "__main__":
    for seed in range(int(sys.argv[1]), int(sys.argv[2])):
        if (difference := examine(seed)) is not None:
            print(seed, difference)
