"""What a compiled function knows of its signatures: methods and attributes of :class:`numlir.Dispatcher`."""

from __future__ import annotations

import inspect
from collections import OrderedDict

from . import _numlir
from .signature import Signature, normalize
from .types import Omitted, Tuple

Dispatcher = _numlir.Dispatcher


class Overload:
    """What a function was compiled to for one list of argument types."""

    __slots__ = ("entry_point", "signature")

    def __init__(self, signature, entry_point):
        self.signature = signature
        self.entry_point = entry_point

    def __repr__(self):
        return f"Overload({self.signature})"


def compile(self, sig):
    """Compiles the function for a signature now; see :func:`numlir.jit` for the ways to write one.

    Returns the function itself. Raises ``RuntimeError`` where compiling has been switched off.
    """
    arguments, result = normalize(sig)
    arguments = _for_parameters(self, arguments)
    if not self._can_compile and arguments not in self.overloads:
        raise RuntimeError("compilation disabled")
    _numlir.compile_signature(self, arguments, result)
    if self._settings.get("announce"):
        from ._announcing import announce

        announce(self)
    return self


def recompile(self):
    """Compiles the function anew for all its signatures, with what its globals are now."""
    known = _numlir.compiled_signatures(self)
    fixed = not self._can_compile
    _numlir.renew(self)
    for arguments, result in known:
        # A result that was written down stays; another is inferred anew.
        _numlir.compile_signature(self, arguments, result if fixed else None)
    self.disable_compile(fixed)


def disable_compile(self, val=True):
    """Has calls choose among the signatures that are there, instead of compiling for the types they come with."""
    _numlir.fix_signatures(self, bool(val))


def _can_compile(self):
    return not _numlir.fix_signatures(self, None)


def overloads(self):
    """What the function was compiled to, by tuples of argument types."""
    compiled = _numlir.compiled_signatures(self)
    return OrderedDict((arguments, Overload(Signature(result, arguments), self.__call__)) for arguments, result in compiled)


def get_overload(self, sig):
    """What is called for a signature. Raises ``KeyError`` where it is not compiled for it."""
    arguments, _ = normalize(sig)
    return self.overloads[arguments].entry_point


def get_metadata(self, signature=None):
    """What is known of each compilation: of one signature, or a dictionary of all."""
    times = self.compile_times
    known = {arguments: {"compile_time": times[arguments]} for arguments in self.signatures if arguments in times}
    return known if signature is None else known[tuple(signature)]


def targetoptions(self):
    """The options that the decorator was given, with their values."""
    chosen = dict(self._settings)
    chosen.pop("announce", None)
    chosen.pop("progress", None)
    named = {"nopython": not chosen.get("forceobj", False)}
    if "fastmath" in chosen:
        flags = set(chosen.pop("fastmath"))
        named["fastmath"] = True if flags == {"fast"} else flags
    if "error_model_numpy" in chosen:
        named["error_model"] = "numpy" if chosen.pop("error_model_numpy") else "python"
    if chosen.pop("cache", None) is not None:
        named["cache"] = True
    return named | chosen


def signatures(self):
    """The argument types that the function has been compiled for, as tuples."""
    return [arguments for arguments, _ in _numlir.compiled_signatures(self)]


def nopython_signatures(self):
    """What the function has been compiled for, with the types of the results."""
    return [Signature(result, arguments) for arguments, result in _numlir.compiled_signatures(self)]


def __code__(self):
    """The code object of the Python function, as a function has it."""
    return self.py_func.__code__


def _for_parameters(dispatcher, arguments):
    """A type for each parameter: of defaults where the signature ends before, of a tuple for ``*args``."""
    parameters = inspect.signature(dispatcher.py_func).parameters.values()
    rest = list(arguments)
    types = []
    for parameter in parameters:
        if parameter.kind is parameter.VAR_POSITIONAL:
            types.append(Tuple(rest))
            rest = []
        elif rest:
            types.append(rest.pop(0))
        elif parameter.default is not parameter.empty:
            types.append(Omitted(parameter.default))
        else:
            rest = None
            break
    if rest is None or rest:
        raise TypeError(
            f"Signature mismatch: {len(arguments)} argument types given, but function takes {len(parameters)} arguments"
        )
    return tuple(types)


for _method in (compile, disable_compile, recompile, get_overload, get_metadata):
    setattr(Dispatcher, _method.__name__, _method)
for _attribute in (__code__, _can_compile, overloads, signatures, nopython_signatures, targetoptions):
    setattr(Dispatcher, _attribute.__name__, property(_attribute))
