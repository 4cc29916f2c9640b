"""All functions of a module compiled at once."""

from __future__ import annotations

import logging
import sys
from types import FunctionType

from .decorators import jit

_LOGGER = logging.getLogger("numlir.core.decorators")


def jit_module(**options):
    """Compiles every plain function that the calling module has defined so far, as ``@jit(**options)`` does.

    It stands at the end of a module. What the module has imported, classes, and functions that are compiled already stay as they are.

    >>> from numlir import jit_module
    >>> def inc(x):
    ...     return x + 1
    >>> jit_module(nogil=True)
    """
    frame = sys._getframe(1)
    names = frame.f_globals
    module = names.get("__name__")
    for name, value in list(names.items()):
        if isinstance(value, FunctionType) and value.__module__ == module:
            _LOGGER.debug("Auto decorating function %s from module %s with jit and options: %s", name, module, options)
            names[name] = jit(value, **options)
