"""Parallel loops of compiled functions on a device."""

from . import target as _target


def target():
    """What loops are compiled for: the driver, and the chip with what PTX for it needs; None where kernels run on the CPU.

    CudaSupportError where there is no driver.
    """
    if _target.is_cpu():
        return None
    from . import driver
    from .ptx import device_target

    library = driver.library()
    return library, device_target(driver.current().compute_capability, library.version())
