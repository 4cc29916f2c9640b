"""Asks Numba for the types of scalar operations and writes them to typing.txt, which tests/typing.rs reads.

Each line is a kind, a name, the types of all arguments but the last, `|`, and the results for the last argument being
each scalar type in turn; `-` where Numba has none. Run it again when the Numba that numlir follows changes.
"""

import math
import operator
import warnings
from pathlib import Path

import numba
import numpy as np
from numba import types
from numba.core.registry import cpu_target

SCALARS = [
    types.boolean, types.int8, types.int16, types.int32, types.int64, types.uint8, types.uint16, types.uint32,
    types.uint64, types.float32, types.float64, types.complex64, types.complex128,
]  # fmt: skip

OPERATORS = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "truediv": operator.truediv,
    "floordiv": operator.floordiv, "mod": operator.mod, "pow": operator.pow, "lshift": operator.lshift,
    "rshift": operator.rshift, "or": operator.or_, "xor": operator.xor, "and": operator.and_,
}  # fmt: skip
COMPARISONS = {name: getattr(operator, name) for name in ("eq", "ne", "lt", "le", "gt", "ge")}
UNARY = {"neg": operator.neg, "pos": operator.pos, "invert": operator.invert, "not": operator.not_}
BUILTINS = [abs, int, float, bool, complex, round]
PAIRS = [min, max, divmod, pow, complex]
CLASSES = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64", "complex64",
           "complex128"]  # fmt: skip
NUMPY_OTHER = ["real", "imag", "angle"]


def name(ty):
    if isinstance(ty, types.BaseTuple):
        return "(" + ",".join(map(name, ty)) + ")"
    return str(ty)


def result(context, function, arguments):
    try:
        signature = context.resolve_function_type(context.resolve_value_type(function), arguments, {})
    except Exception:  # Numba's way to say no has many types.
        return "-"
    return "-" if signature is None else name(signature.return_type)


def unified(context, pair):
    ty = context.unify_pairs(*pair)
    return "-" if ty is None else name(ty)


def rows(kind, label, arity, ask):
    """The lines of a function of one or two numbers."""
    for first in [()] if arity == 1 else [(ty,) for ty in SCALARS]:
        results = [ask((*first, last)) for last in SCALARS]
        if any(found != "-" for found in results):
            yield " ".join([kind, label, *map(name, first), "|", *results]).replace("bool_", "bool").replace("boolean", "bool")


def main():
    warnings.simplefilter("ignore")
    context = cpu_target.typing_context
    context.refresh()

    def table(kind, functions, arity):
        for label, function in functions:
            yield from rows(kind, label, arity, lambda arguments: result(context, function, arguments))

    functions_of_math = [(f"math.{label}", value) for label, value in sorted(vars(math).items()) if callable(value)]
    ufuncs = [(f"numpy.{label}", value) for label, value in sorted(vars(np).items()) if isinstance(value, np.ufunc)]
    by_arity = {arity: [(label, value) for label, value in ufuncs if value.nin == arity] for arity in (1, 2)}
    lines = [
        *table("binary", OPERATORS.items(), 2),
        *table("compare", COMPARISONS.items(), 2),
        *table("unary", UNARY.items(), 1),
        *rows("unify", "join", 2, lambda pair: unified(context, pair)),
        *table("builtin", [(f"builtins.{function.__name__}", function) for function in BUILTINS], 1),
        *table("builtin", [(f"builtins.{function.__name__}", function) for function in PAIRS], 2),
        *table("builtin", [(f"numpy.{label}", getattr(np, label)) for label in CLASSES], 1),
        *table("builtin", functions_of_math, 1),
        *table("builtin", functions_of_math, 2),
        *table("builtin", by_arity[1], 1),
        *table("builtin", [(f"numpy.{label}", getattr(np, label)) for label in NUMPY_OTHER], 1),
        *table("builtin", by_arity[2], 2),
    ]
    header = f"# Numba {numba.__version__}, NumPy {np.__version__}; written by ask_numba.py"
    Path(__file__).with_name("typing.txt").write_text("\n".join([header, *lines]) + "\n")


if __name__ == "__main__":
    main()
