"""Compiled functions pickle by content: their code and source, and what their names mean.

A worker needs neither the file nor the module of a function. What is sent is the code object (so both sides run one version of
Python), the function's own lines, and the values of the globals, closure variables and defaults that it uses; plain functions among
them go the same way, since they are compiled too. A function that arrives twice is one object.
"""

from __future__ import annotations

import builtins
import dis
import importlib
import linecache
import marshal
import sys
import weakref
from types import CellType, CodeType, FunctionType, ModuleType

from . import _numlir, config

#: Functions by the identity that they carry, so that one that arrives again is not compiled again.
_known: weakref.WeakValueDictionary[str, object] = weakref.WeakValueDictionary()

#: Stand-ins by function: pickle recognises what it has seen by the object.
_stand_ins: weakref.WeakKeyDictionary[FunctionType, _StandIn] = weakref.WeakKeyDictionary()


class _StandIn:
    """A plain function while it is pickled."""

    def __init__(self, function: FunctionType):
        self.function = weakref.ref(function)

    def __reduce__(self):
        function = self.function()
        return _make_function, _content(function), _state(function), None, None, _fill


def _reduce(dispatcher):
    function = dispatcher.py_func
    import uuid

    identity = dispatcher.__dict__.setdefault("_identity", uuid.uuid4().hex)
    _known[identity] = dispatcher
    options = dict(dispatcher.__dict__.get("_settings", {}))
    if "cache" in options:
        # The other side has a folder of its own.
        options["cache"] = True
    fixed = list(dispatcher.signatures) if not getattr(dispatcher, "_can_compile", True) else None
    return _make_dispatcher, (identity, options, *_content(function)), (_state(function), fixed), None, None, _fill_dispatcher


def _content(function: FunctionType) -> tuple:
    """What makes a function but for the meaning of its names."""
    code = function.__code__
    named = (function.__name__, function.__qualname__, function.__module__, function.__doc__)
    keyword_defaults = function.__kwdefaults__ and {name: _pack(value) for name, value in function.__kwdefaults__.items()}
    defaults = (_pack(function.__defaults__), keyword_defaults)
    cells = len(function.__closure__ or ())
    return (sys.version_info[:2], marshal.dumps(code), _source(function), named, defaults, cells)


def _source(function: FunctionType) -> str | None:
    import inspect

    try:
        return "".join(inspect.getsourcelines(function)[0])
    except (OSError, TypeError):
        return None


def _state(function: FunctionType) -> dict:
    names = _names(function.__code__)
    values = function.__globals__
    return {
        "globals": {name: _pack(values[name]) for name in sorted(names) if name in values},
        "closure": [_pack_cell(cell) for cell in function.__closure__ or ()],
    }


def _names(code: CodeType) -> set[str]:
    """The globals that a code object and those in it read."""
    names = {each.argval for each in dis.get_instructions(code) if each.opname == "LOAD_GLOBAL"}
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            names |= _names(constant)
    return names


class _Module:
    """A module, by its name."""

    def __init__(self, name: str):
        self.name = name

    def __reduce__(self):
        return importlib.import_module, (self.name,)


def _pack(value):
    if isinstance(value, ModuleType):
        return _Module(value.__name__)
    if isinstance(value, FunctionType) and not _is_named(value):
        return _stand_ins.setdefault(value, _StandIn(value))
    if type(value) in (tuple, list):
        return type(value)(map(_pack, value))
    return value


def _pack_cell(cell: CellType):
    """A list with the contents; an empty cell is an empty list."""
    try:
        return [_pack(cell.cell_contents)]
    except ValueError:
        return []


def _is_named(function: FunctionType) -> bool:
    """Whether the compiler knows a function by its name: one of a library, or one with an overload."""
    extending = sys.modules.get("numlir.extending")
    if extending is not None and extending._name_of_overloaded(function) is not None:
        return True
    return _numlir.canonical_name(function) is not None


def _make_function(version, marshalled, source, named, defaults, cells) -> FunctionType:
    if version != sys.version_info[:2]:
        here = ".".join(map(str, sys.version_info[:2]))
        raise RuntimeError(f"the function {named[0]} was pickled by Python {version[0]}.{version[1]}; this is Python {here}")
    code = marshal.loads(marshalled)
    if source is not None:
        code = _with_source(code, source)
    values = {"__builtins__": builtins, "__name__": named[2]}
    function = FunctionType(code, values, named[0], None, tuple(CellType() for _ in range(cells)) or None)
    function.__qualname__, function.__module__, function.__doc__ = named[1:]
    function.__defaults__, function.__kwdefaults__ = defaults
    return function


def _with_source(code: CodeType, source: str) -> CodeType:
    """The code, in a file that has its source: the same file if that is so here, else one that only `linecache` has."""
    first, lines = code.co_firstlineno, source.splitlines(keepends=True)
    if linecache.getlines(code.co_filename)[first - 1 : first - 1 + len(lines)] == lines:
        return code
    import uuid

    name = f"<{code.co_name} of {code.co_filename}, {uuid.uuid5(uuid.NAMESPACE_OID, source).hex[:8]}>"
    text = ["\n"] * (first - 1) + lines
    linecache.cache[name] = (sum(map(len, text)), None, text, name)
    return _renamed(code, name)


def _renamed(code: CodeType, name: str) -> CodeType:
    constants = (_renamed(each, name) if isinstance(each, CodeType) else each for each in code.co_consts)
    return code.replace(co_filename=name, co_consts=tuple(constants))


def _fill(function: FunctionType, state: dict) -> None:
    function.__globals__.update(state["globals"])
    for cell, contents in zip(function.__closure__ or (), state["closure"], strict=True):
        if contents:
            [cell.cell_contents] = contents


def _make_dispatcher(identity, options, *content):
    known = _known.get(identity)
    if known is not None:
        return known
    if options.get("cache") is True:
        options["cache"] = (config.cache_folder(), config.CACHE_LIMIT)
    from .decorators import dispatcher_of

    made = dispatcher_of(_make_function(*content), options)
    made.__dict__["_identity"] = identity
    made.__dict__["_arriving"] = True
    _known[identity] = made
    return made


def _fill_dispatcher(dispatcher, state) -> None:
    if not dispatcher.__dict__.pop("_arriving", False):
        return
    of_function, fixed = state
    _fill(dispatcher.py_func, of_function)
    if fixed is not None:
        for signature in fixed:
            dispatcher.compile(signature)
        dispatcher.disable_compile()


_numlir.Dispatcher.__reduce__ = _reduce
# A function is its own copy, as Python's are.
_numlir.Dispatcher.__copy__ = lambda self: self
_numlir.Dispatcher.__deepcopy__ = lambda self, memo: self
