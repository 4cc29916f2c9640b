"""Programs of whole-array statements made at random, against NumPy: the same bits, arguments and exceptions, and nothing leaks.

Views, masks, positions, reductions and assignments alias one another as they like: what is fused has to see what NumPy sees.
`python tests/test_array_fuzz.py FIRST LAST` goes through seeds.
"""

import random
import sys

import numpy as np
import pytest
from comparing import executed

import numlir as nb
from numlir import _numlir

# Rows and columns of the matrix. Vectors are as long as it has columns.
SHAPES = [(3, 7), (5, 40), (17, 18), (1, 1), (4, 0)]


class Writer:
    """Names: vectors by "v", matrices by "m"; `p` are positions, `q` positions of rows, `k` a mask, `x` numbers."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.vectors, self.matrices, self.numbers = ["a", "b"], ["c"], ["x"]

    def pick(self, *choices):
        return self.random.choice(choices)

    def number(self, depth=2):
        if depth == 0 or self.random.random() < 0.3:
            return self.pick(*self.numbers, "2.0", "0.5", "3.0")
        v, m = self.vector(depth - 1), self.matrix(depth - 1)
        selected = self.pick(f"({v})[p]", f"({v})[{self.mask()}]", v, f"({v})[::-1]", f"({v})[1:]", f"({v})[::2]", m, f"({m})[{self.mask2()}]")
        return self.pick(f"({selected}).sum()", f"({selected}).sum()", f"np.sum(np.abs({selected}))", f"float(({selected}).size)")

    def mask(self):
        v = self.pick(*self.vectors)
        return self.pick("k", f"{v} > {self.pick('0.0', '0.3', *self.numbers)}", f"({v} > 0.2) & k", f"~(k | ({v} < 0.0))")

    def mask2(self):
        m = self.pick(*self.matrices)
        return self.pick(f"{m} > {self.pick('0.0', '0.4')}", f"({m} < 0.5) & k", f"{m} != {m}")

    def vector(self, depth=2):
        """As long as the matrix has columns."""
        if depth == 0 or self.random.random() < 0.25:
            return self.pick(*self.vectors, *self.vectors, f"{self.pick(*self.matrices)}[0]", f"{self.pick(*self.matrices)}[-1]")
        v, w = self.vector(depth - 1), self.vector(depth - 1)
        m = self.matrix(depth - 1)
        return self.pick(
            f"({v} {self.pick('+', '-', '*')} {w})",
            f"({v} {self.pick('+', '-', '*')} {w})",
            f"({v} * {self.number(depth - 1)})",
            f"np.sqrt(np.abs({v}))",
            f"np.where({self.mask()}, {v}, {w})",
            f"({v})[::-1]",
            f"({v})[p]",
            f"np.take({v}, p)",
            f"np.minimum({v}, {w})",
            f"({m}).sum(axis=0)",
            f"np.roll({v}, 1)",
            f"np.clip({v}, -0.5, 0.5)",
            f"({v}).copy()",
        )

    def matrix(self, depth=2):
        if depth == 0 or self.random.random() < 0.4:
            return self.pick(*self.matrices)
        m, n = self.matrix(depth - 1), self.matrix(depth - 1)
        return self.pick(
            f"({m} {self.pick('+', '-', '*')} {n})",
            f"({m} + {self.vector(depth - 1)})",
            f"({m} * ({n}).sum(axis=1)[:, None])",
            f"({m})[q]",
            f"({m})[::-1]",
            f"({m})[:, ::-1]",
            # NumPy lays out what positions of columns select column by column, which sums of rows show in their last bits.
            f"({m})[:, p].copy()",
            f"np.take({m}, p, axis=1)",
            # Of a copy: an array of one place lies in both orders, so NumPy would not make another.
            f"np.asfortranarray(({m}).copy())",
            f"np.ascontiguousarray(({m}).copy().T).T",
            f"np.where({self.mask2()}, {m}, 0.25)",
            f"np.abs({m})",
        )

    def statement(self, number):
        v, m = self.pick(*self.vectors), self.pick(*self.matrices)
        match self.random.randint(0, 15):
            case 0 | 1:
                line = f"v{number} = {self.vector(3)}"
                self.vectors.append(f"v{number}")
                return line
            case 2:
                line = f"m{number} = {self.matrix(3)}"
                self.matrices.append(f"m{number}")
                return line
            case 3 | 4:
                line = f"x{number} = {self.number(3)}"
                self.numbers.append(f"x{number}")
                return line
            case 5:
                return f"{v} {self.pick('+=', '-=', '*=')} {self.vector()}"
            case 6:
                return f"{v}[1:] {self.pick('=', '+=', '-=')} {self.pick(v, *self.vectors)}[:-1]"
            case 7:
                mask = self.mask()
                return f"{v}[{mask}] = {self.vector()}[{mask}]"
            case 8:
                return f"{v}[{self.mask()}] {self.pick('=', '*=', '+=')} {self.number(1)}"
            case 9:
                return f"{v}[p] {self.pick('=', '+=')} {self.vector()}[p]"
            case 10:
                return f"{v}[:] = {self.pick(f'{v}[::-1]', self.vector())}"
            case 11:
                return f"{m}[{self.mask2()}] {self.pick('=', '+=', '*=')} {self.number(1)}"
            case 12:
                return f"{m}[q] = {self.matrix()}"
            case 13:
                return f"{m} {self.pick('+=', '-=', '*=')} {self.pick(self.vector(), self.matrix())}"
            case 14:
                return f"{m}[{self.pick('0', '-1')}] {self.pick('=', '+=')} {self.vector()}"
            case _:
                return f"{m}[:, ::2] {self.pick('=', '-=')} {self.matrix()}[:, ::2]"

    def function(self):
        lines = [self.statement(number) for number in range(self.random.randint(3, 8))]
        results = ", ".join([*self.vectors, *self.matrices, *self.numbers])
        return "\n    ".join(["def f(a, b, c, k, p, q, x):", *lines, f"return {results}"]) + "\n"


def arguments(seed, rows, columns):
    random = np.random.default_rng(seed)
    c = np.round(random.normal(size=(rows, columns)), 3)
    # Sometimes the vectors are rows of the matrix, or one of them lies backwards.
    a, b = [(c[0], c[-1]), tuple(np.round(random.normal(size=(2, columns)), 3))][seed % 3 > 0]
    p = random.integers(-columns, columns, columns) if columns else np.zeros(0, int)
    return a[:: -1 if seed % 4 == 3 else 1], b, c, random.random(columns) < 0.5, p, random.permutation(rows), 0.75


def outcome(function, given):
    try:
        with np.errstate(all="ignore"):
            return function(*given)
    except (IndexError, ValueError) as error:
        return type(error).__name__


def same(one, other):
    if isinstance(one, str) or isinstance(other, str):
        return isinstance(one, str) and one == other
    return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one, other, strict=True))


def described(actual, expected):
    if isinstance(actual, str) or isinstance(expected, str):
        return f"{actual}, not {expected}"
    pairs = [(one, other) for one, other in zip(actual, expected) if not np.array_equal(one, other, equal_nan=True)]
    return ", ".join(f"{one}, not {other}" for one, other in pairs[:1])


def examine(seed):
    """The program and how it differs, or None."""
    text = Writer(seed).function()
    name = f"<arrays {seed}>"
    names = executed(text, name, {"np": np})
    compiled = nb.njit(names["f"])
    for shape in SHAPES:
        ours, theirs = arguments(seed, *shape), arguments(seed, *shape)
        expected, actual = outcome(names["f"], theirs), outcome(compiled, ours)
        if not same(actual, expected) or not same(ours[:3], theirs[:3]):
            return f"{text}\n{shape}: {described(actual, expected)}; arguments: {described(ours[:3], theirs[:3])}"
        del expected, actual
        before = _numlir.live_blocks()
        outcome(compiled, arguments(seed, *shape))
        if _numlir.live_blocks() != before:
            return f"{text}\n{shape}: {_numlir.live_blocks() - before} blocks leaked"
    return None


@pytest.mark.parametrize("seed", range(40))
def test_whole_arrays_are_what_numpy_makes_of_them(seed):
    assert examine(seed) is None


if __name__ == "__main__":
    for seed in range(int(sys.argv[1]), int(sys.argv[2])):
        if (difference := examine(seed)) is not None:
            print(seed, difference, flush=True)
