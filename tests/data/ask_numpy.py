"""Asks NumPy for the dtypes of its functions of arrays and writes them to numpy_typing.txt, which tests/numpy_typing.rs reads.

Each line is a function, the types of all arguments but the last, `|`, and the results for the last argument being an array of
each dtype and each of Python's numbers `int`, `float`, `complex` in turn; `-` where NumPy has none, `.` where no argument is an array.
Run it again when the NumPy that numlir follows changes.
"""

import warnings
from pathlib import Path

import numpy as np

DTYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64", "complex64",
          "complex128", "float16"]  # fmt: skip
PYTHON = {"int": 1, "float": 1.0, "complex": 1j}

# Not of numbers, or no map: generalised functions, dates.
EXCLUDED = {"isnat", "matmul", "matvec", "vecdot", "vecmat"}
WHERE = {"where": lambda a, b: np.where(np.ones(1, bool), a, b)}


def argument(name):
    return PYTHON[name] if name in PYTHON else np.ones(1, name)


def dtype(result):
    if isinstance(result, tuple):
        return "(" + ",".join(map(dtype, result)) + ")"
    return str(result.dtype)


def answer(function, names):
    if all(name in PYTHON for name in names):
        return "."
    try:
        return dtype(function(*map(argument, names)))
    except (TypeError, ValueError):
        return "-"


def main():
    warnings.simplefilter("ignore")
    functions = {name: getattr(np, name) for name in dir(np) if isinstance(getattr(np, name), np.ufunc)}
    functions = {name: function for name, function in functions.items() if name not in EXCLUDED}
    lines = [f"# NumPy {np.__version__}; written by ask_numpy.py"]
    every = [*DTYPES, *PYTHON]
    for name, function in sorted({**functions, **WHERE}.items()):
        firsts = [()] if getattr(function, "nin", 2) == 1 else [(first,) for first in every]
        for first in firsts:
            results = [answer(function, (*first, last)) for last in every]
            lines.append(" ".join([name, *first, "|", *results]))
    Path(__file__).with_name("numpy_typing.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
