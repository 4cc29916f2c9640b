"""Where kernels run: on a device, or compiled on the CPU."""

import os


def is_cpu():
    """Whether kernels run on the CPU, which ``NUMLIR_CUDA_TARGET=cpu`` asks for (or numba's ``NUMBA_ENABLE_CUDASIM=1``)."""
    asked = os.environ.get("NUMLIR_CUDA_TARGET")
    if asked is not None:
        return asked.lower() == "cpu"
    return os.environ.get("NUMBA_ENABLE_CUDASIM", "0") not in ("0", "")


def platform():
    """What has devices, streams, events and memory: the module `host`, or `driver`."""
    if is_cpu():
        from . import host

        return host
    from . import driver

    return driver
