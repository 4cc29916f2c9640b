"""What the environment sets: read when numlir is imported, and by :func:`reload_config`. docs/configuration.md is the table of all.

An attribute can be assigned too, and then holds for functions decorated afterwards. Where the environment has no ``NUMLIR_X``,
``NUMBA_X`` counts.
"""

from __future__ import annotations

import os
import sys
import warnings

from . import _numlir
from .errors import NumlirWarning

_FALSE = {"", "0", "false", "no", "off"}


#: Names of numba's that change nothing here, with their values without the environment, for programs that set or read them.
_IDLE = {
    "ALWAYS_WARN_UNINIT_VAR": False,
    "ANNOTATE": False,
    "CACHE_LOCATOR_CLASSES": "",
    "CAPTURED_ERRORS": "new_style",
    "CHROME_TRACE": "",
    "COLOR_SCHEME": "no_color",
    "CPU_FEATURES": None,
    "CPU_NAME": None,
    "CUDA_DEFAULT_PTX_CC": None,
    "CUDA_LOW_OCCUPANCY_WARNINGS": False,
    "CUDA_WARN_ON_IMPLICIT_COPY": False,
    "DEBUG": False,
    "DEBUGINFO_DEFAULT": False,
    "DEBUG_ARRAY_OPT": False,
    "DEBUG_CACHE": False,
    "DEBUG_FRONTEND": False,
    "DEBUG_INLINE_CLOSURE": False,
    "DEBUG_JIT": False,
    "DEBUG_NRT": False,
    "DEBUG_PRINT_AFTER": "none",
    "DEBUG_PRINT_BEFORE": "none",
    "DEBUG_TYPEINFER": False,
    "DEVELOPER_MODE": False,
    "DISABLE_CUDA": False,
    "DISABLE_ERROR_MESSAGE_HIGHLIGHTING": False,
    "DISABLE_INTEL_SVML": True,
    "DISABLE_OPENMP": False,
    "DISABLE_PERFORMANCE_WARNINGS": False,
    "DUMP_FUNC_OPT": False,
    "DUMP_SSA": False,
    "ENABLE_AVX": True,
    "ENABLE_PROFILING": False,
    "ENABLE_SYS_MONITORING": False,
    "EXTEND_VARIABLE_LIFETIMES": False,
    "FULL_TRACEBACKS": False,
    "HIGHLIGHT_DUMPS": False,
    "HTML": None,
    "JIT_COVERAGE": False,
    "LLVM_PASS_TIMINGS": False,
    "LLVM_REFPRUNE_PASS": True,
    "LOOP_VECTORIZE": True,
    "OPT": 3,
    "SHOW_HELP": False,
    "SLP_VECTORIZE": True,
    "THREADING_LAYER": "default",
    "THREADING_LAYER_PRIORITY": ["rayon"],
    "TRACE": False,
    "WARNINGS": False,
}

#: The texts that are printed when something has been compiled, and the stages that they are (:func:`numlir.inspection.inspect_mlir`).
_DUMPS = {
    "DUMP_BYTECODE": "py",
    "DUMP_IR": "typed",
    "DUMP_CFG": "cfg",
    "DUMP_LLVM": "llvm",
    "DUMP_OPTIMIZED": "opt-llvm",
    "DUMP_ASSEMBLY": "asm",
}


def _text(name: str) -> str | None:
    return os.environ.get(f"NUMLIR_{name}", os.environ.get(f"NUMBA_{name}"))


def _switch(name: str) -> bool:
    return (_text(name) or "").strip().lower() not in _FALSE


def _number(name: str, default, told=True):
    """A number that is not negative. What is none is told, and the default holds."""
    text = _text(name) or ""
    try:
        value = float(text)
        if 0 <= value < float("inf"):
            return type(default)(value)
    except (ValueError, OverflowError):
        pass
    if text and told:
        warnings.warn(f"NUMLIR_{name} must be a number from 0, not {text!r}: using {default}", NumlirWarning, stacklevel=4)
    return default


def _read(name: str, default):
    """A value of the kind that the default is; of text, the text."""
    if isinstance(default, bool):
        return default if _text(name) is None else _switch(name)
    if isinstance(default, int):
        return _number(name, default, told=False)
    text = _text(name)
    if isinstance(default, list):
        return default if text is None else text.split()
    return default if text is None else text


def reload_config() -> None:
    """Reads the environment again: what a program has set there since the import holds for functions decorated afterwards."""
    global DISABLE_JIT, PARALLEL_DIAGNOSTICS, BOUNDSCHECK, CACHE_DIR, CACHE_LIMIT, PROGRESS, ENABLE_CUDASIM
    DISABLE_JIT = _switch("DISABLE_JIT")
    PARALLEL_DIAGNOSTICS = min(4, _number("PARALLEL_DIAGNOSTICS", 0))
    BOUNDSCHECK = None if _text("BOUNDSCHECK") is None else _switch("BOUNDSCHECK")
    CACHE_DIR = _text("CACHE_DIR") or ""
    CACHE_LIMIT = int(1e6 * _number("CACHE_SIZE", 1000.0))
    PROGRESS = _switch("PROGRESS")
    ENABLE_CUDASIM = os.environ.get("NUMLIR_CUDA_TARGET", "").lower() == "cpu" or _switch("ENABLE_CUDASIM")
    globals().update({name: _switch(name) for name in _DUMPS})
    globals().update({name: _read(name, default) for name, default in _IDLE.items()})


#: Whether ``jit`` and ``njit`` give functions back as they are, to be run and debugged by Python.
DISABLE_JIT: bool

#: The level of the report on parallel loops that is printed when a function has been compiled with ``parallel=True``; 0 for none.
PARALLEL_DIAGNOSTICS: int

#: Whether indices are checked, whatever functions' decorators say; None leaves it to them.
BOUNDSCHECK: bool | None

#: The folder of the cache; empty for the user's own.
CACHE_DIR: str

#: How many bytes the cache may hold.
CACHE_LIMIT: int

#: Whether a line on a terminal says what is being compiled.
PROGRESS: bool

#: Whether kernels run on the CPU: what numba calls its simulator.
ENABLE_CUDASIM: bool

reload_config()

#: On how many threads parallel loops run at most (numba's name for it).
NUMBA_NUM_THREADS: int = _numlir.thread_limit()
NUMBA_DEFAULT_NUM_THREADS: int = NUMBA_NUM_THREADS

#: What the machine is, under numba's names.
MACHINE_BITS: int = 64 if sys.maxsize > 2**32 else 32
IS_32BITS: bool = MACHINE_BITS == 32
IS_WIN32: bool = sys.platform.startswith("win32")
IS_OSX: bool = sys.platform.startswith("darwin")
PYVERSION: tuple[int, int] = sys.version_info[:2]


def cache_folder() -> str:
    """Where functions with ``cache=True`` are kept."""
    if CACHE_DIR:
        return os.path.abspath(os.path.expanduser(CACHE_DIR))
    if sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "numlir")
