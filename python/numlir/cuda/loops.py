"""Parallel loops of compiled functions on a device."""

from __future__ import annotations

from .. import _numlir
from . import target as _target
from .devicearray import as_cuda_array, is_cuda_array


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


def call(dispatcher, arguments):
    """Calls a compiled function some of whose arguments are arrays of the device, which its parallel loops use where they are."""
    on_device = tuple(position for position, argument in enumerate(arguments) if is_cuda_array(argument))
    values = list(arguments)
    for position in on_device:
        values[position] = as_cuda_array(values[position])._view
    # The CPU target's arrays are the CPU's.
    known = () if _target.is_cpu() else on_device
    for position in known:
        _target.platform().here(values[position])
    twins = dispatcher.__dict__.setdefault("_on_device", {})
    if known not in twins:
        chosen = {**dispatcher.__dict__.get("_settings", {}), "on_device": True, "device_arguments": known}
        twins[known] = _numlir.dispatcher(dispatcher.py_func, chosen)
    return twins[known](*values)
