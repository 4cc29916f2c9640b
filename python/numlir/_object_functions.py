"""Functions that Python runs as a whole: ``forceobj=True``, and ``fallback=True`` where a function cannot be compiled."""

from __future__ import annotations

import warnings
from collections import Counter
from functools import update_wrapper
from types import MethodType
from typing import Any, NamedTuple

from . import _lifting
from .errors import NumlirError, NumlirFallbackWarning
from .inspection import Stats
from .signature import Signature, normalize
from .types import pyobject
from .types.typeof import typeof


class ObjectOverload(NamedTuple):
    """A function in object mode for one list of argument types."""

    signature: Signature
    entry_point: Any
    #: The loops that were taken out of it, as compiled functions.
    lifted: list


def _type_of(value):
    try:
        return typeof(value)
    except (TypeError, ValueError):
        return pyobject


class ObjectFunction:
    """A function in object mode: Python runs it, and those of its loops that can be compiled are.

    ``dispatcher`` is the function as it would be compiled, ``compiled`` makes compiled functions of others.
    """

    def __init__(self, dispatcher, compiled, looplift=True):
        self.py_func = dispatcher.py_func
        self._dispatcher, self._compiled, self._looplift = dispatcher, compiled, looplift
        self._lifted = None
        #: What it was called with or declared for, by what tells arguments apart.
        self._seen = {}
        update_wrapper(self, self.py_func)

    def __reduce__(self):
        from .decorators import object_function_of

        return object_function_of, (self._dispatcher,)

    def __call__(self, *arguments, **keywords):
        self._note(arguments)
        return self._object_mode()(*arguments, **keywords)

    def _note(self, arguments):
        kinds = _lifting.kinds(arguments)
        if kinds not in self._seen:
            self._seen[kinds] = tuple(map(_type_of, arguments))

    def __get__(self, instance, owner=None):
        return self if instance is None else MethodType(self, instance)

    def __repr__(self):
        return f"{type(self).__name__}({self.py_func!r})"

    def _object_mode(self):
        if self._lifted is None:
            lifted = _lifting.lifted if self._looplift else lambda function, _: (function, [])
            self._lifted = lifted(self.py_func, self._compiled)
        return self._lifted[0]

    def compile(self, sig):
        """Notes a signature: object mode runs a function whatever the types of its arguments are."""
        arguments, _ = normalize(sig)
        self._seen.setdefault(arguments, arguments)
        return self

    def disable_compile(self, val=True):
        """Nothing: there is nothing to compile."""

    @property
    def signatures(self):
        """The types of the arguments that it was called with, as tuples."""
        return list(dict.fromkeys(self._seen.values()))

    @property
    def nopython_signatures(self):
        """The argument types for which the function as a whole is compiled: none."""
        return []

    @property
    def overloads(self):
        """By tuples of argument types: the function in object mode, whose result is any object."""
        return {
            arguments: ObjectOverload(Signature(pyobject, arguments), self.__call__, self.lifted)
            for arguments in self.signatures
        }

    @property
    def targetoptions(self):
        """The options that the decorator was given, with their values."""
        return self._dispatcher.targetoptions

    @property
    def lifted(self):
        """The loops that were taken out, as compiled functions."""
        self._object_mode()
        return [loop.compiled for loop in self._lifted[1]]

    @property
    def stats(self):
        """What the cache of ``cache=True`` did for the loops that were taken out."""
        parts = [loop.stats for loop in self.lifted]
        counts = [sum((part[index] for part in parts), Counter()) for index in (1, 2)]
        return Stats(next((part.cache_path for part in parts if part.cache_path), None), *counts)

    @property
    def lifted_loops(self):
        """For each loop that was taken out, the signatures for which it has been compiled."""
        self._object_mode()
        return [loop.compiled.nopython_signatures for loop in self._lifted[1]]


class FallbackFunction(ObjectFunction):
    """A compiled function that is run in object mode for arguments for which it cannot be compiled."""

    def __init__(self, dispatcher, compiled, looplift=True):
        super().__init__(dispatcher, compiled, looplift)
        self._numlir_dispatcher = dispatcher
        self._refused = set()

    def __call__(self, *arguments, **keywords):
        if self._refused and self._kinds(arguments, keywords) in self._refused:
            return super().__call__(*arguments, **keywords)
        try:
            return self._numlir_dispatcher(*arguments, **keywords)
        except NumlirError as error:
            # It could not be compiled, so nothing of it has run.
            kinds = self._kinds(arguments, keywords)
            if kinds in self._refused:
                raise
            self._refused.add(kinds)
            text = f"{self.__qualname__}() is run by Python: it cannot be compiled for these arguments.\n{error}"
            warnings.warn(text, NumlirFallbackWarning, stacklevel=2)
        return super().__call__(*arguments, **keywords)

    @staticmethod
    def _kinds(arguments, keywords):
        return _lifting.kinds(arguments), tuple(keywords), _lifting.kinds(keywords.values())

    @property
    def signatures(self):
        return self._numlir_dispatcher.signatures

    @property
    def nopython_signatures(self):
        return self._numlir_dispatcher.nopython_signatures
