"""Numba's names of modules: ``numlir.core.types`` is :mod:`numlir.types`, and so on.

>>> from numlir.core import types
>>> from numlir.core.errors import TypingError
"""

import sys

from .. import config, decorators, dispatcher, errors, extending, types

__all__ = ["config", "decorators", "dispatcher", "errors", "extending", "types"]

for _name in __all__:
    sys.modules[f"{__name__}.{_name}"] = globals()[_name]
