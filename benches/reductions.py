"""Reductions along either axis: numlir, numba, NumPy and C (clang -O3 -march=native), in nanoseconds a reduction.

    python benches/reductions.py [word ...] [--processes N]      only rows whose name has one of the words

The compiled ones repeat it inside compiled code, so that no call from Python counts; each makes a fresh array of what it gives, also in C.
C sums in the order of the text, which allows no vectors; NumPy and numlir sum pairwise, with the same bits. Masks are other ones for each of
many arrays ("masked"), all in one compiled call, so that no processor learns which elements they select; so are positions ("gathered").
"slices" are rows with five places between them.
"""

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path

import numba
import numpy as np
from timing import fastest, table

import numlir

KERNELS = """
#include <stdint.h>
#include <stdlib.h>
#define REPEATED(T, name)                                                                        \\
  void repeat_##name(const T *a, int64_t m, int64_t n, int64_t length, int64_t size, int64_t count) { \\
    while (count--) {                                                                           \\
      void *out = malloc(length * size);                                                        \\
      name(a, m, n, out);                                                                       \\
      __asm__ volatile("" : : "r"(out) : "memory");                                             \\
      free(out);                                                                                \\
    }                                                                                           \\
  }
#define FINISH(sum, count) (sum)
#define KERNELS(T, name, first, value)                                                          \\
  void all_##name(const T *a, int64_t m, int64_t n, T *out) {                                   \\
    T s = first;                                                                                \\
    for (int64_t k = 0; k < m * n; k++) { T x = a[k]; s = value; }                              \\
    *out = FINISH(s, m * n);                                                                    \\
  }                                                                                             \\
  void rows_##name(const T *a, int64_t m, int64_t n, T *restrict out) {                         \\
    for (int64_t i = 0; i < m; i++) {                                                           \\
      T s = first;                                                                              \\
      for (int64_t j = 0; j < n; j++) { T x = a[i * n + j]; s = value; }                        \\
      out[i] = FINISH(s, n);                                                                    \\
    }                                                                                           \\
  }                                                                                             \\
  void slices_##name(const T *a, int64_t m, int64_t n, T *restrict out) {                       \\
    for (int64_t i = 0; i < m; i++) {                                                           \\
      T s = first;                                                                              \\
      for (int64_t j = 0; j < n; j++) { T x = a[i * (n + 5) + j]; s = value; }                  \\
      out[i] = FINISH(s, n);                                                                    \\
    }                                                                                           \\
  }                                                                                             \\
  void columns_##name(const T *a, int64_t m, int64_t n, T *restrict out) {                      \\
    for (int64_t j = 0; j < n; j++) out[j] = first;                                             \\
    for (int64_t i = 0; i < m; i++)                                                             \\
      for (int64_t j = 0; j < n; j++) { T x = a[i * n + j], s = out[j]; out[j] = value; }       \\
    for (int64_t j = 0; j < n; j++) out[j] = FINISH(out[j], m);                                 \\
  }                                                                                             \\
  REPEATED(T, all_##name)                                                                       \\
  REPEATED(T, rows_##name)                                                                      \\
  REPEATED(T, slices_##name)                                                                    \\
  REPEATED(T, columns_##name)
KERNELS(double, sum_float64, 0, s + x)
KERNELS(float, sum_float32, 0, s + x)
KERNELS(int64_t, sum_int64, 0, s + x)
#undef FINISH
#define FINISH(sum, count) ((sum) / (count))
KERNELS(double, mean_float64, 0, s + x)
#undef FINISH
#define FINISH(sum, count) (sum)
KERNELS(double, max_float64, -1e308, x > s ? x : s)
KERNELS(int64_t, max_int64, INT64_MIN, x > s ? x : s)
#define MASKED(T, name, first, selected, step, result)                                           \\
  void masked_##name(const T *a, const uint8_t *m, int64_t rows, int64_t n, double *out) {       \\
    double total = 0;                                                                           \\
    for (int64_t i = 0; i < rows; i++, a += n, m += n) {                                        \\
      T s = first;                                                                              \\
      int64_t count = 0;                                                                        \\
      for (int64_t k = 0; k < n; k++)                                                           \\
        if (selected) { T x = a[k]; s = step; count++; }                                        \\
      total += result;                                                                          \\
    }                                                                                           \\
    *out = total;                                                                               \\
  }
MASKED(double, sum_float64, 0, m[k], s + x, s)
MASKED(float, sum_float32, 0, m[k], s + x, s)
MASKED(int64_t, sum_int64, 0, m[k], s + x, s)
MASKED(double, squares_float64, 0, m[k], s + x * x, s)
MASKED(double, positive_float64, 0, a[k] > 0, s + x, s)
MASKED(double, mean_float64, 0, a[k] > 0, s + x, s / count)
MASKED(double, max_float64, -1e308, m[k], x > s ? x : s, s)
MASKED(double, length_float64, 0, m[k], s, count)
MASKED(double, count_float64, 0, m[k], s + (x > 3), s)
#define GATHERED(T, name, first, step)                                                            \
  void gathered_##name(const T *a, const int64_t *p, int64_t rows, int64_t n, double *out) {     \
    double total = 0;                                                                           \
    for (int64_t i = 0; i < rows; i++, a += n, p += n) {                                        \
      T s = first;                                                                              \
      for (int64_t k = 0; k < n; k++) { T x = a[p[k]]; s = step; }                              \
      total += s;                                                                               \
    }                                                                                           \
    *out = total;                                                                               \
  }
GATHERED(double, sum_float64, 0, s + x)
GATHERED(float, sum_float32, 0, s + x)
GATHERED(double, squares_float64, 0, s + x * x)
GATHERED(double, weighted_float64, 0, s + x * a[k])
GATHERED(double, max_float64, -1e308, x > s ? x : s)
void rows_argmax_float64(const double *a, int64_t m, int64_t n, int64_t *restrict out) {
  for (int64_t i = 0; i < m; i++) {
    int64_t place = 0;
    double best = a[i * n];
    for (int64_t j = 1; j < n; j++)
      if (a[i * n + j] > best) { best = a[i * n + j]; place = j; }
    out[i] = place;
  }
}
REPEATED(double, rows_argmax_float64)
"""

SHAPES = [(10, 10), (1000, 10), (10, 1000), (100, 100), (1000, 1000), (40, 3), (10_000, 3), (3, 10_000), (10_000, 7)]
CASES = [
    ("sum", "float64"),
    ("sum", "float32"),
    ("sum", "int64"),
    ("max", "float64"),
    ("max", "int64"),
    ("mean", "float64"),
    ("argmax", "float64"),
]
FUNCTIONS = {
    ("sum", "all"): lambda a: np.sum(a),
    ("sum", "rows"): lambda a: np.sum(a, axis=1),
    ("sum", "slices"): lambda a: np.sum(a, axis=1),
    ("sum", "columns"): lambda a: np.sum(a, axis=0),
    ("max", "all"): lambda a: np.max(a),
    ("max", "rows"): lambda a: np.max(a, axis=1),
    ("max", "slices"): lambda a: np.max(a, axis=1),
    ("max", "columns"): lambda a: np.max(a, axis=0),
    ("mean", "rows"): lambda a: np.mean(a, axis=1),
    ("mean", "columns"): lambda a: np.mean(a, axis=0),
    ("argmax", "rows"): lambda a: np.argmax(a, axis=1),
}
SIZES = [100, 1000, 10_000, 1_000_000]
MASKED = {
    "sum float64": lambda a, m: np.sum(a[m]),
    "sum float32": lambda a, m: np.sum(a[m]),
    "sum int64": lambda a, m: np.sum(a[m]),
    "squares float64": lambda a, m: (a[m] ** 2).sum(),
    "positive float64": lambda a, m: a[a > 0].sum(),
    "mean float64": lambda a, m: a[a > 0].mean(),
    "max float64": lambda a, m: np.max(a[m]),
    "length float64": lambda a, m: len(a[m]),
    "count float64": lambda a, m: np.count_nonzero(a[m] > 3),
}
GATHERED = {
    "sum float64": lambda a, p: a[p].sum(),
    "sum float32": lambda a, p: a[p].sum(),
    "squares float64": lambda a, p: (a[p] ** 2).sum(),
    "weighted float64": lambda a, p: (a * a[p]).sum(),
    "max float64": lambda a, p: a[p].max(),
}


def kernels():
    """The C kernels; None without clang."""
    clang = shutil.which("clang-22") or shutil.which("clang") or shutil.which("/usr/lib/llvm-22/bin/clang")
    if clang is None:
        return None
    folder = Path(tempfile.mkdtemp())
    (folder / "kernels.c").write_text(KERNELS)
    command = [clang, "-O3", "-march=native", "-shared", "-fPIC", folder / "kernels.c", "-o", folder / "kernels.so"]
    subprocess.run(command, check=True)
    return ctypes.CDLL(str(folder / "kernels.so"))


def over_rows(function):
    """What a function gives of arrays and masks or positions, a row each, in all."""

    def total(a, m):
        all = 0.0
        for i in range(a.shape[0]):
            all += function(a[i], m[i])
        return all

    return total


def repeated(function, has_axis):
    """Reduces again and again."""
    if has_axis:

        def repeat(a, count):
            total = 0.0
            for _ in range(count):
                total += function(a)[0]
            return total
    else:

        def repeat(a, count):
            total = 0.0
            for _ in range(count):
                total += function(a)
            return total

    return repeat


def reductions(library, wanted):
    rng = np.random.default_rng(0)
    for (kind, how), function in FUNCTIONS.items():
        for dtype in (dtype for one, dtype in CASES if one == kind):
            labels = {shape: f"{kind} {dtype} {how} {shape[0]}x{shape[1]}" for shape in SHAPES}
            shapes = [shape for shape, label in labels.items() if wanted(label)]
            # numba's other reductions have no axis.
            engines = [numlir, numba] if kind == "sum" or how == "all" else [numlir]
            compiled = [engine.njit(repeated(engine.njit(function), how != "all")) for engine in engines]
            for shape in shapes:
                a = (rng.normal(size=(shape[0], shape[1] + (5 if how == "slices" else 0))) * 100).astype(dtype)[:, : shape[1]]
                expected = function(a)
                for own in compiled:
                    np.testing.assert_allclose(own(a, 1), expected.ravel()[0], rtol=1e-4, atol=1e-2)
                calls = [lambda count, own=own: own(a, count) for own in compiled] + [None] * (2 - len(compiled))
                calls.append(lambda count: [function(a) for _ in range(count)])
                kernel = library and library[f"repeat_{how}_{kind}_{dtype}"]
                sizes = [ctypes.c_int64(size) for size in (*shape, expected.size, expected.itemsize)]
                pointer = ctypes.c_void_p(a.ctypes.data)
                calls.append(kernel and (lambda count: kernel(pointer, *sizes, ctypes.c_int64(count))))
                yield labels[shape], fastest(calls, max(1, 2_000_000 // (a.size + 1000)))


def selected(kind, functions, library, wanted):
    """Masks or positions, in each of many arrays."""
    rng = np.random.default_rng(0)
    for name, function in functions.items():
        dtype = name.split()[-1]
        compiled = [engine.njit(over_rows(engine.njit(function))) for engine in (numlir, numba)]
        for size in SIZES:
            label = f"{kind} {name} {size}"
            if not wanted(label):
                continue
            rows = max(1, 200_000 // size)
            a = (rng.normal(size=(rows, size)) * 10).astype(dtype)
            m = rng.random((rows, size)) < 0.5 if kind == "masked" else rng.integers(0, size, (rows, size))
            whole = over_rows(function)
            expected = whole(a, m)
            for own in compiled:
                np.testing.assert_allclose(own(a, m), expected, rtol=1e-3)
            calls = [lambda _, own=own: own(a, m) for own in (*compiled, whole)]
            out = np.zeros(1)
            pointers = [ctypes.c_void_p(array.ctypes.data) for array in (a, m)]
            arguments = (*pointers, ctypes.c_int64(rows), ctypes.c_int64(size), ctypes.c_void_p(out.ctypes.data))
            kernel = library and library[f"{kind}_{name.replace(' ', '_')}"]
            if kernel:
                kernel(*arguments)
                np.testing.assert_allclose(out[0], expected, rtol=1e-3)
            calls.append(kernel and (lambda _: kernel(*arguments)))
            yield label, [value / rows for value in fastest(calls, 1)]


def rows(wanted):
    library = kernels()
    yield from reductions(library, wanted)
    yield from selected("masked", MASKED, library, wanted)
    yield from selected("gathered", GATHERED, library, wanted)


if __name__ == "__main__":
    table(__file__, 32, ("numlir", "numba", "NumPy", "C"), rows)
