"""Kernels on a device: what a launch costs, and how much of a copy's speed kernels reach that move memory.

    python benches/gpu/device.py

Needs NVIDIA's driver. numba-cuda, CuPy and PyTorch are measured beside numlir where this Python has them. Times are minima of several
runs, those of different libraries in turn; the first line says on what they were taken.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import kernels  # noqa: E402
import numpy as np  # noqa: E402
from numlir import cuda  # noqa: E402

COUNT = 1 << 26
LAUNCHES = 2000


def peers(x, y, out):
    """What adds two arrays of the device into a third, by library."""
    blocks = (out.size + 255) // 256
    found = {"numlir": lambda: kernels.vecadd[blocks, 256](x, y, out)}
    try:
        from numba import cuda as numba_cuda

        kernel = numba_cuda.jit(kernels.vecadd.py_func)
        theirs = [numba_cuda.as_cuda_array(each) for each in (x, y, out)]
        found["numba-cuda"] = lambda: kernel[blocks, 256](*theirs)
    except Exception as error:
        print(f"without numba-cuda: {type(error).__name__}")
    try:
        import cupy

        views = [cupy.asarray(each) for each in (x, y, out)]
        found["cupy"] = lambda: cupy.add(views[0], views[1], out=views[2])
    except Exception as error:
        print(f"without CuPy: {type(error).__name__}")
    try:
        import torch

        tensors = [torch.as_tensor(each, device="cuda") for each in (x, y, out)]
        found["torch"] = lambda: torch.add(tensors[0], tensors[1], out=tensors[2])
    except Exception as error:
        print(f"without PyTorch: {type(error).__name__}")
    return found


def milliseconds(work, repeats=20):
    """The shortest time that the device takes, by events."""
    start, end = cuda.event(), cuda.event()
    work()
    best = float("inf")
    for _ in range(repeats):
        start.record()
        work()
        end.record()
        end.synchronize()
        best = min(best, cuda.event_elapsed_time(start, end))
    return best


def overhead(work):
    """Microseconds of the host for a launch, where the device keeps up."""
    best = float("inf")
    for _ in range(10):
        cuda.synchronize()
        started = time.perf_counter()
        for _ in range(LAUNCHES // 10):
            work()
        best = min(best, (time.perf_counter() - started) / (LAUNCHES // 10))
        cuda.synchronize()
    return best * 1e6


def main():
    if not cuda.is_available():
        sys.exit(f"no device: {cuda.cuda_error()}")
    device = cuda.get_current_device()
    count = min(COUNT, cuda.current_context().get_memory_info().free // 64)
    print(f"{device.name.decode()}, compute capability {device.compute_capability}, {count} elements of float32")
    x, y = (cuda.to_device(np.random.default_rng(seed).random(count, np.float32)) for seed in (0, 1))
    out = cuda.device_array_like(x)
    copy = milliseconds(lambda: out.copy_to_device(x))
    print(f"{'copy':14}{2 * x.nbytes / copy / 1e9:8.2f} TB/s")
    small = [cuda.device_array(256, np.float32) for _ in range(3)]
    for (name, work), launch in zip(peers(x, y, out).items(), peers(*small).values()):
        rate = 3 * x.nbytes / milliseconds(work) / 1e9
        print(f"{name:14}{rate:8.2f} TB/s{rate / (2 * x.nbytes / copy / 1e9):8.0%} of a copy{overhead(launch):8.2f} us a launch")


if __name__ == "__main__":
    main()
