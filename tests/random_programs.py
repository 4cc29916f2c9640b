"""Serial programs made at random, of Python's types and NumPy's arrays, that mean the same compiled and in CPython.

Every variable keeps one type. Numbers stay small, so that nothing overflows or becomes infinite: an integer or float that may have grown is
cut before it is kept. Sets are never read in their order, and what is iterated over is not changed meanwhile.
"""

import linecache

import numpy as np
from random_expressions import BOOL, CLASSES, COMPLEX, DTYPES, FLOAT, INT, SCALARS, STR, lists_of, Expressions

import numlir as nb


class Writer(Expressions):
    """One function's statements and what is known of its variables."""

    def __init__(self, program, name, parameters, result, outer=()):
        self.program, self.random = program, program.random
        self.name, self.parameters, self.result = name, parameters, result
        self.known = dict(parameters)
        self.outer = dict(outer)
        self.fixed = {name for name, _ in parameters if name.startswith("i_")}
        self.loops = 0
        self.frozen = 0
        self.can_return = True
        self.can_jump = False
        self.yields = None
        self.nested = bool(outer)
        self.budget = 14

    # Statements

    def scoped(self, names, **state):
        return Scope(self, names, state)

    def block(self, depth):
        before = dict(self.known)
        lines = sum((self.statement(depth) for _ in range(self.pick(1, 1, 2, 3))), [])
        self.known = before
        return ["    " + line for line in lines or ["pass"]]

    def statement(self, depth):
        self.budget -= 1
        if self.budget < 0 and self.known:
            return self.update()
        kinds = 5 * [self.assign] + 5 * [self.update] + 3 * [self.mutate] + [self.unpack, self.delete, self.assertion]
        if depth:
            kinds += 3 * [self.branch] + 2 * [self.for_loop] + [self.for_loop, self.while_loop, self.try_block, self.match]
            if not self.nested:
                kinds.append(self.inner_function)
        if self.can_jump and self.chance(0.5):
            kinds += 2 * [self.jump]
        if self.can_return and depth < 3:
            kinds.append(self.early_return)
        if self.yields:
            kinds += 5 * [self.yield_one]
        if depth < 3:
            kinds.append(self.raise_one)
        return self.random.choice(kinds)(depth - 1)

    def assign(self, depth=0):
        kind = self.program.any_kind()
        text = self.value(kind)
        reused = [name for name in self.variables(kind) if name not in self.fixed and name in self.known]
        if reused and self.chance(0.4):
            return [f"{self.pick(*reused)} = {text}"]
        name = self.program.fresh("v")
        self.known[name] = kind
        if kind == lists_of(INT) and self.chance(0.2):
            return [f"{name} = []", f"{name}.append({self.number(INT, 1)})"]
        return [f"{name} = {text}"]

    def update(self, depth=0):
        names = [(name, kind) for name, kind in self.known.items() if name not in self.fixed and isinstance(kind, str)]
        if not names:
            return self.assign()
        name, kind = self.pick(*names)
        if kind in (INT, FLOAT) and self.chance(0.5):
            other = self.number(kind, 1)
            cut = {INT: " % 8191", FLOAT: " % 512.0"}[kind]
            return [f"{name} {self.pick('+', '-', '*')}= {other}", f"{name} %= {cut[3:]}"]
        if kind == STR and self.chance(0.5):
            return [f"{name} += {self.text(1)}", f"{name} = {name}[-14:]"]
        return [f"{name} = {self.value(kind)}"]

    def mutate(self, depth=0):
        found = [
            (name, kind) for name, kind in self.known.items() if isinstance(kind, tuple) and kind[0] in (
                "list", "dict", "set", "array",
            )
        ]
        if not found:
            return self.assign()
        name, kind = self.pick(*found)
        pick, family = self.pick, kind[0]
        if family == "array":
            return self.mutate_array(name, kind)
        if family == "list":
            element = kind[1]
            same = [
                f"{name}[{self.simple(INT)} % (len({name}) or 1)] = {self.value(element)}",
                f"{name}[{pick(0, -1, 1)}] = {self.value(element)}",
            ]
            if element in (INT, FLOAT):
                same.append(f"{name}[{pick(0, -1)}] = -{name}[{pick(0, -1)}] % 4096")
            if self.frozen:
                return [pick(*same)]
            grow = [
                f"{name}.append({self.value(element)})", f"{name}.insert({pick(0, 1, -1, 40)}, {self.value(element)})",
                f"{name} += {self.value(kind, 1)}", f"{name}.extend({self.value(kind, 1)})",
            ]
            shrink = [
                f"{name}.pop()", f"{name}.pop({pick(0, -1, 1)})", f"del {name}[{pick(0, -1)}]", f"{name}.clear()",
                f"del {name}[{self.slice_of_axis()}]",
            ]
            other = [f"{name}.reverse()", f"{name}[{self.pick('1:2', ':2', '-1:', ':0')}] = {self.value(kind, 1)}"]
            if element in (INT, FLOAT, STR):
                other += [f"{name}.sort()", f"{name}.remove({self.value(element, 0)})", f"{name}.sort(reverse=True)"]
            text = pick(*same, *grow, *grow, *other, *(shrink[:2] + [pick(*shrink)]))
            lines = [text]
            if text.split("(")[0].endswith(("append", "insert", "extend")) or "+=" in text:
                lines.append(f"if len({name}) > 12: {pick(f'del {name}[6:]', f'{name} = {name}[:4]', f'{name}.clear()')}")
            if ".pop" in text and self.chance(0.7):
                lines = [f"if len({name}) > 1: {text}"]
            return lines
        if self.frozen:
            return self.update()
        if family == "dict":
            key = lambda: self.value(kind[1], 1)
            return [
                pick(
                    f"{name}[{key()}] = {self.value(kind[2])}", f"{name}[{key()}] = {self.value(kind[2])}",
                    f"{name}.pop({key()}, {self.value(kind[2], 0)})",
                    f"{name}.setdefault({key()}, {self.value(kind[2], 0)})", f"{name}.update({self.value(kind, 1)})",
                    f"del {name}[{key()}]", f"{name}.clear()",
                )
            ]
        element = self.value(kind[1], 1)
        return [
            pick(
                f"{name}.add({element})", f"{name}.discard({element})", f"{name}.update({self.value(kind, 1)})",
                f"{name}.remove({element})", f"{name} |= {self.value(kind, 1)}",
            )
        ]

    def mutate_array(self, name, kind):
        _, dtype, rank = kind
        pick = self.pick
        scalar = {"bool": BOOL, "complex128": COMPLEX}.get(dtype, FLOAT if dtype.startswith("float") else INT)
        value = self.value(scalar, 1)
        if dtype == "int8":
            value = f"({value}) % 100"
        if dtype == "uint16":
            value = f"abs({value})"
        index = ", ".join(
            f"{self.simple(INT)} % ({name}.shape[{axis}] or 1)" if self.chance(0.8) else pick("0", "-1") for axis in range(rank)
        )
        lines = [f"{name}[{index}] = {value}"]
        view = f"{name}[{', '.join(self.slice_of_axis() for _ in range(rank))}]"
        if self.chance(0.5):
            lines = [f"{view} = {value}"]
        if dtype not in ("bool", "complex128") and self.chance(0.5):
            lines = [
                pick(
                    f"{name} {pick('+=', '-=', '*=')} {pick(1, 2, name)}", f"{view} += {pick(1, 3)}",
                    f"{name}[::-1] = {name}" if rank == 1 else f"{name}[:] = {name}[::-1]",
                    f"{name}[{name} > {pick(1, 2)}] = {pick(0, 1)}", f"{name}[1:] = {name}[:-1]",
                    f"{name}[:-1] += {name}[1:]",
                    f"for j in range({name}.shape[0]): {name}[j] = {pick(f'{name}[j] + 1', f'{name}[-1 - j]')}",
                )
            ]
        if dtype.startswith("float"):
            lines.append(f"{name} %= {pick('64.0', '-31.5')}")
        return lines

    def unpack(self, depth=0):
        a, b, c = (self.program.fresh("v") for _ in range(3))
        choice = self.random.randrange(5)
        if choice == 0 and self.variables(INT):
            one, other = self.pick(*self.variables(INT)), self.pick(*self.variables(INT))
            if one not in self.fixed and other not in self.fixed and one in self.known and other in self.known:
                return [f"{one}, {other} = {other}, {one}"]
        kinds = [self.pick(*SCALARS) for _ in range(3)]
        if choice == 1:
            text = self.value(("tuple", kinds[0], ("tuple", kinds[1], kinds[2])), 2)
            self.known |= {a: kinds[0], b: kinds[1], c: kinds[2]}
            return [f"{a}, ({b}, {c}) = {text}"]
        if choice == 2:
            text = self.value(lists_of(kinds[1]), 1)
            self.known |= {a: kinds[1], b: lists_of(kinds[1])}
            return [f"{a}, *{b} = {text}"]
        text = self.value(("tuple", *kinds), 1)
        self.known |= {a: kinds[0], b: kinds[1], c: kinds[2]}
        return [f"{a}, {b}, {c} = {text}"]

    def delete(self, depth=0):
        return [f"{self.program.fresh('w')} = {self.value(self.program.any_kind())}"]

    def assertion(self, depth=0):
        if self.chance(0.8):
            return self.update()
        return [f"assert {self.truth(2)}{self.pick('', ', ' + repr('no'))}"]

    def branch(self, depth):
        lines = [f"if {self.truth(2)}:", *self.block(depth)]
        while self.chance(0.25):
            lines += [f"elif {self.truth(2)}:", *self.block(depth)]
        if self.chance(0.5):
            lines += ["else:", *self.block(depth)]
        optional = [(name, kind) for name, kind in self.of_family("opt")]
        if optional and self.chance(0.5):
            name, kind = self.pick(*optional)
            with self.scoped({name: kind[1]}, fixed=self.fixed | {name}):
                lines += [f"if {name} is not None:", *self.block(depth)]
        return lines

    def match(self, depth):
        lines = [f"match {self.number(INT, 1)} % 4:", "    case 0:", *["    " + line for line in self.block(depth)]]
        if self.chance(0.5):
            lines += ["    case 1 | 2:", *["    " + line for line in self.block(depth)]]
        return [*lines, "    case _:", *["    " + line for line in self.block(depth)]]

    def for_loop(self, depth):
        if self.loops >= 3:
            return self.update()
        name, other = self.program.fresh("i"), self.program.fresh("e")
        pick = self.pick
        simple = self.simple(INT)
        choices = 2 * [
            (
                f"{name}", f"range({pick('4', f'{simple} % 5', f'1, {simple} % 7', '5, 0, -2', f'-2, {simple} % 4, 2')})",
                {name: INT},
            )
        ]
        frozen = self.frozen
        lists = self.of_family("list")
        if lists:
            own, kind = pick(*lists)
            source = pick(own, own, f"{own}[{self.slice()}]", f"reversed({own})")
            choices += 2 * [
                (name, source, {name: kind[1]}),
                (f"{name}, {other}", f"enumerate({source}{pick('', ', 1')})", {name: INT, other: kind[1]}),
            ]
            second, second_kind = pick(*lists)
            choices.append((f"{name}, {other}", f"zip({own}, {second})", {name: kind[1], other: second_kind[1]}))
            if isinstance(kind[1], tuple) and kind[1][0] == "tuple" and len(kind[1]) == 3:
                choices += 2 * [(f"{name}, {other}", own, {name: kind[1][1], other: kind[1][2]})]
        choices.append((name, self.text(1), {name: STR}))
        for own, kind in self.of_family("dict")[:2]:
            choices += [
                (f"{name}, {other}", f"{own}.items()", {name: kind[1], other: kind[2]}),
                (name, pick(own, f"{own}.keys()"), {name: kind[1]}), (name, f"{own}.values()", {name: kind[2]}),
            ]
        for own, kind in self.of_family("set")[:1]:
            choices.append((name, f"sorted({own})", {name: kind[1]}))
        for own, kind in self.of_family("array")[:3]:
            if kind[2] > 1:
                choices.append((name, own, {name: ("array", kind[1], kind[2] - 1)}))
        generators = [each for each in self.program.generators if each is not self]
        if generators and self.loops <= 1:
            each = pick(*generators)
            choices += 2 * [(name, self.call_of(each, 1), {name: each.yields})]
        target, source, names = self.random.choice(choices)
        with self.scoped(names, loops=self.loops + 1, frozen=frozen + 1, can_jump=True, fixed=self.fixed | set(names)):
            lines = [f"for {target} in {source}:", *self.block(depth)]
        if self.chance(0.2):
            with self.scoped({}):
                lines += ["else:", *self.block(depth)]
        return lines

    def while_loop(self, depth):
        if self.loops >= 3:
            return self.update()
        fuel = self.program.fresh("n")
        lines = [f"{fuel} = {self.pick(2, 3, 5)}"]
        with self.scoped({fuel: INT}, loops=self.loops + 1, can_jump=True, fixed=self.fixed | {fuel}):
            condition = self.pick(f"{fuel} > 0 and {self.truth(1)}", f"{fuel} > 0", f"{fuel}")
            lines += [f"while {condition}:", f"    {fuel} -= 1", *self.block(depth)]
        if self.chance(0.2):
            lines += ["else:", *self.block(depth)]
        return lines

    def jump(self, depth=0):
        return [f"if {self.truth(1)}: {self.pick('break', 'continue')}"]

    def early_return(self, depth=0):
        return [f"if {self.truth(2)}: return{' ' + self.value(self.result, 2) if self.result else ''}"]

    def yield_one(self, depth=0):
        return [f"yield {self.value(self.yields)}"]

    def raise_one(self, depth=0):
        name = self.pick(*CLASSES)
        arguments = self.pick("", "'text'", "'text', 3", f"{self.simple(INT)}") if name != "KeyError" else "'text'"
        return [f"if {self.truth(1)} and {self.truth(1)}: raise {name}({arguments})"]

    def try_block(self, depth):
        lines = ["try:", *self.block(depth)]
        if self.chance(0.85):
            classes = self.pick(*CLASSES, "Exception", "(ValueError, IndexError)")
            name = f" as {self.program.fresh('x')}" if self.chance(0.2) else ""
            lines += [f"except {classes}{name}:", *self.block(depth)]
            if self.chance(0.3):
                lines += ["except Exception:" if "Exception" != classes else "except ValueError:", *self.block(depth)]
            if self.chance(0.2):
                lines += ["else:", *self.block(depth)]
            if self.chance(0.2):
                with self.scoped({}, can_jump=False, can_return=False):
                    lines += ["finally:", *self.block(depth)]
        else:
            with self.scoped({}, can_jump=False, can_return=False):
                lines += ["finally:", *self.block(depth)]
        return lines

    def inner_function(self, depth):
        name, result = self.program.fresh("f"), self.pick(*SCALARS)
        parameters = [(self.program.fresh("p"), self.pick(*SCALARS)) for _ in range(self.pick(0, 1, 2))]
        captured = {
            each: kind for each, kind in {
                **self.outer, **self.known,
            }.items() if not (isinstance(kind, tuple) and kind[0] in ("function", "opt"))
        }
        if self.chance(0.3):
            inner = Writer(self.program, name, parameters, result, captured)
            lines = [f"{name} = lambda {', '.join(each for each, _ in parameters)}: {inner.value(result, 2)}"]
        else:
            inner = Writer(self.program, name, parameters, result, captured)
            inner.budget = 4
            lines = inner.lines("")
        self.known[name] = ("function", result, [kind for _, kind in parameters])
        return lines

    defaults, keywords_from = 0, 99

    def lines(self, decorator="@njit\n"):
        body = []
        for _ in range(self.pick(2, 3, 5)):
            body += self.statement(2 if self.nested else 3)
        if self.result and not self.yields:
            body.append(f"return {self.value(self.result, 2)}")
        heads = []
        for at, (name, kind) in enumerate(self.parameters):
            default = ""
            if at >= len(self.parameters) - self.defaults:
                default = {INT: "=3", FLOAT: "=1.5", BOOL: "=True", STR: "='dé'", COMPLEX: "=1j"}[kind]
            heads.append(name + default)
        text = [f"def {self.name}({', '.join(heads)}):", *["    " + line for line in body]]
        return ["@njit", *text] if decorator else text


class Scope:
    """What holds in a block only."""

    def __init__(self, writer, names, state):
        self.writer, self.names, self.state = writer, names, state

    def __enter__(self):
        self.before = {key: getattr(self.writer, key) for key in self.state}
        self.known = self.writer.known
        for key, value in self.state.items():
            setattr(self.writer, key, value)
        self.writer.known = {**self.known, **self.names}

    def __exit__(self, *_):
        self.writer.known = self.known
        for key, value in self.before.items():
            setattr(self.writer, key, value)


class Program:
    """Some functions, and `main`, which calls them."""

    def __init__(self, random):
        self.random = random
        self.count = 0
        self.functions, self.generators = [], []
        lines = []
        for _ in range(self.pick(0, 1, 2, 3)):
            lines += self.helper()
        main = Writer(self, "main", ARGUMENTS, ("tuple", *(self.result_kind() for _ in range(self.pick(1, 2, 4)))))
        main.budget = self.pick(10, 20, 30)
        self.text = "\n".join([*lines, *main.lines(), ""])

    def helper(self):
        name = self.fresh("h")
        kinds = [self.any_kind(arrays=False) if self.chance(0.3) else self.pick(*SCALARS) for _ in range(self.pick(0, 1, 2, 3))]
        parameters = [(self.fresh("p"), kind) for kind in kinds]
        choice = self.random.randrange(5)
        if choice == 0:
            writer = Writer(self, name, parameters, None)
            writer.yields = self.pick(INT, FLOAT, STR, ("tuple", INT, STR))
            lines = writer.lines()
            lines.append(f"    yield {writer.value(writer.yields)}")
            self.generators.append(writer)
            return lines
        if choice == 1:
            kind = self.pick(INT, FLOAT, STR)
            writer = Writer(self, name, [("i_n", INT), *parameters], kind)
            writer.budget = 4
            base = f"    if i_n <= 0: return {writer.value(kind, 1)}"
            lines = writer.lines()
            again = f"{name}(i_n - 1{''.join(', ' + writer.value(own, 1) for _, own in parameters)})"
            lines.insert(2, base)
            cut = {INT: " % 997", FLOAT: " % 99.0", STR: "[:9]"}[kind]
            lines[-1] = f"    return ({again} + {writer.value(kind, 1)}){cut}"
            self.functions.append(writer)
            return lines
        writer = Writer(self, name, parameters, self.result_kind())
        while writer.defaults < len(kinds) and isinstance(kinds[-1 - writer.defaults], str) and self.chance(0.4):
            writer.defaults += 1
        writer.keywords_from = self.pick(0, 1, 99)
        lines = writer.lines()
        self.functions.append(writer)
        return lines

    def pick(self, *choices):
        return self.random.choice(choices)

    def chance(self, probability):
        return self.random.random() < probability

    def fresh(self, letter):
        self.count += 1
        return f"{letter}{self.count}"

    def globals_of(self, kind):
        return {INT: ("G_INT", "G_TUPLE[1]"), FLOAT: ("G_FLOAT",)}[kind]

    def any_container(self):
        return self.pick(
            lists_of(INT), lists_of(FLOAT), lists_of(STR), lists_of(BOOL), ("set", INT), ("set", STR), ("dict", INT, INT),
            ("dict", STR, INT), ("dict", INT, STR), lists_of(("tuple", INT, STR)), lists_of(lists_of(INT)),
            lists_of(lists_of(STR)), ("dict", STR, lists_of(INT)), lists_of(("tuple", STR, lists_of(INT))),
            lists_of(COMPLEX), ("dict", ("tuple", INT, INT), FLOAT),
        )

    def any_kind(self, arrays=True):
        choice = self.random.random()
        if choice < 0.45:
            return self.pick(*SCALARS)
        if choice < 0.7:
            return self.any_container()
        if choice < 0.8:
            return ("tuple", *(self.pick(*SCALARS, lists_of(INT), ("tuple", INT, STR)) for _ in range(self.pick(1, 2, 3))))
        if choice < 0.85:
            return ("opt", self.pick(INT, FLOAT, STR))
        return ("array", self.pick(*DTYPES), self.pick(1, 1, 1, 2, 3)) if arrays else self.pick(*SCALARS)

    def result_kind(self):
        return self.pick(
            *SCALARS, *SCALARS, lists_of(INT), lists_of(STR), ("tuple", INT, FLOAT), ("tuple", STR, BOOL),
            ("array", "float64", 1), ("array", "int64", 1), lists_of(("tuple", INT, STR)),
        )


ARGUMENTS = [
    ("n", INT), ("m", INT), ("x", FLOAT), ("s", STR), ("q", BOOL),
    ("a", ("array", "float64", 1)), ("k", ("array", "int64", 1)), ("b", ("array", "float64", 2)), ("t", ("array", "int32", 3)),
]


def arguments(which):
    random = np.random.default_rng(which)
    n = (5, -3, 0)[which % 3]
    size = (7, 4, 1)[which % 3]
    return (
        n, 11 * which + 1, (2.5, -0.5, 0.0)[which % 3], ("aXb é", "漢字ab", "")[which % 3], which % 2 == 0,
        random.integers(-6, 9, size).astype(float) / 2, random.integers(-9, 20, size),
        random.integers(-4, 5, (size, 3)).astype(float), random.integers(-4, 9, (2, size, 3)).astype(np.int32),
    )


class Custom(Exception):
    pass


def load(text, compiled, name, **options):
    """The program's `main`, its functions compiled with options or CPython's."""
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    import math
    names = {
        "np": np, "math": math, "njit": nb.njit(**options) if compiled else lambda f: f, "G_INT": 13, "G_FLOAT": -0.75,
        "G_TUPLE": (4, -8, "z"), "Custom": Custom,
    }
    exec(compile(text, name, "exec"), names)
    return names["main"]


def plain(value):
    """The value with NumPy's scalars as numbers, and arrays as their type, shape and elements."""
    if isinstance(value, np.ndarray):
        return (str(value.dtype), value.shape, [plain(each) for each in value.ravel().tolist()])
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, (tuple, list)):
        return type(value)(plain(each) for each in value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, complex):
        return (repr(value.real), repr(value.imag))
    return (type(value).__name__, value)


def outcome(function, which):
    given = arguments(which)
    with np.errstate(all="ignore"):
        try:
            result = plain(function(*given))
        except Exception as error:
            if isinstance(error, nb.errors.NumlirError):
                raise
            result = (type(error).__name__, error.args if isinstance(error, (Custom, RuntimeError)) else ())
    return result, [plain(each) for each in given[5:]]
