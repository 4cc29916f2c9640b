"""Devices, contexts, streams and events."""

from __future__ import annotations

import time
from contextlib import contextmanager

from . import target
from .errors import CudaSupportError


class Stream:
    """A queue of work. On the CPU target all work is done when it is queued."""

    def __init__(self, handle=0, external=False):
        self.handle = handle
        self.external = external

    def synchronize(self):
        """Waits until all is done."""

    @contextmanager
    def auto_synchronize(self):
        """A context that ends when all that was queued in it is done."""
        yield self
        self.synchronize()

    def add_callback(self, callback, arg=None):
        """Has ``callback(stream, status, arg)`` called once all before is done."""
        callback(self, 0, arg)

    async def async_done(self):
        """Waits until all is done."""
        self.synchronize()

    def __int__(self):
        return self.handle

    def __bool__(self):
        return bool(self.handle)

    def __repr__(self):
        return f"<stream {self.handle}>"


class Event:
    """A place in a stream, and when it was reached."""

    def __init__(self, timing=True):
        self.timing = timing
        self.when = None

    def record(self, stream=0):
        self.when = time.perf_counter()

    def synchronize(self):
        """Waits until the place is reached."""

    def query(self):
        return True

    def wait(self, stream=0):
        """Has a stream wait until the place is reached."""

    def elapsed_time(self, evtend):
        """Milliseconds from here to another event."""
        return event_elapsed_time(self, evtend)


def event_elapsed_time(evtstart, evtend):
    """Milliseconds between two events."""
    if evtstart.when is None or evtend.when is None:
        raise ValueError("an event was not recorded")
    return (evtend.when - evtstart.when) * 1e3


class Device:
    """The CPU, as a device."""

    id = 0
    name = b"CPU"
    compute_capability = (8, 0)
    uuid = "GPU-00000000-0000-0000-0000-000000000000"
    MULTIPROCESSOR_COUNT = 1
    WARP_SIZE = 32
    MAX_THREADS_PER_BLOCK = 1024
    MAX_BLOCK_DIM_X = 1024
    MAX_BLOCK_DIM_Y = 1024
    MAX_BLOCK_DIM_Z = 64
    MAX_GRID_DIM_X = 2**31 - 1
    MAX_GRID_DIM_Y = 65535
    MAX_GRID_DIM_Z = 65535
    MAX_SHARED_MEMORY_PER_BLOCK = 48 * 1024
    COOPERATIVE_LAUNCH = 1

    def reset(self):
        """Forgets what was loaded."""

    def get_primary_context(self):
        return current_context()

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        return False

    def __repr__(self):
        return f"<CUDA device {self.id} {self.name!r}>"


class Context:
    """What belongs to a device."""

    def __init__(self, device):
        self.device = device

    def get_memory_info(self):
        """Bytes that are free, and all."""
        import os

        page = os.sysconf("SC_PAGE_SIZE")
        return MemoryInfo(os.sysconf("SC_AVPHYS_PAGES") * page, os.sysconf("SC_PHYS_PAGES") * page)

    def memhostalloc(self, bytesize, mapped=False, portable=False, wc=False):
        import numpy

        return numpy.empty(bytesize, numpy.uint8)

    @contextmanager
    def defer_cleanup(self):
        yield

    def synchronize(self):
        """Waits until all is done."""

    def create_stream(self):
        return stream()

    def reset(self):
        """Forgets what was loaded."""

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        return False


class MemoryInfo(tuple):
    """``(free, total)`` in bytes."""

    def __new__(cls, free, total):
        return super().__new__(cls, (free, total))

    free = property(lambda self: self[0])
    total = property(lambda self: self[1])


class _Devices:
    """All devices."""

    @property
    def lst(self):
        return [_device()]

    @property
    def current(self):
        return _device()

    def __getitem__(self, number):
        return self.lst[number]

    def __iter__(self):
        return iter(self.lst)

    def __len__(self):
        return len(self.lst)

    def __repr__(self):
        return f"<Managed Devices {self.lst!r}>"


gpus = _Devices()
_cpu = Device()
_context = Context(_cpu)
_streams = 0


def _device():
    if target.is_cpu():
        return _cpu
    from . import driver

    return driver.device()


def is_available():
    """Whether kernels can be launched."""
    if target.is_cpu():
        return True
    from . import driver

    return driver.is_available()


def cuda_error():
    """What is wrong with the driver, if anything is."""
    if is_available():
        return None
    from . import driver

    return driver.problem()


def is_supported_version():
    """Whether the driver is one that kernels can be compiled for."""
    return is_available()


def detect():
    """Prints which devices there are. Whether there is one."""
    if not is_available():
        raise CudaSupportError(cuda_error())
    print(f"Found {len(gpus)} CUDA devices")
    for device in gpus:
        name = device.name.decode() if isinstance(device.name, bytes) else device.name
        print(f"id {device.id}    {name}    [SUPPORTED]")
        print(f"         Compute Capability: {device.compute_capability[0]}.{device.compute_capability[1]}")
    return True


def list_devices():
    return gpus


def select_device(device_id):
    """Makes a device the one of this thread."""
    if device_id != 0:
        raise ValueError(f"there is no device {device_id}")
    return gpus[0]


def get_current_device():
    return gpus.current


def current_context(devnum=None):
    """The context of the device of this thread."""
    if target.is_cpu():
        return _context
    from . import driver

    return driver.context()


def require_context(function):
    """A function that is called with a context: there always is one."""
    return function


def close():
    """Gives up what belongs to this process's devices."""


def synchronize():
    """Waits until all is done."""
    current_context().synchronize()


def stream():
    """A new stream."""
    global _streams
    if not target.is_cpu():
        from . import driver

        return driver.stream()
    _streams += 1
    return Stream(_streams + 2)


def default_stream():
    return Stream(0)


def legacy_default_stream():
    return Stream(1)


def per_thread_default_stream():
    return Stream(2)


def external_stream(ptr):
    """A stream that somebody else made."""
    return Stream(ptr, external=True)


def event(timing=True):
    """A new event."""
    if not target.is_cpu():
        from . import driver

        return driver.event(timing)
    return Event(timing)


@contextmanager
def defer_cleanup():
    """A context in which no memory is given back."""
    yield


def profile_start():
    """Tells a profiler to begin."""


def profile_stop():
    """Tells a profiler to end."""


@contextmanager
def profiling():
    """A context that a profiler looks at."""
    yield
