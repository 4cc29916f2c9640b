"""Programs with loops over prange, made at random, against CPython's serial loops: in many small chunks, with the same results.

All numbers are small and whole, or halves of such, so that sums are exact in any order. Iterations write to places of their own, or
accumulate; what a loop carries is often no reduction, and then it has to run serially. Loops over the same positions may be fused, and
nests collapsed.
"""

import warnings

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from comparing import executed

import numlir as nb

N = 37

# What accumulators begin with, by their kind.
STARTS = {
    "add": ("0.0", "0", "5.0", "-2"),
    "mul": ("1.0",),
    "min": ("1e300", "np.inf", "3.0"),
    "max": ("-1e300", "-np.inf", "0.0"),
    "|": ("0", "8"),
    "&": ("-1",),
    "^": ("0",),
    "or": ("False", "True"),
    "and": ("True", "False"),
    "last": ("-1.0",),
}


class Program:
    """A function, statement by statement."""

    def __init__(self, random):
        self.random = random
        self.count = 0
        self.before, self.names = [], []
        self.temporaries, self.inner = [], []
        self.accumulators = {}
        self.bounds = None
        loops = [self.loop() for _ in range(self.pick(1, 1, 2, 3))]
        lines = ["def f(a, b, c, k, m, n):", *(f"    {line}" for line in self.before), *sum(loops, [])]
        self.text = "\n".join([*lines, f"    return ({''.join(f'{name}, ' for name in self.names)})", ""])

    def pick(self, *choices):
        return self.random.choice(choices)

    def chance(self, probability):
        return self.random.random() < probability

    def fresh(self, start=None):
        self.count += 1
        name = f"v{self.count}"
        if start is not None:
            self.before.append(f"{name} = {start}")
            self.names.append(name)
        return name

    def accumulator(self, kind):
        known = [name for name, own in self.accumulators.items() if own == kind]
        if known and self.chance(0.4):
            return self.random.choice(known)
        name = self.fresh(self.random.choice(STARTS[kind]))
        self.accumulators[name] = kind
        return name

    # Expressions

    def value(self, depth=2):
        if depth == 0 or self.chance(0.35):
            choices = ["a[i]", "b[i]", "c[i]", "k[i]", "1.0 * i", "2.0", "-1.0", "m[i, 2]", "a[n - 1 - i]", "a[k[i]]"]
            choices += 2 * self.temporaries + [f"m[i, {name} % 4]" for name in self.inner]
            # Now and then what the loop carries: such a loop is no longer parallel.
            choices += 5 * list(self.accumulators) if self.chance(0.03) else []
            return self.random.choice(choices)
        one, other = self.value(depth - 1), self.value(depth - 1)
        return self.pick(
            f"({one} + {other})",
            f"({one} - {other})",
            f"({one} * 0.5)",
            f"({one} if {self.condition(depth - 1)} else {other})",
            f"min({one}, {other})",
            f"np.maximum({one}, {other})",
        )

    def condition(self, depth=1):
        if depth and self.chance(0.2):
            return self.pick(
                f"({self.condition(0)} and {self.condition(0)})",
                f"({self.condition(0)} or {self.condition(0)})",
                f"not ({self.condition(0)})",
            )
        return f"{self.value(depth)} {self.pick('<', '<=', '>', '>=', '==', '!=')} {self.value(depth)}"

    # Statements

    def loop(self):
        self.temporaries = []
        if self.bounds is None or self.chance(0.4):
            self.bounds = self.pick("n", "n", "1, n", "0, n, 2", "n - 1, -1, -1", "n - 1, 0, -3")
        lines, indent = [f"    for i in prange({self.bounds}):"], "        "
        if self.chance(0.2):
            name = self.fresh()
            self.inner = [name]
            lines.append(f"{indent}for {name} in prange({self.pick('4', '1, 4', 'n % 5', '0')}):")
            indent += "    "
        for _ in range(self.pick(1, 2, 3, 4)):
            lines += self.statement(2, indent)
        self.inner = []
        return lines

    def block(self, depth, indent):
        known = len(self.temporaries)
        lines = sum((self.statement(depth, indent) for _ in range(self.pick(1, 1, 2))), [])
        if self.chance(0.7):
            del self.temporaries[known:]
        return lines

    def statement(self, depth, indent):
        kinds = [self.temporary, self.store, self.sum, self.sum, self.bits, self.truth, self.extremum, self.place, self.classes, self.last]
        kinds += 3 * [self.branch, self.inner_loop] if depth else []
        lines = self.random.choice(kinds)(depth - 1)
        return [indent + line for line in lines]

    def temporary(self, _):
        name = self.random.choice(self.temporaries) if self.temporaries and self.chance(0.3) else self.fresh()
        line = f"{name} = 1.0 * {self.value()}"
        if name not in self.temporaries:
            self.temporaries.append(name)
        return [line]

    def store(self, _):
        return [f"{self.pick('b', 'c')}[i] {self.pick('=', '+=', '-=')} {self.value()}"]

    def sum(self, _):
        name, value = self.accumulator("add"), self.value()
        if self.chance(0.2):
            name = self.accumulator("mul")
            return [f"{name} {self.pick('*', '/')}= -1.0 if {self.condition()} else 1.0"]
        return [self.pick(f"{name} += {value}", f"{name} -= {value}", f"{name} = {value} + {name}")]

    def bits(self, _):
        operator = self.pick("|", "&", "^")
        return [f"{self.accumulator(operator)} {operator}= {self.pick('k[i]', 'i', 'k[i] * 3 + i')}"]

    def truth(self, _):
        operator = self.pick("or", "and")
        name, condition = self.accumulator(operator), self.condition()
        return [
            self.pick(
                f"{name} = {name} {operator} {condition}",
                f"{name} = ({condition}) {operator} {name}",
                f"if {condition}: {name} = {operator == 'or'}",
                f"{name} {'|' if operator == 'or' else '&'}= {condition}",
            )
        ]

    def extremum(self, _):
        kind = self.pick("min", "max")
        name, value = self.accumulator(kind), self.value(1)
        better, worse = ("<", ">") if kind == "min" else (">", "<")
        return [
            self.pick(
                f"{name} = {kind}({name}, {value})",
                f"{name} = {kind}({value}, {name})",
                f"if {value} {better} {name}: {name} = {value}",
                f"if {name} {worse}= {value}: {name} = {value}",
                f"if not ({value} {worse} {name}): {name} = {value}",
                f"{name} = np.{kind}imum({name}, {value})",
            )
        ]

    def place(self, _):
        kind = self.pick("min", "max")
        name, place, new = self.accumulator(kind), self.fresh("-1"), self.fresh()
        better = "<" if kind == "min" else ">"
        body = [f"    {name} = {new}", f"    {place} = {self.pick('i', 'k[i]')}"]
        if self.chance(0.1):
            body.append(self.pick(f"    {self.accumulator('add')} += 1", "    b[i] = 1.0"))
        self.random.shuffle(body)
        extra = f"{self.condition()} and " if self.chance(0.2) else ""
        return [f"{new} = {self.value(1)}", f"if {extra}{new} {better}{self.pick('', '=')} {name}:", *body]

    def classes(self, _):
        kind = self.pick("+=", "max", "if")
        name, place = {"+=": "sums", "max": "most", "if": "last"}[kind], self.pick("i % 3", "k[i] % 3", "(k[i] + i) % 3")
        if name not in self.names:
            self.names.append(name)
            self.before.append(f"{name} = np.zeros(3, np.{self.pick('float64', 'int64', 'float32')})")
        if kind == "+=":
            return [f"{name}[{place}] += {self.pick('1', 'k[i]')}"]
        if kind == "max":
            return [f"{name}[{place}] = max({name}[{place}], k[i])"]
        return [f"if i > {name}[{place}]: {name}[{place}] = i"]

    def last(self, _):
        return [f"{self.accumulator('last')} = 1.0 * {self.value()}"]

    def branch(self, depth):
        lines = [f"if {self.condition()}:", *self.block(depth, "    ")]
        if self.chance(0.4):
            lines += ["else:", *self.block(depth, "    ")]
        return lines

    def inner_loop(self, depth):
        name = self.fresh()
        self.inner.append(name)
        space = self.pick("range(4)", "range(i % 4)", "range(3, -1, -1)", "prange(4)", "prange(i % 3)")
        lines = [f"for {name} in {space}:", *self.block(depth, "    ")]
        self.inner.pop()
        if self.chance(0.1):
            lines.append("    if a[i] > 1: break")
        return lines


def load(text, parallel):
    text = ("@nb.njit(parallel=True)\n" if parallel else "") + text
    name = f"<random {hash(text)} {parallel}>"
    return executed(text, name, {"nb": nb, "np": np, "prange": nb.prange})["f"]


def arguments(with_nan):
    random = np.random.default_rng(5)
    a, b, c = (random.integers(-4, 5, N).astype(float) for _ in range(3))
    if with_nan:
        a[random.integers(0, N, 3)] = np.nan
    return a, b, c, random.integers(0, 9, N), random.integers(-4, 5, (N, 4)).astype(float), N


def outcome(f, with_nan):
    given = arguments(with_nan)
    with np.errstate(all="ignore"):
        results = f(*given)
    return [np.asarray(each) for each in (*results, *given[:3])]


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False), st.booleans())
def test_the_results_are_those_of_cpython(random, with_nan):
    text = Program(random).text
    try:
        with warnings.catch_warnings(record=True) as given:
            warnings.simplefilter("always")
            expected = outcome(load(text, False), with_nan)
            own = load(text, True)
            outcome(own, with_nan)
    except (UnboundLocalError, nb.errors.TypingError):
        return
    # What is read outside of its own kind of statement is a race, and the warning says so.
    if any("[parallel-race]" in str(warning.message) for warning in given):
        return
    # The infinite of the programs, 1e300, stays as it is; sums of it are no longer exact.
    sizes = [np.abs(np.nan_to_num(each, posinf=0, neginf=0).astype(complex)) for each in expected]
    exact = all(((size < 2**40) | (size == 1e300)).all() for size in sizes)
    if not exact:
        return
    for size in (1, 3, 8):
        with nb.parallel_chunksize(size):
            for one, right in zip(outcome(own, with_nan), expected):
                assert np.array_equal(one, right, equal_nan=True), f"{text}\nchunks of {size}: {one}, not {right}"
