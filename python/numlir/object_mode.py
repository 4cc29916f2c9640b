"""Object mode: parts of compiled functions that Python runs."""

from __future__ import annotations

import ast
import builtins
from types import CellType, CodeType, FunctionType

from .signature import parse
from .types import Type


class objmode:
    """A block of a compiled function that Python runs, with the types of what comes back:

    >>> @njit
    ... def f(x):
    ...     with objmode(y="float64"):
    ...         y = float(str(x))
    ...     return y + 1

    The block may be anything but a way out of itself (``return``, ``break``). Variables that it reads are passed as Python
    objects, those named in the parentheses come back as values of these types, and others that it binds have no value behind
    it. What it raises is raised from the function. A type is what a signature may say, as text or as an object.
    """

    def __init__(self, **kinds):
        self._kinds = kinds

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False


def _block(function, file, text, line, inputs):
    """The Python function of a block, and the types of what it gives; text where the statement is no such block.

    ``text`` is the statement with what is before it on its line, which is the file's line ``line``.
    """
    try:
        statement = ast.parse("if True:\n" + text).body[0].body[0]
    except SyntaxError as error:
        return f"'with' that Python refuses ({error.msg})"
    ast.increment_lineno(statement, line - 2)
    call = statement.items[0].context_expr
    names = {**vars(builtins), **function.__globals__, **_closure(function)}
    try:
        if _value(call.func, file, names) is not objmode:
            return f"'with' over {ast.unparse(call.func)}()"
        kinds = {each.arg: _kind(_value(each.value, file, names)) for each in call.keywords}
    except Exception as error:
        return f"'with' whose head raises {type(error).__name__}: {error}"
    results = [ast.Name(name, ast.Load()) for name in kinds]
    result = results[0] if len(results) == 1 else ast.Tuple(results, ast.Load()) if results else None
    try:
        made = function_of(function, file, inputs, [*statement.body, ast.Return(result)])
    except SyntaxError as error:
        return f"'with objmode' over statements that are no function's ({error.msg})"
    return made, tuple(kinds.values())


def _value(expression, file, names):
    return eval(compile(ast.Expression(expression), file, "eval"), dict(names))


def _kind(written):
    kind = parse(written) if isinstance(written, str) else written
    if not isinstance(kind, Type):
        raise TypeError(f"{written!r} is no type")
    return kind


def _closure(function):
    """The variables of enclosing functions that have values."""
    found = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
        try:
            found[name] = cell.cell_contents
        except ValueError:
            continue
    return found


def function_of(of, file, parameters, body, named=()):
    """A function of statements, with the globals and the cells of another, whose name it has in tracebacks.

    ``parameters`` are names, or what :mod:`ast` has of a function; ``named`` gives values to further names.
    """
    names = lambda each: ast.arguments([], [ast.arg(name) for name in each], None, [], [], None, [])
    own = parameters if isinstance(parameters, ast.arguments) else names(parameters)
    taken = {each.arg for each in ast.walk(own) if isinstance(each, ast.arg)}
    cells = dict(zip(of.__code__.co_freevars, of.__closure__ or ()))
    cells |= {name: CellType(value) for name, value in dict(named).items()}
    inner = ast.FunctionDef(of.__name__, own, body, [], type_params=[])
    outer = ast.FunctionDef("outer", names(name for name in cells if name not in taken), [inner], [], type_params=[])
    module = ast.fix_missing_locations(ast.copy_location(ast.Module([outer], []), body[0]))
    code = _inner_code(_inner_code(compile(module, file, "exec")))
    made = FunctionType(code, of.__globals__, of.__name__, None, tuple(cells[name] for name in code.co_freevars))
    made.__qualname__ = of.__qualname__
    return made


def _inner_code(code):
    return [each for each in code.co_consts if isinstance(each, CodeType)][-1]
