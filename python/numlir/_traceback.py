"""Exceptions of compiled code, with tracebacks through the user's functions."""

import ast
import builtins
import sys
import types
from functools import lru_cache
from weakref import WeakKeyDictionary

import numpy


def build(name, arguments, sites):
    """An exception of the class ``name``, of Python's own or of NumPy's, that seems raised at ``sites``, innermost first.

    A site is (file, function, line, end line, column, end column); lines and columns count from 1, columns in bytes.
    """
    active = sys.exc_info()[1]
    frame = traceback = error = None
    try:
        for site in sites:
            frame = _frame(site)
            traceback = types.TracebackType(traceback, frame.tb_frame, frame.tb_lasti, frame.tb_lineno)
        if active is not None and (name, arguments) == ("RuntimeError", ("No active exception to reraise",)):
            # `raise` alone raises what the caller is handling, as in Python.
            return active.with_traceback(_followed_by(traceback, active.__traceback__))
        try:
            return _class(name)(*arguments).with_traceback(traceback)
        except Exception as raised:
            # The class does not take the arguments: it is at the user's line that it was called.
            error = raised
            return error.with_traceback(_followed_by(traceback, error.__traceback__.tb_next))
    finally:
        # The frames lead back to this one: what it kept would be a cycle.
        del frame, traceback, active, error


def _followed_by(traceback, inner):
    """A traceback whose innermost frame another one follows."""
    last = traceback
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    if last is None:
        return inner
    last.tb_next = inner
    return traceback


_classes = {}
_names = WeakKeyDictionary()


def name_of_class(cls):
    """The name by which compiled code knows a class of exceptions: with what it is derived from (passes/src/exceptions.rs)."""
    if cls in _names:
        return _names[cls]
    identity = _identity(cls)
    bases = ",".join(_identity(base) for base in cls.__mro__[1:] if issubclass(base, BaseException))
    name = f"exception:{identity}({bases})"
    _classes[name] = cls
    _names[cls] = name
    return name


_identities = WeakKeyDictionary()
_taken = {}


def _identity(cls):
    """Tells classes apart that have the same name."""
    if cls.__module__ == "builtins":
        return cls.__name__
    if cls in (numpy.linalg.LinAlgError, numpy.exceptions.AxisError):
        return cls.__name__
    if cls not in _identities:
        name = f"{cls.__module__}.{cls.__qualname__}".replace("(", "").replace(",", "")
        count = _taken[name] = _taken.get(name, 0) + 1
        _identities[cls] = name if count == 1 else f"{name}#{count}"
    return _identities[cls]


def _class(name):
    if name.startswith("exception:"):
        return _classes[name]
    if name == "LinAlgError":
        return numpy.linalg.LinAlgError
    if name == "AxisError":
        return numpy.exceptions.AxisError
    return getattr(builtins, name)


def _frame(site):
    """A traceback of one frame that stands at a site."""
    try:
        exec(_code(site), {"__name__": None, "__loader__": None})
    except AssertionError as error:
        # The frame of this function comes first.
        return error.__traceback__.tb_next
    raise SystemError("an assertion that is false must fail")


@lru_cache(maxsize=1024)
def _code(site):
    """Code at the site's place that raises."""
    file, function, line, end_line, column, end_column = site
    place = {
        "lineno": line,
        "end_lineno": max(line, end_line),
        "col_offset": max(column - 1, 0),
        "end_col_offset": max(end_column - 1, 0),
    }
    statement = ast.Raise(ast.Name("AssertionError", ast.Load(), **place), None, **place)
    code = compile(ast.Module([statement], []), file, "exec")
    names = {"co_name": function.rpartition(".")[2]}
    if hasattr(code, "co_qualname"):
        names["co_qualname"] = function
    return code.replace(**names)
