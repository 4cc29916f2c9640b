"""How fast kernels run on the CPU: the time a thread takes, and GFLOP/s of a tiled product. Minimum of several runs."""

import os
import sys
import time
from pathlib import Path

os.environ["NUMLIR_CUDA_TARGET"] = "cpu"
sys.path.insert(0, str(Path(__file__).parent))

import kernels  # noqa: E402
import numpy as np  # noqa: E402


def shortest(run, repeats=7):
    run()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def main():
    rng = np.random.default_rng(0)
    n = 1 << 22
    x, y = rng.random(n, np.float32), rng.random(n, np.float32)
    out = np.zeros(n, np.float32)
    for name, run in {
        "vecadd": lambda: kernels.vecadd[n // 256, 256](x, y, out),
        "saxpy": lambda: kernels.saxpy[n // 256, 256](n, np.float32(2), x, y),
        "reduce_sum": lambda: kernels.reduce_sum[n // 256, 256](x, out),
        "warp_sum": lambda: kernels.warp_sum[n // 256, 256](x, out),
    }.items():
        print(f"{name:12} {shortest(run) / n * 1e9:8.3f} ns a thread")
    out[0] = 0
    kernels.reduce_sum[n // 256, 256](x, out)
    assert abs(out[0] / x.sum(dtype=np.float64) - 1) < 1e-4
    for size in (256, 512):
        a, b = rng.random((size, size), np.float32), rng.random((size, size), np.float32)
        c = np.zeros((size, size), np.float32)
        time_taken = shortest(lambda: kernels.matmul[(size // 16, size // 16), (16, 16)](a, b, c), 5)  # noqa: B023
        np.testing.assert_allclose(c, a @ b, rtol=1e-3)
        print(f"matmul {size:5} {2 * size**3 / time_taken / 1e9:8.2f} GFLOP/s")


if __name__ == "__main__":
    main()
