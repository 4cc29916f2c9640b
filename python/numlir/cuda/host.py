"""The CPU in a device's place: what `driver` is to a device, with nothing to wait for."""

from __future__ import annotations

import os
import threading
import time
from contextlib import contextmanager

import numpy as np


class Stream:
    """A queue of work. All work is done when it is queued."""

    def __init__(self, handle=0, external=False):
        self.handle = handle
        self.external = external

    def synchronize(self):
        """Waits until all is done."""

    def query(self):
        """Whether all is done."""
        return True

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

    __index__ = __int__

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
        """Whether the place is reached."""
        return True

    def wait(self, stream=0):
        """Has a stream wait until the place is reached."""

    def elapsed_time(self, evtend):
        """Milliseconds from here to another event."""
        if self.when is None or evtend.when is None:
            raise ValueError("an event was not recorded")
        return (evtend.when - self.when) * 1e3


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
    MAX_SHARED_MEMORY_PER_BLOCK_OPTIN = 227 * 1024
    COOPERATIVE_LAUNCH = 1

    def reset(self):
        """Forgets what was loaded."""

    def get_primary_context(self):
        return context()

    def __enter__(self):
        _local.stack = [*getattr(_local, "stack", []), active()]
        select(self.id)
        return self

    def __exit__(self, *problem):
        _local.has_context = _local.stack.pop() is not None
        return False

    def __repr__(self):
        return f"<CUDA device {self.id} {self.name!r}>"


class Context:
    """What belongs to a device."""

    def __init__(self, device):
        self.device = device

    def get_memory_info(self):
        """Bytes that are free, and all."""
        page = os.sysconf("SC_PAGE_SIZE")
        return os.sysconf("SC_AVPHYS_PAGES") * page, os.sysconf("SC_PHYS_PAGES") * page

    def synchronize(self):
        """Waits until all is done."""


_device = Device()
_context = Context(_device)
_streams = 0
# Whether a thread has a context: it has, but after `close`.
_local = threading.local()


def devices():
    return [_device]


def active():
    """The device of this thread's context, or None where it has none."""
    return _device if getattr(_local, "has_context", True) else None


def current():
    select(0)
    return _device


def select(number):
    """Makes a device the one of this thread."""
    _local.has_context = True


def problem():
    """Why there is no device: there always is one."""
    return None


def context():
    select(0)
    return _context


def stream():
    """A new stream. The first three numbers are those of the streams that are always there."""
    global _streams
    _streams += 1
    return Stream(_streams + 2)


def existing_stream(handle, external=False):
    return Stream(handle, external)


def event(timing):
    return Event(timing)


def close():
    """Gives up what belongs to this process's devices."""
    _local.has_context = False


def defer(deferred):
    """Begins or ends a time in which no memory is given back."""


# Memory: arrays are NumPy's own.


def empty(shape, dtype, order="C", strides=None):
    """An array that holds nothing yet."""
    if strides is None:
        return np.empty(shape, dtype, order)
    return np.ndarray(shape, dtype, np.empty(extent(shape, strides, dtype), np.uint8), 0, strides)


def extent(shape, strides, dtype):
    """How many bytes an array reaches over."""
    if 0 in shape:
        return 0
    return np.dtype(dtype).itemsize + sum((size - 1) * abs(stride) for size, stride in zip(shape, strides))


def dense_strides(array):
    """The strides of a dense array whose axes lie in memory in the order of an array's, as NumPy lays out copies."""
    axes = range(array.ndim)
    if array.size:
        axes = sorted(axes, key=lambda axis: -abs(array.strides[axis]))
    size = array.dtype.itemsize
    strides = [0] * array.ndim
    for axis in reversed(list(axes)):
        strides[axis] = size
        size *= array.shape[axis]
    return tuple(strides)


def is_dense(array):
    """Whether an array's elements lie without gaps, in whatever order of its axes."""
    flags = array.flags
    if flags.c_contiguous or flags.f_contiguous:
        return True
    pairs = zip(array.shape, array.strides, dense_strides(array))
    return all(extent == 1 or stride == dense for extent, stride, dense in pairs)


def read(view, stream=0):
    """A copy of an array for the host."""
    return view.copy(order="K")


def read_into(view, target, stream=0):
    """Copies an array's elements into one of the host."""
    np.copyto(target, view)


def write(view, source, stream=0):
    """Copies an array's elements, broadcast, from one of the host."""
    np.copyto(view, source, casting="unsafe")


def copy(view, source, stream=0):
    """Copies an array's elements, broadcast, from another array of the device."""
    np.copyto(view, source, casting="unsafe")


def adopt(address, shape, dtype, strides, owner):
    """An array in memory that somebody else owns."""
    return place(address, shape, dtype, strides, owner)


class _Bytes:
    """Memory at an address, as NumPy asks for it."""

    def __init__(self, address, size, owner):
        self.owner = owner
        self.__array_interface__ = {"shape": (size,), "typestr": "|u1", "data": (address, False), "version": 3}


def place(address, shape, dtype, strides, owner):
    """NumPy's description of an array at an address, which is read by nobody until its elements are asked for."""
    if strides is None:
        size = np.dtype(dtype).itemsize
        for extent_of_axis in shape:
            size *= extent_of_axis
        low, high = 0, size
    else:
        reach = [(size - 1) * stride for size, stride in zip(shape, strides)] if 0 not in shape else []
        low = sum(min(each, 0) for each in reach)
        high = sum(max(each, 0) for each in reach) + np.dtype(dtype).itemsize
    memory = np.asarray(_Bytes(address + low, high - low, owner))
    return np.ndarray(shape, dtype, memory, -low, strides)


def pinned(nbytes):
    """Bytes of the host that are not moved."""
    return np.empty(nbytes, np.uint8)


def mapped(nbytes, portable=False, wc=False):
    """Bytes of the host that devices reach, and their address there."""
    memory = np.empty(nbytes, np.uint8)
    return memory, memory.ctypes.data


def managed(nbytes, attach_global=True):
    """Bytes that the host and devices both reach."""
    return np.empty(nbytes, np.uint8)


@contextmanager
def fixed(arrays, mapped=False):
    """A context in which arrays of the host are not moved. Gives their addresses on the device."""
    yield [array.ctypes.data for array in arrays]
