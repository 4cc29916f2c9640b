"""What the tests of whole programs share: loading a program, fresh arguments, running, and comparing outcomes.

A program is a file that writes `from numlir import njit`. It is loaded for an engine, which says what that import means:

- `python`: the decorators do nothing, so the functions are CPython's: the reference;
- `numlir`: the package itself;
- `numba`: numba, to check the programs themselves (`pytest --engine numba`).
"""

import contextlib
import importlib
import importlib.util
import itertools
import linecache
import math
import sys
import types
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

_serial = itertools.count()

# Their texts differ between CPython's versions, NumPy and numba, and hold no words of the user's.
EXCEPTIONS_WITHOUT_TEXT = (ZeroDivisionError, IndexError, OverflowError)


def _undecorated(function=None, **_options):
    return function if callable(function) else lambda decorated: decorated


def engine_module(engine: str) -> types.ModuleType:
    """The module that `import numlir` means under an engine."""
    if engine != "python":
        return importlib.import_module(engine)
    module = types.ModuleType("numlir")
    module.njit = module.jit = _undecorated
    module.prange = range
    return module


@contextlib.contextmanager
def _numlir_means(module: types.ModuleType):
    before = sys.modules.get("numlir")
    sys.modules["numlir"] = module
    try:
        yield
    finally:
        if before is None:
            del sys.modules["numlir"]
        else:
            sys.modules["numlir"] = before


def executed(text: str, file: str, names: dict) -> dict:
    """The names after a text was executed with others, which errors show lines of by the name of its file."""
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    exec(compile(text, file, "exec"), names)
    return names


def load(path: Path, engine: str) -> types.ModuleType:
    """The program in a file as a fresh module, its decorators those of the engine."""
    name = f"{path.stem}_{engine}_{next(_serial)}"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    with _numlir_means(engine_module(engine)):
        spec.loader.exec_module(module)
    return module


def fresh(value: Any) -> Any:
    """A copy that keeps an array's dtype, shape, strides, alignment and writeable flag."""
    if isinstance(value, tuple):
        return tuple(fresh(element) for element in value)
    if isinstance(value, list):
        return [fresh(element) for element in value]
    if isinstance(value, set):
        return set(value)
    if not isinstance(value, np.ndarray):
        return value
    low, high = np.lib.array_utils.byte_bounds(value)
    size = max(high - low, 1)
    room = np.zeros(size + 128, np.uint8)
    start = (low - room.ctypes.data) % 64
    if value.size:
        source = np.lib.stride_tricks.as_strided(_first_byte(value, low), (high - low,), (1,))
        room[start : start + high - low] = source
    offset = start + value.ctypes.data - low
    copy = np.ndarray(value.shape, value.dtype, room, offset, value.strides)
    copy.flags.writeable = value.flags.writeable
    return copy


def _first_byte(value: np.ndarray, low: int) -> np.ndarray:
    """One byte of the array's memory, at address `low`."""
    interface = {"version": 3, "shape": (1,), "typestr": "|u1", "data": (low, True)}
    holder = types.SimpleNamespace(__array_interface__=interface, keep=value)
    return np.asarray(holder)


@dataclass
class Outcome:
    """What a call did: its value or exception, and its arguments afterwards."""

    value: Any
    error: BaseException | None
    arguments: tuple


def outcome(function, arguments: tuple) -> Outcome:
    """Calls the function with a copy of the arguments."""
    given = fresh(arguments)
    value, error = None, None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = function(*given)
        except Exception as raised:  # the program's own exceptions are part of its outcome
            error = raised
    return Outcome(value, error, given)


def difference(actual: Any, expected: Any, tolerance: float = 0.0, where: str = "result") -> str | None:
    """Says where two values differ in type, shape or value, or None. NaN equals NaN, and -0.0 differs from 0.0."""
    if isinstance(expected, np.ndarray):
        return _array_difference(actual, expected, tolerance, where)
    actual, expected = _plain(actual), _plain(expected)
    if type(actual) is not type(expected):
        return f"{where}: {actual!r} is a {type(actual).__name__}, expected {expected!r}, a {type(expected).__name__}"
    if isinstance(expected, (tuple, list)):
        if len(actual) != len(expected):
            return f"{where}: {len(actual)} elements, expected {len(expected)}"
        pairs = enumerate(zip(actual, expected))
        found = (difference(a, e, tolerance, f"{where}[{i}]") for i, (a, e) in pairs)
        return next((text for text in found if text), None)
    if isinstance(expected, complex):
        same = _same_float(actual.real, expected.real, tolerance * (1 + abs(expected)), 0.0)
        same = same and _same_float(actual.imag, expected.imag, tolerance * (1 + abs(expected)), 0.0)
    elif isinstance(expected, float):
        same = _same_float(actual, expected, tolerance, tolerance)
    else:
        same = actual == expected
    return None if same else f"{where}: {actual!r}, expected {expected!r}"


def _plain(value: Any) -> Any:
    """A NumPy scalar as the Python number that a compiled function returns."""
    return value.item() if isinstance(value, np.generic) else value


def _same_float(a: float, b: float, absolute: float, relative: float) -> bool:
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    if a == b:
        return absolute > 0 or math.copysign(1.0, a) == math.copysign(1.0, b)
    if math.isinf(a) or math.isinf(b):
        return False
    return abs(a - b) <= max(absolute, relative * abs(b))


def _array_difference(actual: Any, expected: np.ndarray, tolerance: float, where: str) -> str | None:
    if not isinstance(actual, np.ndarray):
        return f"{where}: {actual!r}, expected an array"
    if actual.dtype != expected.dtype or actual.shape != expected.shape:
        return f"{where}: {actual.dtype}{actual.shape}, expected {expected.dtype}{expected.shape}"
    for index in np.ndindex(expected.shape):
        place = f"{where}{list(index)}"
        if text := difference(actual[index].item(), expected[index].item(), tolerance, place):
            return text
    return None


def error_difference(actual: BaseException | None, expected: Any) -> str | None:
    """Compares an exception with the expected one, which may be a class when its arguments don't matter."""
    if expected is None:
        return None if actual is None else f"raised {actual!r}"
    wanted = expected if isinstance(expected, type) else type(expected)
    if type(actual) is not wanted:
        return f"raised {actual!r}, expected {expected!r}"
    if isinstance(expected, type) or wanted in EXCEPTIONS_WITHOUT_TEXT:
        return None
    if actual.args != expected.args:
        return f"raised {wanted.__name__} with {actual.args!r}, expected {expected.args!r}"
    return None
