"""What may be written in a decorator's parentheses."""

from __future__ import annotations

import warnings
from types import NoneType

from . import config
from .errors import NumlirWarning, UnsupportedError

# Options that are understood, each with what may be said; booleans unless said otherwise.
_ERROR_MODELS = ("python", "numpy")
_INLINING = ("always", "never")
_SWITCHES = {"boundscheck", "nogil", "parallel", "vector_math"}

# LLVM's fast-math flags; "fast" is all of them.
_FASTMATH = {"fast", "reassoc", "nnan", "ninf", "nsz", "arcp", "contract", "afn"}

# What parallel={...} may say, beside numba's names of what is made parallel, which False leaves serial.
_RACES = ("warn", "error", "ignore", "check")
_DEVICES = ("cpu", "cuda")
_PARALLEL_PARTS = {"comprehension", "fusion", "inplace_binop", "numpy", "prange", "reduction", "setitem", "stencil"}

# Options of numba's that change nothing while they have these values.
_IDLE = {
    "_nrt": (True, False),
    "debug": (True, False, None),
    "error_model": (None,),
    "forceinline": (True, False),
    "no_rewrites": (True, False),
    # Functions are compiled as a whole, whatever is asked for.
    "nopython": (True, False, None),
    "pipeline_class": (None,),
    "target": ("cpu", None),
}

# How a function is run that is not compiled as a whole (:mod:`numlir._object_functions`).
_MODES = {"fallback", "forceobj", "looplift"}

# Options whose promise is kept only in part; said once.
_PARTIAL = {
    "inline": "inline={}: a cost model reads numba's representation of a function, which there is none of here; the compiler decides itself",
    "no_cfunc_wrapper": "no_cfunc_wrapper=True changes nothing: functions for C to call are made by cfunc alone",
    "no_cpython_wrapper": "no_cpython_wrapper=True changes nothing: what Python calls is made with the function",
}
_warned: set[str] = set()


def settings(options: dict) -> dict:
    """The compiler's settings for a decorator's options.

    Raises ``UnsupportedError`` for an option that numba has and numlir does not, ``TypeError`` for an unknown one.
    """
    chosen = {"progress": True} if config.PROGRESS else {}
    if any(getattr(config, name) for name in config._DUMPS):
        chosen["announce"] = True
    for name, value in options.items():
        if name in _SWITCHES:
            # None asks for the default, as in numba.
            if name == "parallel" and isinstance(value, dict):
                chosen.update(_parallel(value))
            elif value is not None:
                chosen[name] = _switch(name, value)
        elif name in _MODES:
            if value is not None:
                chosen[name] = _switch(name, value)
        elif name == "cache":
            if _switch(name, bool(value)):
                chosen["cache"] = (config.cache_folder(), config.CACHE_LIMIT)
        elif name == "fastmath":
            chosen[name] = _fastmath(value)
        elif name == "locals":
            chosen[name] = _locals(value)
        elif name == "inline" and value is not None and not callable(value):
            if value not in _INLINING:
                raise ValueError(f"inline must be 'always', 'never' or a cost model, not {value!r}")
            chosen[name] = value
        elif name == "error_model" and value in _ERROR_MODELS:
            chosen["error_model_numpy"] = value == "numpy"
        elif name == "error_model" and value is not None:
            raise ValueError(f"error_model must be 'python' or 'numpy', not {value!r}")
        elif name in _PARTIAL and value:
            _warn(name, getattr(value, "__name__", None))
        elif name not in _PARTIAL and name not in _IDLE:
            raise TypeError(_unknown(name))
        elif name not in _PARTIAL and not _is_idle(name, value):
            raise UnsupportedError(f"the option {name}={value!r} is not supported")
    if config.BOUNDSCHECK is not None:
        chosen["boundscheck"] = bool(config.BOUNDSCHECK)
    if chosen.get("forceobj") and (options.get("nopython") or chosen.get("fallback")):
        other = "nopython" if options.get("nopython") else "fallback"
        raise ValueError(f"Only one of {other!r} or 'forceobj' can be True.")
    return chosen


def _switch(name, value):
    if isinstance(value, bool):
        return value
    raise TypeError(f"the option {name} must be True or False, not {value!r}")


def _fastmath(value):
    """The flags that a value asks for: all, none, a set of names, or a dictionary of names."""
    if value is None or isinstance(value, bool):
        return ["fast"] if value else []
    if not isinstance(value, (set, frozenset, list, tuple, dict)) or not all(isinstance(flag, str) for flag in value):
        raise ValueError(f"Expected fastmath option(s) to be True, False, a set of flags or a dictionary of flags, not {value!r}")
    unknown = sorted(set(value) - _FASTMATH)
    if unknown:
        raise ValueError(f"Unrecognized fastmath flags: {unknown}; known are {sorted(_FASTMATH)}")
    return sorted(flag for flag in value if not isinstance(value, dict) or value[flag])


def _locals(value):
    """The types of local variables that are numbers: pairs of a name and a type.

    Numbers are converted to the declared type. Of other variables the type is what is assigned, and a declaration says nothing.
    """
    from .types import SCALARS, Type

    if not isinstance(value, (dict, NoneType)):
        raise TypeError(f"locals is a dictionary of types by names of variables, not {value!r}")
    declared = dict(value or {})
    for name, kind in declared.items():
        if not isinstance(name, str) or not isinstance(kind, Type):
            raise TypeError(f"locals gives types to names, not {kind!r} to {name!r}")
    return [(name, kind) for name, kind in declared.items() if SCALARS.get(str(kind)) == kind]


def _parallel(parts):
    chosen = {"parallel": True}
    for name, value in parts.items():
        if name == "races":
            if value not in _RACES:
                raise ValueError(f"parallel={{'races': ...}} must be one of {_RACES}, not {value!r}")
            chosen["races"] = value
        elif name == "device":
            if value not in _DEVICES:
                raise ValueError(f"parallel={{'device': ...}} must be one of {_DEVICES}, not {value!r}")
            chosen["on_device"] = value == "cuda"
        elif name not in _PARALLEL_PARTS:
            raise TypeError(f"unknown part {name!r} of the option parallel" + _meant(name, {"device", "races", *_PARALLEL_PARTS}))
        elif not isinstance(value, bool):
            raise TypeError(f"the part {name} of the option parallel must be True or False, not {value!r}")
        elif not value:
            chosen.setdefault("serial", []).append(name)
    return chosen


def _is_idle(name, value):
    return any(value is idle or (type(value) is type(idle) and value == idle) for idle in _IDLE[name])


def _warn(name, value=None):
    if name not in _warned:
        _warned.add(name)
        # Past this function, `settings` and the two of the decorator.
        warnings.warn(_PARTIAL[name].format(value), NumlirWarning, stacklevel=5)


def _unknown(name):
    known = {"cache", "fastmath", "locals", *_MODES, *_SWITCHES, *_IDLE, *_PARTIAL}
    return f"unknown option {name!r}" + _meant(name, known)


def _meant(name, known):
    """The name that is closest to one that is not known, as the end of a message."""
    from difflib import get_close_matches

    close = get_close_matches(str(name), sorted(known), 1)
    return f"; did you mean {close[0]!r}?" if close else ""
