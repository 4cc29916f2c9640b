"""Whole-array expressions: numlir, numba, NumPy and C (clang -O3 -march=native, libmvec), in nanoseconds an evaluation.

    python benches/expressions.py [word ...] [--processes N]      only rows whose name has one of the words

Each evaluation makes a fresh array or changes one, also in C, to which a step between elements is an argument, as it is to the others.
The compiled ones repeat it inside compiled code, so that no call from Python counts.
"""

import ctypes
import importlib.util
import shutil
import subprocess
import tempfile
from pathlib import Path

import numba
import numpy as np
from timing import fastest, table

import numlir

# name: the expression in Python, in C for element i (row r, column k of a matrix with n columns), and the arrays it has.
EXPRESSIONS = {
    "scale": ("a * 2.0", "a[i] * 2.0", "abc"),
    "add": ("a + b", "a[i] + b[i]", "abc"),
    "add int32": ("a + b", "a[i] + b[i]", "abc"),
    "compare": ("a < b", "a[i] < b[i]", "abc"),
    "quotient": (
        "np.sqrt(a*a + b*b)*2 - c/(1 + np.abs(a))",
        "sqrt(a[i]*a[i] + b[i]*b[i])*2 - c[i]/(1 + fabs(a[i]))",
        "abc",
    ),
    "where": ("np.where(a > b, a - b, c)", "a[i] > b[i] ? a[i] - b[i] : c[i]", "abc"),
    "polynomial": ("((a*3 + 2)*a - 1)*a + b", "((a[i]*3 + 2)*a[i] - 1)*a[i] + b[i]", "abc"),
    "sigmoid": ("1/(1 + np.exp(-a))", "1/(1 + exp(-a[i]))", "abc"),
    "sine cosine": ("np.sin(a)*np.cos(b)", "sin(a[i])*cos(b[i])", "abc"),
    "outer sum": ("a + b", "a[r] + b[k]", "outer"),
    "row added": ("a + b", "a[i] + b[k]", "row"),
    "column added": ("a + b", "a[i] + b[r]", "column"),
    "inner part": ("a + b", "a[r * 2 * n + k] + b[i]", "part"),
    "every other": ("a + b", "a[step * i] + b[i]", "every other"),
    "stencil": (
        "a[:-2, 1:-1] + a[2:, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:] - 4*a[1:-1, 1:-1]",
        "a[r*(n + 2) + k + 1] + a[(r + 2)*(n + 2) + k + 1] + a[(r + 1)*(n + 2) + k] + a[(r + 1)*(n + 2) + k + 2]"
        " - 4*a[(r + 1)*(n + 2) + k + 1]",
        "stencil",
    ),
    "backwards": ("a[::-1] + b", "a[n - 1 - i] + b[i]", "abc"),
    "selection": ("a[a > b]", "a[i]", "selection"),
    "places": ("np.flatnonzero(a > b)", "i", "selection"),
    "points and a row": ("a + b", "a[i] + b[k]", "points"),
    "points and a column": ("a * b[:, None]", "a[i] * b[r]", "points scaled"),
    "points and both": ("(a - c) / b[:, None]", "(a[i] - c[k]) / b[r]", "points both"),
    "pixels and a row": ("a * b", "a[i] * b[k]", "pixels"),
    "columns and a column": ("a[:, ::2] * b[:, None]", "a[r * 2 * n + step * k] * b[r]", "columns"),
    "part and both": ("(a - c) * b[:, None]", "(a[r * 2 * n + k] - c[k]) * b[r]", "part both"),
    "where with a row": ("np.where(a > b, a, c)", "a[i] > b[k] ? a[i] : c[i]", "three"),
    "middle axis": ("a * b[:, None] + c", "a[i] * b[r / 5 * n + k] + c[k]", "middle"),
}
# The same of what is changed in place: the statement in Python and in C.
ASSIGNMENTS = {
    "masked": ("a[b] = 0.0", "if (b[i]) d[i] = 0", "masked"),
    "compared": ("a[a > 2.5] = 0.0", "if (a[i] > 2.5) d[i] = 0", "row"),
    "part compared": ("a[a > 2.5] = 0.0", "if (a[r * 2 * n + k] > 2.5) d[r * 2 * n + k] = 0", "part"),
}
EXPRESSIONS |= ASSIGNMENTS
SIZES = [100, 10_000, 1_000_000]


def arrays(kind, size, dtype):
    """The arguments, and how many rows and columns the result has."""
    rng = np.random.default_rng(0)
    side = int(size**0.5)

    def make(*shape):
        return (rng.random(shape) * 3).astype(dtype)

    match kind:
        case "outer":
            return (make(side, 1), make(side), make(1)), (side, side)
        case "row":
            return (make(side, side), make(side), make(1)), (side, side)
        case "column":
            return (make(side, side), make(side, 1), make(1)), (side, side)
        case "points":
            return (make(size // 3, 3), make(3), make(1)), (size // 3, 3)
        case "points scaled" | "points both":
            return (make(size // 3, 3), make(size // 3) + 1, make(3)), (size // 3, 3)
        case "pixels":
            return (make(size // 4, 4), make(4), make(1)), (size // 4, 4)
        case "part":
            return (make(side, 2 * side)[:, :side], make(side, side), make(1)), (side, side)
        case "masked":
            return (make(side, side), make(side, side) > 1.5, make(1)), (side, side)
        case "columns":
            return (make(side, 2 * side), make(side), make(1)), (side, side)
        case "part both":
            return (make(side, 2 * side)[:, :side], make(side), make(side)), (side, side)
        case "three":
            return (make(side, side), make(side), make(side, side)), (side, side)
        case "middle":
            return (make(side // 5, 5, side), make(side // 5, side), make(side)), (side, side)
        case "every other":
            return (make(2 * size)[::2], make(size), make(1)), (1, size)
        case "stencil":
            return (make(side + 2, side + 2), make(1), make(1)), (side, side)
    return (make(size), make(size), make(size)), (1, size)


def python_module(folder):
    lines = ["import numpy as np"]
    for name, (expression, _, kind) in EXPRESSIONS.items():
        is_assignment = name in ASSIGNMENTS
        name = name.replace(" ", "_")
        made = f"{expression}\n    return a" if is_assignment else f"return {expression}"
        lines.append(f"def {name}(a, b, c):\n    {made}")
        axes = {"abc": 1, "every other": 1, "selection": 1, "middle": 3}.get(kind, 2)
        first = f"d[{', '.join(['0'] * axes)}]"
        lines.append(f"def repeat_{name}(a, b, c, count):\n    total = 0.0\n    for _ in range(count):")
        made = f"{expression}\n        d = a" if is_assignment else f"d = {expression}"
        lines.append(f"        {made}\n        total += {first}\n    return total")
    path = folder / "expressions.py"
    path.write_text("\n".join(lines) + "\n")
    spec = importlib.util.spec_from_file_location("expression_module", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def types_of(name):
    """Of the elements of a, of b, and of the result, in C."""
    element = "int32_t" if "int32" in name else "double"
    other = "uint8_t" if name == "masked" else element
    return element, other, {"compare": "uint8_t", "places": "int64_t"}.get(name, element)


def c_library(folder):
    """The C kernels; None without clang."""
    clang = shutil.which("clang-22") or shutil.which("clang")
    if clang is None:
        return None
    lines = ["#include <stdint.h>", "#include <stdlib.h>", "#include <malloc.h>", "#include <math.h>"]
    # What is freed stays with the process, for all that ask malloc: loops are compared, not page faults.
    lines.append("__attribute__((constructor)) static void keep(void) {")
    lines.append("  mallopt(M_MMAP_THRESHOLD, 32 << 20); mallopt(M_TRIM_THRESHOLD, 2000000000); mallopt(M_TOP_PAD, 64 << 20); }")
    for name, (_, expression, kind) in EXPRESSIONS.items():
        element, other, result = types_of(name)
        is_assignment = name in ASSIGNMENTS
        made = f"{result} *d = ({result} *)a;" if is_assignment else f"{result} *restrict d = malloc(m * n * sizeof *d);"
        flat = kind in ("abc", "every other", "selection")
        rows = "" if flat else "for (int64_t r = 0; r < m; r++)"
        store = f"{expression};" if is_assignment else f"d[i] = {expression};"
        if kind == "selection":
            store = f"if (a[i] > b[i]) d[count_selected++] = {expression};"
        lines.append(
            f"""void {name.replace(" ", "_")}(const {element} *a, const {other} *b, const {element} *c, int64_t m, int64_t n, int64_t count, int64_t step) {{
  for (int64_t repeat = 0; repeat < count; repeat++) {{
    {made}
    {"int64_t count_selected = 0;" if kind == "selection" else ""}
    {rows} for (int64_t k = 0; k < {"m * n" if flat else "n"}; k++) {{
      int64_t i = {"k" if flat else "r * n + k"};
      {store}
    }}
    __asm__ volatile("" : : "r"(d) : "memory");
    {"" if is_assignment else "free(d);"}
  }}
}}"""
        )
    (folder / "kernels.c").write_text("\n".join(lines))
    command = [clang, "-O3", "-march=native", "-fveclib=libmvec", "-fno-math-errno", "-shared", "-fPIC", folder / "kernels.c"]
    subprocess.run([*command, "-o", folder / "kernels.so", "-lm", "-lmvec"], check=True)
    return ctypes.CDLL(str(folder / "kernels.so"))


def rows(wanted):
    folder = Path(tempfile.mkdtemp())
    module, library = python_module(folder), c_library(folder)
    for name, (_, _, kind) in EXPRESSIONS.items():
        if not any(wanted(f"{name} {size}") for size in SIZES):
            continue
        label = name.replace(" ", "_")
        plain, repeated = getattr(module, label), getattr(module, f"repeat_{label}")
        # To numba masks have one axis.
        engines = [numlir.njit(repeated), None if name in ASSIGNMENTS else numba.njit(repeated)]
        for size in SIZES:
            given, (m, n) = arrays(kind, size, np.int32 if "int32" in name else np.float64)
            expected = plain(*given)
            for compiled in filter(None, engines):
                np.testing.assert_allclose(compiled(*given, 1), expected.ravel()[0], rtol=1e-13)
            calls = [compiled and (lambda count, compiled=compiled: compiled(*given, count)) for compiled in engines]
            calls.append(lambda count: [plain(*given) for _ in range(count)])
            kernel = library and library[label]
            pointers = [ctypes.c_void_p(a.ctypes.data) for a in given]
            extents = [ctypes.c_int64(m), ctypes.c_int64(n)]
            step = ctypes.c_int64(2)
            calls.append(kernel and (lambda count: kernel(*pointers, *extents, ctypes.c_int64(count), step)))
            # Several at a time: the memory of one engine leaves the cache while the others have their turns.
            yield f"{name} {size}", fastest(calls, max(8, 2_000_000 // (size + 1000)))


if __name__ == "__main__":
    table(__file__, 28, ("numlir", "numba", "NumPy", "C"), rows)
