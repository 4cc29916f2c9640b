"""Launches on a device. None can be made yet: what needs one says so when it is called."""

from .errors import CudaSupportError

_PROBLEM = "kernels are not launched on devices yet; set NUMLIR_CUDA_TARGET=cpu to run them on the CPU"


def is_available():
    return False


def problem():
    """Why there is no device."""
    return CudaSupportError(_PROBLEM)


def _refuse(*arguments):
    raise problem()


launch = device = context = stream = event = _refuse
