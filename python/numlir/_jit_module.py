"""All functions of a module at once."""

import inspect
import logging
import sys
from types import FunctionType

from . import config

# The name that numba's has, by which users listen.
_LOGGER = logging.getLogger("numlir.core.decorators")


def jit_module(**options):
    """Compiles the functions that the calling module has defined so far, as ``@jit`` with these options does.

    Called at the module's end. Functions that are decorated already, classes, and what was imported stay as they are.
    """
    from .decorators import jit

    names = sys._getframe(1).f_globals
    module = names.get("__name__")
    if config.DISABLE_JIT:
        return
    for name, value in list(names.items()):
        if isinstance(value, FunctionType) and value.__module__ == module and not inspect.iscoroutinefunction(value):
            _LOGGER.debug("Auto decorating function %s from module %s with jit and options: %s", value, module, options)
            names[name] = jit(value, **options)
