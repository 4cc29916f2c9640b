"""Functions that Python runs as a whole: ``forceobj=True``, and ``fallback=True`` where a function cannot be compiled."""

from __future__ import annotations

import warnings
from functools import update_wrapper
from types import MethodType

from . import _lifting
from .errors import NumlirError, NumlirFallbackWarning


class ObjectFunction:
    """A function in object mode: Python runs it, and those of its loops that can be compiled are.

    ``compiled`` makes a compiled function of a Python function.
    """

    def __init__(self, function, compiled, looplift=True):
        self.py_func = function
        self._compiled, self._looplift = compiled, looplift
        self._lifted = None
        update_wrapper(self, function)

    def __call__(self, *arguments, **keywords):
        return self._object_mode()(*arguments, **keywords)

    def __get__(self, instance, owner=None):
        return self if instance is None else MethodType(self, instance)

    def __repr__(self):
        return f"{type(self).__name__}({self.py_func!r})"

    def _object_mode(self):
        if self._lifted is None:
            lifted = _lifting.lifted if self._looplift else lambda function, _: (function, [])
            self._lifted = lifted(self.py_func, self._compiled)
        return self._lifted[0]

    @property
    def signatures(self):
        """The argument types for which the function as a whole is compiled."""
        return []

    nopython_signatures = signatures

    @property
    def lifted_loops(self):
        """For each loop that was taken out, the signatures for which it has been compiled."""
        self._object_mode()
        return [loop.compiled.nopython_signatures for loop in self._lifted[1]]


class FallbackFunction(ObjectFunction):
    """A compiled function that is run in object mode for arguments for which it cannot be compiled."""

    def __init__(self, dispatcher, compiled, looplift=True):
        super().__init__(dispatcher.py_func, compiled, looplift)
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
