"""Expressions of random programs (`random_programs`), each of a type that is asked for."""

INT, FLOAT, BOOL, COMPLEX, STR = "int", "float", "bool", "complex", "str"
SCALARS = (INT, INT, FLOAT, BOOL, STR, COMPLEX)
# Numbers in variables have no more bits than this, and expressions no more than fit an integer of 64 bits.
KEPT, MOST = 14, 50
DTYPES = ("int8", "int32", "int64", "uint16", "float32", "float64", "bool", "complex128")
WORDS = ("a", "b", "ab", "xyz", "", " ", "é", "漢b", "😀", "A,b", "12", "aXa")
CLASSES = ("ValueError", "KeyError", "IndexError", "RuntimeError", "ZeroDivisionError", "Custom")


def lists_of(kind):
    return ("list", kind)


class Expressions:
    """What a function's expressions are made of: `known` and `outer` are the types of its variables and of those around it."""

    pick = property(lambda self: self.program.pick)
    chance = property(lambda self: self.program.chance)

    def variables(self, kind):
        found = [name for name, own in self.known.items() if own == kind]
        return found + [name for name, own in self.outer.items() if own == kind and name not in self.known]

    def of_family(self, family):
        every = {**self.outer, **self.known}
        return [(name, kind) for name, kind in every.items() if isinstance(kind, tuple) and kind[0] == family]

    def value(self, kind, depth=2):
        if isinstance(kind, str):
            if kind in (INT, FLOAT):
                return self.number(kind, depth)
            return {BOOL: self.truth, COMPLEX: self.complex, STR: self.text}[kind](depth)
        family = kind[0]
        found = self.variables(kind)
        if found and (depth <= 0 or self.chance(0.4)):
            return self.pick(*found)
        return getattr(self, f"{family}_value")(kind, depth)

    def number(self, kind, depth, limit=KEPT):
        text, bits = self.integer(depth) if kind == INT else self.float(depth)
        if bits <= limit:
            return text
        if kind == INT:
            return self.pick(
                f"({text}) % {self.pick(97, 1009, 9973)}", f"(({text}) & {self.pick(255, 8191)})",
                f"({text}) % -{self.pick(7, 641)}",
            )
        return f"({text}) % {self.pick('64.0', '1000.5', '-37.25')}"

    def integer(self, depth):
        """An expression and how many bits its value has at most."""
        pick, leaf = self.pick, depth <= 0 or self.chance(0.25)
        if leaf:
            found = self.variables(INT)
            if found and self.chance(0.75):
                return pick(*found), KEPT
            number = pick(0, 1, 2, 3, -1, -5, 7, 12, 100, -255, 1000)
            return (pick(*self.program.globals_of(INT)), KEPT) if self.chance(0.1) else (str(number), 11)
        choice = self.random.randrange(17)
        if choice <= 4:
            (one, a), (other, b) = self.integer(depth - 1), self.integer(depth - 1)
            operator = pick("+", "-", "*", "+", "-")
            bits = a + b if operator == "*" else max(a, b) + 1
            if bits > MOST:
                return f"({one} % 251 {operator} {other} % 17)", 14
            return f"({one} {operator} {other})", bits
        if choice == 5:
            (one, a), other = self.integer(depth - 1), self.number(INT, depth - 1)
            if self.chance(0.8):
                other = f"({other} or {pick(3, -7)})"
            return f"(({one}) {pick('//', '%')} {other})", max(a + 1, 15)
        if choice == 6:
            (one, a), (other, b) = self.integer(depth - 1), self.integer(depth - 1)
            return f"(({one}) {pick('&', '|', '^')} ({other}))", max(a, b) + 1
        if choice == 7:
            one, a = self.integer(depth - 1)
            if self.chance(0.5):
                return f"(({one}) >> {pick(1, 3, 8)})", a
            return (f"(({one}) << {pick(1, 2, 5)})", a + 5) if a + 5 <= MOST else (f"(~({one}))", a + 1)
        if choice == 8:
            return f"({self.number(INT, depth - 1)} if {self.truth(depth - 1)} else {self.number(INT, depth - 1)})", KEPT
        if choice == 9:
            return self.filled(
                pick("abs({})", "-({})", "min({}, {})", "max({}, {}, {})", "int({} / 3)", "bool({}) + {}"), depth,
            ), KEPT + 2
        if choice == 10:
            kind = self.program.any_container()
            sequences = [
                name for name, own in {
                    **self.outer, **self.known,
                }.items() if isinstance(own, tuple) and own[0] in ("list", "dict", "set")
            ]
            if sequences and self.chance(0.8):
                return f"len({pick(*sequences)})", 11
            return f"len({self.value(kind, depth - 1)})", 11
        if choice == 11:
            return self.from_container(INT, depth) or ("4", 3)
        if choice == 12:
            one = self.float(depth - 1)
            return (
                f"int({self.number(FLOAT, depth - 1)})", KEPT + 1,
            ) if self.chance(0.6) else (f"round({self.cut(one)})", KEPT + 1)
        if choice == 13:
            text = self.text(depth - 1)
            return pick(f"len({text})", f"({text}).find({self.text(0)})", f"({text}).count({pick(*map(repr, WORDS[:4]))})"), 11
        if choice == 14:
            return f"int({self.truth(depth - 1)})", 1
        if choice == 15 and self.variables(INT):
            return f"({pick(*self.variables(INT))} ** {pick(2, 3)})", 3 * KEPT
        return self.call(INT, depth) or ("9", 4)

    def cut(self, pair):
        text, bits = pair
        return text if bits <= KEPT else f"({text}) % 100.0"

    def filled(self, form, depth):
        while "{}" in form:
            form = form.replace("{}", self.number(INT, depth - 1), 1)
        return f"({form})"

    def float(self, depth):
        pick = self.pick
        if depth <= 0 or self.chance(0.25):
            found = self.variables(FLOAT)
            if found and self.chance(0.75):
                return pick(*found), KEPT
            return (pick(*self.program.globals_of(FLOAT)), KEPT) if self.chance(0.1) else (
                pick("0.0", "1.0", "-2.5", "0.1", "3.75", "1e-3", "-100.0"), 7,
            )
        choice = self.random.randrange(12)
        if choice <= 3:
            (one, a), (other, b) = self.float(depth - 1), self.any_number(depth - 1)
            operator = pick("+", "-", "*")
            bits = a + b if operator == "*" else max(a, b) + 1
            return f"({one} {operator} {other})", bits
        if choice == 4:
            one, other = self.number(FLOAT, depth - 1), self.number(pick(INT, FLOAT), depth - 1)
            return f"({one} / ({other} or {pick('1.5', '-3.0')}))", 2000
        if choice == 5:
            return f"({self.number(INT, depth - 1)} / {self.number(INT, depth - 1)})", KEPT
        if choice == 6:
            return f"({self.number(FLOAT, depth - 1)} {pick('//', '%')} {pick('2.0', '-0.75', '3')})", KEPT + 1
        if choice == 7:
            return f"({self.number(FLOAT, depth - 1)} if {self.truth(depth - 1)} else {self.number(FLOAT, depth - 1)})", KEPT
        if choice == 8:
            one, a = self.float(depth - 1)
            return pick(f"abs({one})", f"-({one})", f"float({one})"), a
        if choice == 9:
            return pick(f"math.sqrt(abs({self.number(FLOAT, depth - 1)}))", f"math.floor({self.number(FLOAT, depth - 1)}) * 1.0",
                        f"float({self.number(INT, depth - 1)})", f"max({self.number(FLOAT, depth - 1)}, {self.number(FLOAT, 0)})",
                        f"({self.complex(depth - 1)}).{pick('real', 'imag')} % 50.0"), KEPT + 1
        if choice == 10:
            return self.from_container(FLOAT, depth) or ("0.5", 1)
        return self.call(FLOAT, depth) or ("-1.5", 2)

    def any_number(self, depth):
        return self.integer(depth) if self.chance(0.3) else self.float(depth)

    def truth(self, depth):
        pick = self.pick
        if depth <= 0 or self.chance(0.2):
            found = self.variables(BOOL)
            if found and self.chance(0.6):
                return pick(*found)
            return f"({self.number(INT, 0)} {pick('<', '>=', '==', '!=')} {self.number(INT, 0)})"
        choice = self.random.randrange(11)
        if choice <= 2:
            return f"({self.truth(depth - 1)} {pick('and', 'or')} {self.truth(depth - 1)})"
        if choice == 3:
            return f"(not {self.truth(depth - 1)})"
        if choice == 4:
            kind = pick(INT, FLOAT)
            return f"({self.number(kind, depth - 1)} {pick('<', '<=', '>')} {self.number(INT, depth - 1)} {pick('<', '!=')} {self.number(kind, 0)})"
        if choice == 5:
            return f"({self.text(depth - 1)} {pick('<', '==', '!=', 'in', 'not in', '>=')} {self.text(depth - 1)})"
        if choice == 6:
            families = [
                (name, kind) for family in (
                    "list", "set", "dict",
                ) for name, kind in self.of_family(family) if isinstance(kind[1], str)
            ]
            if families:
                name, kind = pick(*families)
                return f"({self.value(kind[1], depth - 1)} {pick('in', 'not in')} {name})"
        if choice == 7:
            kind = pick(INT, FLOAT, STR)
            tuple_kind = ("tuple", kind, INT)
            return f"({self.value(tuple_kind, 1)} {pick('<', '==', '!=', '>=')} {self.value(tuple_kind, 1)})"
        if choice == 8:
            kind = lists_of(pick(INT, STR))
            return f"({self.value(kind, 1)} {pick('==', '!=', '<')} {self.value(kind, 1)})"
        if choice == 9:
            return f"{pick('any', 'all')}({self.value(lists_of(BOOL), 1)})" if self.chance(0.5) else f"({self.text(depth - 1)}).{pick('isdigit', 'isalpha', 'isupper')}()"
        return f"({self.number(FLOAT, depth - 1)} {pick('<', '>', '==')} {self.number(FLOAT, depth - 1)})"

    def complex(self, depth):
        pick = self.pick
        if depth <= 0 or self.chance(0.3):
            found = self.variables(COMPLEX)
            return pick(*found) if found and self.chance(0.7) else pick("1j", "(2+0.5j)", "(-1-1j)")
        choice = self.random.randrange(3)
        if choice == 0:
            return f"({self.complex(0)} {pick('+', '-')} {self.complex(0)}) * 0.25"
        if choice == 1:
            return f"complex({self.number(FLOAT, depth - 1)}, {self.number(FLOAT, depth - 1)})"
        return f"({self.complex(depth - 1)}).conjugate()"

    def text(self, depth):
        pick = self.pick
        if depth <= 0 or self.chance(0.25):
            found = self.variables(STR)
            return pick(*found) if found and self.chance(0.7) else repr(pick(*WORDS))
        one = self.text(depth - 1)
        choice = self.random.randrange(12)
        if choice <= 1:
            return f"({one} + {self.text(depth - 1)})[:{pick(12, 20)}]"
        if choice == 2:
            return f"({one})[{self.slice()}]"
        if choice == 3:
            return f"({one}).{pick('upper()', 'lower()', 'strip()', 'title()', 'swapcase()', 'capitalize()', 'lstrip()', 'zfill(4)', 'center(5)')}"
        if choice == 4:
            return f"({one}).replace({repr(pick('a', 'b', ' ', '漢'))}, {repr(pick('', 'b', 'xy', '😀'))})[:16]"
        if choice == 5:
            return f"str({self.number(INT, depth - 1)})"
        if choice == 6:
            return f"f'{pick('', 'v=', 'é')}{{{self.simple(INT)}{pick('', ':4', ':03d', ':x', ':<5')}}}{pick('', '|')}{{{self.simple(STR)}}}'[:16]"
        if choice == 7:
            return f"{repr(pick(*WORDS))}.join({self.value(lists_of(STR), 1)})[:16]"
        if choice == 8:
            return f"({one} * {pick(0, 1, 2, 3)})[:16]"
        if choice == 9:
            return f"({one} if {self.truth(depth - 1)} else {self.text(depth - 1)})"
        if choice == 10:
            found = self.from_container(STR, depth)
            return found[0] if found else one
        found = self.call(STR, depth)
        return found[0] if found else one

    def simple(self, kind):
        found = self.variables(kind)
        return self.pick(*found) if found else {INT: "7", STR: "\"q\""}[kind]

    def slice(self):
        part = lambda: self.pick("", "", "1", "-1", "2", "-3", "0", "50", "-50", self.simple(INT))
        return f"{part()}:{part()}{self.pick('', '', ':2', ':-1', ':-2')}"

    def from_container(self, kind, depth):
        """An element of a container in a variable, or nothing where there is none that holds the type."""
        options = []
        for name, own in {**self.outer, **self.known}.items():
            if not isinstance(own, tuple):
                continue
            family = own[0]
            if family == "list" and own[1] == kind:
                options.append(f"{name}[{self.number(INT, 0)} % (len({name}) or 1)]")
                options.append(f"{name}[{self.pick(0, -1, 1)}]")
                if kind in (INT, FLOAT):
                    options.append(f"(sum({name}) % 4099)")
                    options.append(f"{self.pick('min', 'max')}({name})")
                if kind == INT:
                    options += [f"{name}.index({self.number(INT, 0)})", f"{name}.count({self.number(INT, 0)})"]
            elif family == "dict" and own[2] == kind:
                options.append(f"{name}[{self.value(own[1], 0)}]")
                options += 2 * [f"{name}.get({self.value(own[1], 0)}, {self.value(kind, 0)})"]
                if kind == INT:
                    options.append(f"(sum({name}.values()) % 4099)")
            elif family == "tuple":
                options += [f"{name}[{at}]" for at, element in enumerate(own[1:]) if element == kind]
            elif family == "set" and own[1] == kind == INT:
                options += [f"(sum({name}) % 4099)", f"sorted({name})[0]"]
            elif family == "array" and kind in (INT, FLOAT):
                options += self.from_array(name, own, kind)
            elif family == "opt" and own[1] == kind:
                options.append(f"({name} if {name} is not None else {self.value(kind, 0)})")
        return (self.pick(*options), KEPT) if options else None

    def from_array(self, name, own, kind):
        _, dtype, rank = own
        if kind == INT and self.chance(0.3):
            return [self.pick(f"len({name})", f"{name}.size", f"{name}.shape[{rank - 1}]", f"{name}.ndim")]
        if dtype.startswith("complex") or (dtype == "bool" and kind == FLOAT):
            return []
        if dtype.startswith("float") and kind == INT or not dtype.startswith("float") and kind == FLOAT:
            return []
        index = ", ".join(
            f"{self.number(INT, 0)} % ({name}.shape[{axis}] or 1)" if self.chance(0.8) else self.pick(
                "0", "-1", "1",
            ) for axis in range(rank)
        )
        if kind == INT:
            options = [f"int({name}[{index}]) % 4099"]
            if rank == 1:
                options += [
                    f"int({name}.{self.pick('sum', 'max', 'min', 'argmax', 'argmin')}()) % 4099",
                    f"int(np.count_nonzero({name}))",
                ]
            return [f"({text})" for text in options]
        options = [f"float({name}[{index}]) % 128.0"]
        if dtype == "float64":
            options += [f"float(np.{self.pick('sum', 'max', 'min', 'mean')}({name})) % 128.0"]
        return [f"({text})" for text in options]

    def call(self, kind, depth):
        """A call of another function of the program."""
        found = [each for each in self.program.functions if each.result == kind and each is not self]
        local = [
            (name, own) for name, own in self.known.items() if isinstance(own, tuple) and own[0] == "function" and own[1] == kind
        ]
        if local and self.chance(0.5):
            name, (_, _, parameters) = self.pick(*local)
            return f"{name}({', '.join(self.value(each, depth - 1) for each in parameters)})", KEPT
        if not found or self.loops > 2:
            return None
        return self.call_of(self.pick(*found), depth), KEPT

    def call_of(self, function, depth):
        arguments = []
        for at, (name, own) in enumerate(function.parameters):
            if name.startswith("i_"):
                text = f"{self.number(INT, 0)} % 5"
            else:
                text = self.value(own, min(depth - 1, 1))
            if at >= len(function.parameters) - function.defaults and self.chance(0.4):
                return f"{function.name}({', '.join(arguments)})"
            if function.keywords_from <= at and self.chance(0.5):
                rest = [
                    f"{each}={text if each == name else (self.number(INT, 0) + ' % 5' if each.startswith('i_') else self.value(kind, 0))}" for each, kind in function.parameters[at:]
                ]
                self.random.shuffle(rest)
                return f"{function.name}({', '.join(arguments + rest)})"
            arguments.append(text)
        return f"{function.name}({', '.join(arguments)})"

    # Containers

    def tuple_value(self, kind, depth):
        if depth > 0:
            found = [each for each in self.program.functions if each.result == kind and each is not self]
            if found and self.loops <= 2 and self.chance(0.5):
                return self.call_of(self.pick(*found), depth)
        return f"({''.join(self.value(each, depth - 1) + ', ' for each in kind[1:])})"

    def list_value(self, kind, depth):
        element = kind[1]
        pick, found = self.pick, self.variables(kind)
        choice = self.random.randrange(9)
        if depth > 0 and choice == 0 and found:
            return f"{pick(*found)}[{self.slice()}]"
        if depth > 0 and choice == 1:
            name = self.program.fresh("c")
            source = pick(f"range({pick('4', self.simple(INT) + ' % 6')})", *(self.variables(lists_of(INT)) or ["(1, 5, 2)"]))
            with self.scoped({name: INT}):
                body = self.value(element, depth - 1)
                where = f" if {self.truth(1)}" if self.chance(0.4) else ""
            return f"[{body} for {name} in {source}{where}]"
        if depth > 0 and choice == 2:
            return f"({self.value(kind, depth - 1)} + {self.value(kind, depth - 1)})[:9]"
        if depth > 0 and choice == 3:
            return f"({self.value(kind, depth - 1)} * {pick(0, 1, 2)})[:9]"
        if depth > 0 and choice == 4 and element in (INT, FLOAT, STR):
            return f"sorted({self.value(kind, depth - 1)}{pick('', ', reverse=True')})"
        if depth > 0 and choice == 5:
            return f"list(reversed({self.value(kind, depth - 1)}))" if self.chance(0.5) else f"({self.value(kind, depth - 1)}).copy()"
        if depth > 0 and choice == 6:
            if element == INT:
                return pick(
                    f"list(range({pick(3, 5, '-2')}))", f"list(range(5, {self.simple(INT)} % 7, -1))", f"[x for x in {self.value(lists_of(INT), 0)}]"
                )
            if element == STR:
                return pick(f"({self.text(1)}).split({pick(*map(repr, ('a', ' ', ',')))})", f"list({self.text(1)})")
            sets = [name for name, own in self.of_family("set") if own[1] == element]
            if sets:
                return f"sorted({pick(*sets)})"
        if depth > 0 and choice == 7:
            generators = [each for each in self.program.generators if each.yields == element]
            if generators and self.loops <= 1:
                return f"list({self.call_of(pick(*generators), depth)})"
        return f"[{', '.join(self.value(element, depth - 1) for _ in range(pick(1, 2, 3)))}]"

    def dict_value(self, kind, depth):
        if depth > 0 and self.chance(0.2):
            name = self.program.fresh("c")
            with self.scoped({name: INT}):
                key = {INT: f"{name} % 3", STR: f"str({name})"}.get(kind[1]) or self.value(kind[1], 1)
                return f"{{{key}: {self.value(kind[2], depth - 1)} for {name} in range({self.pick(1, 3, 5)})}}"
        items = ", ".join(
            f"{self.value(kind[1], depth - 1)}: {self.value(kind[2], depth - 1)}" for _ in range(self.pick(1, 2, 3))
        )
        return f"{{{items}}}"

    def set_value(self, kind, depth):
        found = self.variables(kind)
        if found and depth > 0 and self.chance(0.5):
            return f"({self.pick(*found)} {self.pick('|', '&', '-', '^')} {self.value(kind, depth - 1)})"
        if depth > 0 and self.chance(0.3):
            return f"set({self.value(lists_of(kind[1]), depth - 1)})"
        return f"{{{', '.join(self.value(kind[1], depth - 1) for _ in range(self.pick(1, 2, 3)))}}}"

    def opt_value(self, kind, depth):
        return f"({self.value(kind[1], depth - 1)} if {self.truth(1)} else None)"

    def array_value(self, kind, depth):
        _, dtype, rank = kind
        pick = self.pick
        same = self.variables(kind)
        if depth > 0 and same:
            name = pick(*same)
            views = [name + f"[{', '.join(self.slice_of_axis() for _ in range(rank))}]", f"{name}.copy()"]
            if rank == 2:
                views += [f"{name}.T", f"{name}[::-1, :]"]
            if rank == 1:
                views += [
                    f"{name}[{name} {pick('>', '!=', '==')} {pick(0, 1)}]" if not dtype.startswith("complex") else f"{name}[::-1]",
                    f"np.sort({name})" if not dtype.startswith(("complex", "bool")) else f"{name}[1:]",
                    f"np.concatenate(({name}, {name}[:2]))[:8]",
                    f"{name}[np.array([0, -1, 0]) * (len({name}) > 0)][:{pick(0, 2)}]",
                ]
            if rank == 3:
                views += [f"{name}.transpose(2, 0, 1)"]
            if dtype != "bool":
                views += 3 * [
                    f"({name} {pick('+', '-', '*')} {pick(name, 1, 2)})",
                    f"np.where({name} == {pick(0, 1)}, {name}, {name} + {name})",
                ]
            if dtype in ("int32", "int64"):
                views += [f"({name} // {pick(2, 3)})", f"({name} % {pick(5, 7)})", f"({name} & 6)"]
            text = pick(*views)
            return text if not dtype.startswith("float") else f"({text} % {pick('16.0', '-9.5')})" if text.startswith("(") else text
        higher = [(name, own) for name, own in self.of_family("array") if own[1] == dtype and own[2] == rank + 1]
        if depth > 0 and higher and self.chance(0.8):
            name, _ = pick(*higher)
            if rank == 1:
                return pick(
                    f"{name}[{self.simple(INT)} % ({name}.shape[0] or 1)]", f"{name}[:, {pick(0, -1)}]",
                    f"{name}.ravel()" if self.chance(0.5) else f"{name}[-1]",
                )
            return pick(f"{name}[0]", f"{name}[:, {pick(0, -1)}]", f"{name}[:, :, 0]", f"{name}[-1, {self.slice_of_axis()}]")
        bools = [name for name, own in self.of_family("array") if own[2] == rank and own[1] != "complex128"]
        if dtype == "bool" and bools and self.chance(0.8):
            return f"({pick(*bools)} {pick('>', '==', '!=')} {pick(0, 1, 2)})"
        shape = ", ".join(pick("2", "3", "4", f"{self.simple(INT)} % 4 + 1") for _ in range(rank))
        make = pick("zeros", "ones", "full")
        fill = f", {pick(1, 3)}" if make == "full" else ""
        return f"np.{make}(({shape},){fill}, np.{dtype if dtype != 'bool' else 'bool_'})"

    def slice_of_axis(self):
        part = lambda: self.pick("", "", "", "1", "-1", "-3", "50")
        return f"{part()}:{part()}{self.pick('', '', '', ':2', ':-1', ':-2')}"
