"""What may be written in a decorator's parentheses."""

from __future__ import annotations

import warnings

from . import config
from .errors import NumlirWarning, UnsupportedError

# Options that are understood, each with what may be said; booleans unless said otherwise.
_ERROR_MODELS = ("python", "numpy")
_SWITCHES = {"boundscheck", "fastmath", "nogil", "vector_math"}

# Options of numba's that change nothing while they have these values.
_IDLE = {
    "debug": (False, None),
    "error_model": (None,),
    "forceinline": (False,),
    "forceobj": (False,),
    "inline": ("never",),
    "locals": ({}, None),
    "looplift": (False,),
    "no_cfunc_wrapper": (True, False),
    "no_cpython_wrapper": (False,),
    "no_rewrites": (True, False),
    "nopython": (True, None),
    "pipeline_class": (None,),
    "target": ("cpu", None),
}

# Options whose promise is kept only in part; said once.
_PARTIAL = {
    "parallel": "parallel=True runs on one thread",
    "inline": "inline='always' leaves the decision to the optimiser",
}
_warned: set[str] = set()


def settings(options: dict) -> dict:
    """The compiler's settings for a decorator's options.

    Raises ``UnsupportedError`` for an option that numba has and numlir does not, ``TypeError`` for an unknown one.
    """
    chosen = {"progress": True} if config.PROGRESS else {}
    for name, value in options.items():
        if name in _SWITCHES:
            # None asks for the default, as in numba.
            if value is not None:
                chosen[name] = _switch(name, value)
        elif name == "cache":
            if _switch(name, bool(value)):
                chosen["cache"] = (config.cache_folder(), config.CACHE_LIMIT)
        elif name == "error_model" and value in _ERROR_MODELS:
            chosen["error_model_numpy"] = value == "numpy"
        elif name == "error_model" and value is not None:
            raise ValueError(f"error_model must be 'python' or 'numpy', not {value!r}")
        elif name in _PARTIAL and _asks_for_more(name, value):
            _warn(name)
        elif name not in _PARTIAL and name not in _IDLE:
            raise TypeError(_unknown(name))
        elif name not in _PARTIAL and not _is_idle(name, value):
            raise UnsupportedError(f"the option {name}={value!r} is not supported")
    return chosen


def _switch(name, value):
    if isinstance(value, bool):
        return value
    if name == "fastmath" and isinstance(value, (set, frozenset, dict)):
        raise UnsupportedError("fastmath as a set of flags is not supported; use True or False")
    raise TypeError(f"the option {name} must be True or False, not {value!r}")


def _asks_for_more(name, value):
    if name == "inline":
        return value == "always"
    return bool(value)


def _is_idle(name, value):
    return any(value is idle or (type(value) is type(idle) and value == idle) for idle in _IDLE[name])


def _warn(name):
    if name not in _warned:
        _warned.add(name)
        # Past this function, `settings` and the two of the decorator.
        warnings.warn(_PARTIAL[name], NumlirWarning, stacklevel=5)


def _unknown(name):
    from difflib import get_close_matches

    known = sorted({"cache", *_SWITCHES, *_IDLE, *_PARTIAL})
    close = get_close_matches(name, known, 1)
    return f"unknown option {name!r}" + (f"; did you mean {close[0]!r}?" if close else "")
