"""Devices, contexts, streams and events, of whichever platform kernels run on."""

from __future__ import annotations

from contextlib import contextmanager

from .errors import CudaSupportError
from .target import platform


class _Devices:
    """All devices."""

    @property
    def lst(self):
        return platform().devices()

    @property
    def current(self):
        """The device of this thread's context, or None where it has none yet."""
        return platform().active()

    def __getitem__(self, number):
        return self.lst[number]

    def __iter__(self):
        return iter(self.lst)

    def __len__(self):
        return len(self.lst)

    def __repr__(self):
        return f"<Managed Devices {self.lst!r}>"


gpus = _Devices()


def is_available():
    """Whether kernels can be launched."""
    return platform().problem() is None


def cuda_error():
    """What is wrong with the driver, if anything is."""
    return platform().problem()


def is_supported_version():
    """Whether the driver is one that kernels can be compiled for."""
    return is_available()


def is_float16_supported():
    """Whether devices compute with numbers of 16 bits."""
    return True


def detect():
    """Prints which devices there are. Whether there is one."""
    if not is_available():
        raise CudaSupportError(str(cuda_error()))
    print(f"Found {len(gpus)} CUDA devices")
    for device in gpus:
        major, minor = device.compute_capability
        print(f"id {device.id}    {device.name!r}    [SUPPORTED]")
        print(f"{'Compute Capability':>40}: {major}.{minor}")
        print(f"{'UUID':>40}: {device.uuid}")
    print("Summary:")
    print(f"\t{len(gpus)}/{len(gpus)} devices are supported")
    return True


def list_devices():
    return gpus


def select_device(device_id):
    """Makes a device the one of this thread."""
    if not 0 <= device_id < len(gpus):
        raise ValueError(f"there is no device {device_id}")
    platform().select(device_id)
    return gpus[device_id]


def get_current_device():
    """The device of this thread: the first where it has no context yet."""
    return platform().current()


class _Context:
    """The context of a device, with what belongs to it."""

    def __init__(self, of):
        self._of = of
        self.device = of.device

    def get_memory_info(self):
        """Bytes that are free, and all."""
        return MemoryInfo(*self._of.get_memory_info())

    def memhostalloc(self, bytesize, mapped=False, portable=False, wc=False):
        """Bytes of the host that are not moved; with ``mapped`` devices reach them."""
        if mapped:
            return platform().mapped(bytesize, portable, wc)[0]
        return platform().pinned(bytesize)

    @contextmanager
    def defer_cleanup(self):
        """A context in which no memory is given back."""
        platform().defer(True)
        try:
            yield
        finally:
            platform().defer(False)

    def synchronize(self):
        """Waits until all is done."""
        self._of.synchronize()

    def create_stream(self):
        return stream()

    def create_event(self, timing=True):
        return event(timing)

    def reset(self):
        """Forgets what was loaded."""
        self.device.reset()

    def __eq__(self, other):
        return isinstance(other, _Context) and self._of is other._of

    def __hash__(self):
        return hash(id(self._of))

    def __enter__(self):
        self.device.__enter__()
        return self

    def __exit__(self, *problem):
        return self.device.__exit__(*problem)


class MemoryInfo(tuple):
    """``(free, total)`` in bytes."""

    __slots__ = ()

    def __new__(cls, free, total):
        return super().__new__(cls, (free, total))

    free = property(lambda self: self[0])
    total = property(lambda self: self[1])


def current_context(devnum=None):
    """The context of the device of this thread, or of the device of a number."""
    if devnum is not None:
        return _Context(gpus[devnum].get_primary_context())
    return _Context(platform().context())


def require_context(function):
    """A function that is called with a context: there always is one."""
    return function


def close():
    """Gives up what belongs to this process's devices."""
    platform().close()


def synchronize():
    """Waits until all is done."""
    platform().context().synchronize()


def stream():
    """A new stream."""
    return platform().stream()


def default_stream():
    return platform().existing_stream(0)


def legacy_default_stream():
    return platform().existing_stream(1)


def per_thread_default_stream():
    return platform().existing_stream(2)


def external_stream(ptr):
    """A stream that somebody else made."""
    return platform().existing_stream(ptr, external=True)


def event(timing=True):
    """A new event."""
    return platform().event(timing)


def event_elapsed_time(evtstart, evtend):
    """Milliseconds between two events."""
    return evtstart.elapsed_time(evtend)


@contextmanager
def defer_cleanup():
    """A context in which no memory is given back."""
    with current_context().defer_cleanup():
        yield


def profile_start():
    """Tells a profiler to begin. Profilers that look at whole processes need nothing of it."""


def profile_stop():
    """Tells a profiler to end."""


@contextmanager
def profiling():
    """A context that a profiler looks at."""
    profile_start()
    yield
    profile_stop()
