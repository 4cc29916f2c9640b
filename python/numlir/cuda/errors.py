"""What can go wrong with devices and launches, under numba's names."""

from ..errors import NumlirError


class CudaSupportError(ImportError):
    """There is no driver, or no device, where one is needed."""


class CudaDriverError(NumlirError):
    """The driver was used in a way that it does not allow."""


class CudaRuntimeError(CudaDriverError):
    """A call of the driver that failed."""


class CudaAPIError(CudaDriverError):
    """A call of the driver that failed, with its number."""

    def __init__(self, code, message):
        self.code = code
        super().__init__(f"[{code}] {message}")


class KernelLaunchError(NumlirError, ValueError):
    """A launch that cannot be: too many threads, too much shared memory."""


class LaunchTypeError(NumlirError, TypeError):
    """A launch whose configuration is of the wrong kind."""
