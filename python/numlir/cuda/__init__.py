"""Kernels written in Python, for GPUs and compiled for the CPU.

The names are numba.cuda's:

>>> from numlir import cuda
>>> @cuda.jit
... def double(x):
...     i = cuda.grid(1)
...     if i < x.size:
...         x[i] *= 2
>>> double[blocks, threads](array)

``NUMLIR_CUDA_TARGET=cpu`` runs the same kernels on the CPU, compiled.
"""

import sys as _sys

from .devicearray import (
    In,
    InOut,
    Out,
    as_cuda_array,
    device_array,
    device_array_like,
    auto_device,
    from_cuda_array_interface,
    from_dlpack,
    is_cuda_array,
    managed_array,
    mapped,
    mapped_array,
    mapped_array_like,
    pinned,
    pinned_array,
    pinned_array_like,
    to_device,
)
from .device import (
    close,
    cuda_error,
    current_context,
    default_stream,
    defer_cleanup,
    detect,
    event,
    event_elapsed_time,
    external_stream,
    get_current_device,
    gpus,
    is_available,
    is_float16_supported,
    is_supported_version,
    legacy_default_stream,
    list_devices,
    per_thread_default_stream,
    profile_start,
    profile_stop,
    profiling,
    require_context,
    select_device,
    stream,
    synchronize,
)
from .errors import CudaAPIError, CudaDriverError, CudaRuntimeError, CudaSupportError, KernelLaunchError
from .intrinsics import install as _install
from .kernel import jit
from .ptx import compile, compile_for_current_device, compile_ptx, compile_ptx_for_current_device

_install(_sys.modules[__name__])

from . import random  # noqa: E402
from . import vectors as _vectors  # noqa: E402
from .reduction import Reduce, reduce  # noqa: E402

_vectors.install(_sys.modules[__name__])

# Threads of a warp.
warpsize = 32
