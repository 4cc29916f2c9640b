"""Lifting: loops of a Python function become compiled functions, where they can."""

from __future__ import annotations

import ast
import inspect
import textwrap

from .object_mode import function_of

_LOOPS = (ast.For, ast.While)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def lifted(function, compiled):
    """The function with its outermost loops as calls, and these loops; without any, the function itself.

    ``compiled`` makes a compiled function of a Python function. A loop stays where it is if it may leave the function, if a
    nested function shares its variables, if a variable that goes in or comes out may have no value, or if variables that come
    out are used although the loop raised.
    """
    definition = _definition(function)
    if definition is None:
        return function, []
    variables = set(function.__code__.co_varnames)
    lifting = _Lifting(function, variables, compiled)
    parameters = {each.arg for each in ast.walk(definition.args) if isinstance(each, ast.arg)}
    lifting.block(definition.body, parameters, [])
    if not lifting.loops:
        return function, []
    names = {f"<loop {number}>": loop for number, loop in enumerate(lifting.loops)}
    made = function_of(function, function.__code__.co_filename, definition.args, definition.body, names)
    made.__defaults__, made.__kwdefaults__ = function.__defaults__, function.__kwdefaults__
    return made, lifting.loops


def _definition(function):
    try:
        lines, first = inspect.getsourcelines(function)
        tree = ast.parse(textwrap.dedent("".join(lines)))
    except (OSError, TypeError, SyntaxError):
        return None
    if not tree.body or not isinstance(tree.body[0], ast.FunctionDef):
        return None
    ast.increment_lineno(tree, first - 1)
    return tree.body[0]


def kinds(values):
    """What tells whether values are compiled for alike: their classes; of arrays more, of containers what is in them first."""
    return tuple(map(_kind, values))


def _kind(value):
    kind = type(value)
    if kind.__module__ == "numpy" and hasattr(value, "dtype"):
        return kind, value.dtype, value.ndim
    if kind is tuple:
        return kind, kinds(value)
    return (kind, kinds(value[:1])) if kind is list else kind


class Loop:
    """A loop as a function: compiled for the types it meets, or else run by Python."""

    def __init__(self, plain, compiled):
        self.plain = plain
        self.compiled = compiled
        self.refused = set()

    def __call__(self, *values):
        from .errors import NumlirError

        # An integer beyond 64 bits stays Python's.
        wide = any(isinstance(value, int) and not -(2**63) <= value < 2**64 for value in values)
        if wide or (self.refused and kinds(values) in self.refused):
            return self.plain(*values)
        try:
            return self.compiled(*values)
        except NumlirError:
            # Compiling failed, so nothing has run yet.
            self.refused.add(kinds(values))
        return self.plain(*values)


class _Lifting:
    def __init__(self, function, variables, compiled):
        self.function, self.variables, self.compiled = function, variables, compiled
        self.loops = []

    def block(self, statements, assigned, rest, guarded=False):
        """Lifts the loops of statements. ``assigned`` are the variables with values before, and in the end those behind;
        ``rest`` is what runs behind the statements, and ``guarded`` says whether it may even where they raise."""
        for position, statement in enumerate(statements):
            behind = [*statements[position + 1 :], *rest]
            if isinstance(statement, _LOOPS):
                call = self.loop(statement, assigned, behind, guarded)
                if call is not None:
                    statements[position] = call
            else:
                catches = guarded or isinstance(statement, (ast.Try, ast.With))
                for inner in _inner_blocks(statement):
                    self.block(inner, set(assigned), behind, catches)
            assigned |= _certain(statement)
            if isinstance(statement, ast.Delete):
                assigned -= {each.id for each in ast.walk(statement) if isinstance(each, ast.Name)}

    def loop(self, loop, assigned, behind, guarded):
        uses = _Uses(self.variables)
        uses.statements([loop])
        # Variables that nested functions share are cells of this function.
        cells = {each.id for each in ast.walk(loop) if isinstance(each, ast.Name)} & set(self.function.__code__.co_cellvars)
        if uses.leaves or cells or uses.shared & self.variables:
            return None
        wanted = _Uses(self.variables)
        wanted.statements(behind)
        outputs = sorted(uses.bound & wanted.read)
        inputs = sorted(uses.read | set(outputs))
        # Of a loop that raised nothing comes out.
        if not assigned.issuperset(inputs) or (guarded and outputs):
            return None
        names = lambda each, context: [ast.Name(name, context()) for name in each]
        give = ast.Return(ast.Tuple(names(outputs, ast.Load), ast.Load()))
        # Its code has no file of its own, so that it is compiled from the code object.
        plain = function_of(self.function, f"<loop of {self.function.__qualname__}>", inputs, [loop, give])
        call = ast.Call(ast.Name(f"<loop {len(self.loops)}>", ast.Load()), names(inputs, ast.Load), [])
        self.loops.append(Loop(plain, self.compiled(plain)))
        if outputs:
            made = ast.Assign([ast.Tuple(names(outputs, ast.Store), ast.Store())], call)
        else:
            made = ast.Expr(call)
        return ast.fix_missing_locations(ast.copy_location(made, loop))


def _inner_blocks(statement):
    """The statements within a statement that is no loop and no function."""
    if isinstance(statement, _FUNCTIONS):
        return
    for name in ("body", "orelse", "finalbody"):
        if getattr(statement, name, None):
            yield getattr(statement, name)
    for part in [*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())]:
        yield part.body


def _certain(statement):
    """The variables that have values for certain when a statement has run."""
    if isinstance(statement, (ast.If,)):
        return set.intersection(*(_certain_of(block) for block in (statement.body, statement.orelse)))
    if isinstance(statement, ast.With):
        return _certain_of(statement.body)
    if isinstance(statement, (*_LOOPS, ast.AsyncFor, ast.AsyncWith, ast.Try, ast.Match)):
        return set()
    uses = _Uses(None)
    uses.statements([statement])
    return uses.bound - uses.deleted


def _certain_of(statements):
    return set().union(*map(_certain, statements))


class _Uses(ast.NodeVisitor):
    """What statements do with variables, in order."""

    def __init__(self, variables):
        self.variables = variables
        #: Read where they may not have been bound before, and bound, within the statements.
        self.read, self.bound, self.deleted = set(), set(), set()
        #: Used by functions within.
        self.shared = set()
        #: Whether they leave the function, or do what only it can.
        self.leaves = False
        self.certain = set()

    def statements(self, statements):
        for statement in statements:
            self.visit(statement)
            self.certain |= _certain(statement) if self.variables is not None else set()

    def visit_Name(self, node):
        if self.variables is not None and node.id not in self.variables:
            return
        if isinstance(node.ctx, ast.Load):
            if node.id not in self.certain:
                self.read.add(node.id)
        else:
            (self.bound if isinstance(node.ctx, ast.Store) else self.deleted).add(node.id)
            self.leaves |= isinstance(node.ctx, ast.Del)

    def visit_Assign(self, node):
        self.visit(node.value)
        for target in node.targets:
            self.visit(target)

    def visit_AugAssign(self, node):
        if isinstance(node.target, ast.Name):
            self.visit(ast.Name(node.target.id, ast.Load()))
        self.visit(node.value)
        self.visit(node.target)

    def visit_For(self, node):
        self.visit(node.iter)
        self.visit(node.target)
        # The body runs with the target bound.
        self._aside({each.id for each in ast.walk(node.target) if isinstance(each, ast.Name)}, node.body)
        self._aside(set(), node.orelse)

    def visit_While(self, node):
        self.visit(node.test)
        self._aside(set(), node.body)
        self._aside(set(), node.orelse)

    def visit_If(self, node):
        self.visit(node.test)
        self._aside(set(), node.body)
        self._aside(set(), node.orelse)

    def _aside(self, bound, statements):
        before = set(self.certain)
        self.certain |= bound if self.variables is not None else set()
        self.statements(statements)
        self.certain = before

    def visit_Return(self, node):
        self.leaves = True
        self.generic_visit(node)

    visit_Yield = visit_YieldFrom = visit_Await = visit_Global = visit_Nonlocal = visit_Return
    visit_Import = visit_ImportFrom = visit_Return

    def visit_ExceptHandler(self, node):
        if node.name:
            self.bound.add(node.name)
        self.generic_visit(node)

    def _function(self, node):
        names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        self.shared |= names
        self.read |= names & (self.variables or set())
        if hasattr(node, "name"):
            self.bound.add(node.name)

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = visit_ClassDef = _function

    def _comprehension(self, node):
        own = {
            each.id
            for generator in node.generators
            for each in ast.walk(generator.target)
            if isinstance(each, ast.Name)
        }
        inner = _Uses(self.variables)
        inner.certain = self.certain | own
        inner.generic_visit(node)
        self.read |= inner.read
        self.shared |= inner.shared
        self.leaves |= inner.leaves

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension
