"""Reductions along either axis: numlir, numba, NumPy and C (clang -O3 -march=native), in nanoseconds a call.

    python benches/reductions.py [word ...]      only cases whose name has one of the words

C sums in the order of the text, which allows no vectors; NumPy and numlir sum pairwise, with the same bits.
"""

import ctypes
import shutil
import subprocess
import sys
import tempfile
import timeit
from pathlib import Path

import numpy as np

import numlir

KERNELS = """
#include <stdint.h>
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
  void columns_##name(const T *a, int64_t m, int64_t n, T *restrict out) {                      \\
    for (int64_t j = 0; j < n; j++) out[j] = first;                                             \\
    for (int64_t i = 0; i < m; i++)                                                             \\
      for (int64_t j = 0; j < n; j++) { T x = a[i * n + j], s = out[j]; out[j] = value; }       \\
  }
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
void rows_argmax_float64(const double *a, int64_t m, int64_t n, int64_t *restrict out) {
  for (int64_t i = 0; i < m; i++) {
    int64_t place = 0;
    double best = a[i * n];
    for (int64_t j = 1; j < n; j++)
      if (a[i * n + j] > best) { best = a[i * n + j]; place = j; }
    out[i] = place;
  }
}
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
    ("sum", "columns"): lambda a: np.sum(a, axis=0),
    ("max", "all"): lambda a: np.max(a),
    ("max", "rows"): lambda a: np.max(a, axis=1),
    ("max", "columns"): lambda a: np.max(a, axis=0),
    ("mean", "rows"): lambda a: np.mean(a, axis=1),
    ("mean", "columns"): lambda a: np.mean(a, axis=0),
    ("argmax", "rows"): lambda a: np.argmax(a, axis=1),
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


def time(call, size):
    """Nanoseconds of the fastest of several calls."""
    count = max(1, 2_000_000 // (size + 2000))
    return min(timeit.repeat(call, number=count, repeat=7)) / count * 1e9


def main(words):
    library = kernels()
    try:
        import numba
    except ImportError:
        numba = None
    rng = np.random.default_rng(0)
    print(f"{'':32}{'numlir':>12}{'numba':>12}{'NumPy':>12}{'C':>12}{'numlir/C':>12}")
    for kind, dtype in CASES:
        for how in ("all", "rows", "columns"):
            function = FUNCTIONS.get((kind, how))
            if function is None or (words and not any(word in f"{kind} {dtype} {how}" for word in words)):
                continue
            engines = [engine.njit(function) if engine else None for engine in (numlir, numba)]
            for shape in SHAPES:
                a = (rng.normal(size=shape) * 100).astype(dtype)
                expected = function(a)
                times = []
                for compiled in engines:
                    if compiled is None or (compiled is engines[1] and kind != "sum" and how != "all"):
                        times.append(float("nan"))  # numba's has no axis
                        continue
                    np.testing.assert_allclose(compiled(a), expected, rtol=1e-4, atol=1e-2)
                    times.append(time(lambda: compiled(a), a.size))
                times.append(time(lambda: function(a), a.size))
                if library is not None:
                    kernel = library[f"{how}_{kind}_{dtype}"]
                    out = np.zeros(max(shape), dtype)
                    arguments = (ctypes.c_void_p(a.ctypes.data), *map(ctypes.c_int64, shape), ctypes.c_void_p(out.ctypes.data))
                    times.append(time(lambda: kernel(*arguments), a.size))
                label = f"{kind} {dtype} {how} {shape[0]}x{shape[1]}"
                ratio = f"{times[0] / times[3]:12.2f}" if len(times) > 3 else ""
                print(f"{label:32}" + "".join(f"{value:12.0f}" for value in times) + ratio, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
