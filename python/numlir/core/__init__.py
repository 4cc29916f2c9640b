"""Numba's names of modules: ``numlir.core.types`` is :mod:`numlir.types`, and so on.

>>> from numlir.core import types
>>> from numlir.core.errors import TypingError
"""

import sys

from .. import config, decorators, dispatcher, errors, extending, types

_ALIASES = ["config", "decorators", "dispatcher", "errors", "extending", "types"]

for _name in _ALIASES:
    sys.modules[f"{__name__}.{_name}"] = globals()[_name]

# Numba's types are in several modules, and these are asked for by name too.
_TYPES = ["abstract", "common", "containers", "function_type", "functions", "iterators", "misc", "npytypes", "scalars"]
for _name in _TYPES:
    sys.modules[f"{__name__}.types.{_name}"] = types

from . import caching, cgutils, registry, sigutils, typing, utils  # noqa: E402  they may use the aliases

__all__ = ["caching", "cgutils", "registry", "sigutils", "typing", "utils", *_ALIASES]
