"""NVIDIA's driver: devices, contexts, streams, events and memory. It is opened when it is first needed.

Arrays of a device are described by arrays of NumPy's at the device's addresses: nothing but their extents, strides and types
is looked at, since the host cannot read them.
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from functools import cache

import numpy as np

from .. import _numlir
from .errors import CudaDriverError, CudaSupportError, KernelLaunchError
from .host import dense_strides, extent, is_dense, place

# Numbers in CUdevice_attribute.
_ATTRIBUTES = {
    "MAX_THREADS_PER_BLOCK": 1,
    "MAX_BLOCK_DIM_X": 2,
    "MAX_BLOCK_DIM_Y": 3,
    "MAX_BLOCK_DIM_Z": 4,
    "MAX_GRID_DIM_X": 5,
    "MAX_GRID_DIM_Y": 6,
    "MAX_GRID_DIM_Z": 7,
    "MAX_SHARED_MEMORY_PER_BLOCK": 8,
    "TOTAL_CONSTANT_MEMORY": 9,
    "WARP_SIZE": 10,
    "MAX_REGISTERS_PER_BLOCK": 12,
    "CLOCK_RATE": 13,
    "MULTIPROCESSOR_COUNT": 16,
    "CAN_MAP_HOST_MEMORY": 19,
    "PCI_BUS_ID": 33,
    "PCI_DEVICE_ID": 34,
    "MEMORY_CLOCK_RATE": 36,
    "GLOBAL_MEMORY_BUS_WIDTH": 37,
    "L2_CACHE_SIZE": 38,
    "MAX_THREADS_PER_MULTI_PROCESSOR": 39,
    "UNIFIED_ADDRESSING": 41,
    "MANAGED_MEMORY": 83,
    "COOPERATIVE_LAUNCH": 95,
    "MAX_SHARED_MEMORY_PER_BLOCK_OPTIN": 97,
}
_COMPUTE_CAPABILITY = (75, 76)

# Flags of cuMemHostAlloc and cuMemHostRegister.
_PORTABLE, _MAPPED, _WRITE_COMBINED = 1, 2, 4

_lock = threading.RLock()
_local = threading.local()


@cache
def _opened():
    """The driver, or why there is none."""
    path = os.environ.get("NUMLIR_CUDA_DRIVER") or os.environ.get("NUMBA_CUDA_DRIVER")
    try:
        driver = _numlir.Driver(path)
        if driver.device_count() == 0:
            return CudaSupportError("the NVIDIA driver knows no device")
        return driver
    except ImportError as error:
        help = "set NUMLIR_CUDA_TARGET=cpu to run kernels on the CPU"
        return CudaSupportError(f"{error}; {help}")


def library():
    """The driver.

    CudaSupportError where there is none.
    """
    opened = _opened()
    if isinstance(opened, Exception):
        raise opened
    return opened


def problem():
    """Why there is no device, or None."""
    opened = _opened()
    return opened if isinstance(opened, Exception) else None


class Device:
    """A device, by its number. Its attributes have the names of the driver's, such as ``MULTIPROCESSOR_COUNT``."""

    def __init__(self, number):
        self.id = number
        self.name = library().device_name(number).encode()
        major, minor = (library().device_attribute(number, each) for each in _COMPUTE_CAPABILITY)
        self.compute_capability = (major, minor)
        self._context = None

    def __getattr__(self, name):
        number = _ATTRIBUTES.get(name)
        if number is None:
            raise AttributeError(name)
        value = library().device_attribute(self.id, number)
        setattr(self, name, value)
        return value

    @property
    def uuid(self):
        text = bytes(library().device_uuid(self.id)).hex()
        return f"GPU-{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def get_primary_context(self):
        """The context that all libraries of the process use."""
        with _lock:
            if self._context is None:
                self._context = Context(self, library().retain(self.id))
        return self._context

    def reset(self):
        """Gives up what belongs to the device."""
        library().reset(self.id)
        with _lock:
            self._context = None
        _local.handle = None

    def __enter__(self):
        _local.stack = [*getattr(_local, "stack", []), active()]
        select(self.id)
        return self

    def __exit__(self, *problem):
        before = _local.stack.pop()
        library().set_current(0 if before is None else before.get_primary_context().handle)
        return False

    def __eq__(self, other):
        return isinstance(other, Device) and self.id == other.id

    def __hash__(self):
        return hash(self.id)

    def __repr__(self):
        return f"<CUDA device {self.id} {self.name!r}>"


class Context:
    """What belongs to a device."""

    def __init__(self, device, handle):
        self.device = device
        self.handle = handle

    def get_memory_info(self):
        """Bytes that are free, and all."""
        with self.device:
            return library().memory_info()

    def synchronize(self):
        """Waits until all is done."""
        with self.device:
            library().synchronize()


@cache
def devices():
    return [Device(number) for number in range(library().device_count())]


def select(number):
    """Makes a device the one of this thread."""
    library().set_current(devices()[number].get_primary_context().handle)


def active():
    """The device of this thread's context, which others may have set, or None where it has none."""
    handle = library().current()
    if not handle:
        return None
    if handle != getattr(_local, "handle", None):
        device = next((each for each in devices() if each.get_primary_context().handle == handle), None)
        if device is None:
            return None
        _local.device, _local.handle = device, handle
    return _local.device


def current():
    """The device of this thread: that of its context, or the first."""
    device = active()
    if device is None:
        select(0)
        device = active()
    return device


def context():
    return current().get_primary_context()


def close():
    """Gives up what belongs to this process's devices."""
    for device in devices():
        device.reset()
    library().set_current(0)


class Stream:
    """A queue of work on a device."""

    def __init__(self, handle, owned=False, external=False):
        self.handle = handle
        self.external = external
        self._owned = owned

    def synchronize(self):
        """Waits until all is done."""
        library().wait_stream(self.handle)

    def query(self):
        """Whether all is done."""
        return library().query_stream(self.handle)

    @contextmanager
    def auto_synchronize(self):
        """A context that ends when all that was queued in it is done."""
        yield self
        self.synchronize()

    def add_callback(self, callback, arg=None):
        """Has ``callback(stream, status, arg)`` called, on another thread, once all before is done."""
        library().call_host(self.handle, lambda: callback(self, 0, arg))

    async def async_done(self):
        """Waits until all is done, letting other tasks run."""
        import asyncio

        loop = asyncio.get_running_loop()
        done = loop.create_future()

        def finish():
            if not done.cancelled():
                done.set_result(self)

        self.add_callback(lambda *_: loop.call_soon_threadsafe(finish))
        return await done

    def __int__(self):
        return self.handle

    __index__ = __int__

    def __bool__(self):
        return bool(self.handle)

    def __del__(self):
        if self._owned:
            _quietly(library().destroy_stream, self.handle)

    def __repr__(self):
        return f"<stream {self.handle:#x} of {current()!r}>"


class Event:
    """A place in a stream, and when it was reached."""

    def __init__(self, timing=True):
        current()
        self.timing = timing
        self.handle = library().create_event(timing)

    def record(self, stream=0):
        library().record_event(self.handle, int(stream))

    def synchronize(self):
        """Waits until the place is reached."""
        library().wait_event(self.handle)

    def query(self):
        """Whether the place is reached."""
        return library().query_event(self.handle)

    def wait(self, stream=0):
        """Has a stream wait until the place is reached."""
        library().stream_wait(int(stream), self.handle)

    def elapsed_time(self, evtend):
        """Milliseconds from here to another event."""
        return library().elapsed(self.handle, evtend.handle)

    def __del__(self):
        if hasattr(self, "handle"):
            _quietly(library().destroy_event, self.handle)


def stream():
    current()
    return Stream(library().create_stream(), owned=True)


def existing_stream(handle, external=False):
    return Stream(handle, external=external)


def event(timing):
    return Event(timing)


# Memory.


class _Pending:
    """Memory that waits to be given back, while that is deferred."""

    deferrals = 0
    waiting: list = []


def defer(deferred):
    """Begins or ends a time in which no memory is given back."""
    with _lock:
        _Pending.deferrals += 1 if deferred else -1
        if _Pending.deferrals == 0:
            waiting, _Pending.waiting = _Pending.waiting, []
            for give_back, address in waiting:
                _quietly(give_back, address)


class Memory:
    """Memory of the driver's, given back when nobody refers to it."""

    def __init__(self, address, give_back):
        self.address = address
        self._give_back = give_back

    def __del__(self):
        if _Pending.deferrals:
            with _lock:
                _Pending.waiting.append((self._give_back, self.address))
        else:
            _quietly(self._give_back, self.address)


def _quietly(work, *arguments):
    """Gives something back; where its context is gone, so is it."""
    try:
        work(*arguments)
    except CudaDriverError:
        pass


def empty(shape, dtype, order="C", strides=None):
    """An array of the current device that holds nothing yet."""
    current()
    dtype = np.dtype(dtype)
    shape = shape if isinstance(shape, tuple) else (shape,)
    if strides is None:
        size = dtype.itemsize
        strides = []
        for number in shape if order == "F" else shape[::-1]:
            strides.append(size)
            size *= number
        strides = tuple(strides) if order == "F" else tuple(strides[::-1])
    size = extent(shape, strides, dtype)
    memory = Memory(library().allocate(max(size, 1)), library().free)
    return place(memory.address, shape, dtype, strides, memory)


def adopt(address, shape, dtype, strides, owner):
    """An array in memory that somebody else owns."""
    return place(address, shape, dtype, strides, owner)


def here(view):
    """An array for a launch on the device of this thread.

    KernelLaunchError where it is on another one.
    """
    if len(devices()) > 1 and view.size:
        there, device = library().device_of(_address(view)), current().id
        if there != device:
            raise KernelLaunchError(f"an argument is an array of device {there}; the kernel is launched on device {device}")
    return view


def _address(view):
    return view.__array_interface__["data"][0]


def _like(view):
    """An array of the host with the strides of a dense one."""
    return np.ndarray(view.shape, view.dtype, np.empty(view.nbytes, np.uint8), 0, dense_strides(view))


def _finish(stream):
    library().wait_stream(int(stream))


def read(view, stream=0):
    """A copy of an array for the host. In a stream of the caller's it is there when the stream is done."""
    if view.size == 0:
        return np.empty(view.shape, view.dtype)
    if is_dense(view):
        host = _like(view)
        library().to_host(host.ctypes.data, _address(view), host.nbytes, int(stream))
        if not stream:
            _finish(stream)
        return host
    dense = empty(view.shape, view.dtype)
    copy(dense, view, stream)
    host = read(dense, stream)
    _finish(stream)
    return host


def read_into(view, target, stream=0):
    """Copies an array's elements into one of the host."""
    if target.size == 0:
        return
    if is_dense(view) and view.strides == target.strides and target.dtype == view.dtype:
        library().to_host(target.ctypes.data, _address(view), view.nbytes, int(stream))
        if not stream:
            _finish(stream)
        return
    host = read(view, stream)
    _finish(stream)
    np.copyto(target, host, casting="unsafe")


def write(view, source, stream=0):
    """Copies an array's elements, broadcast, from one of the host."""
    if view.size == 0:
        return
    if not is_dense(view):
        dense = empty(view.shape, view.dtype)
        write(dense, source, stream)
        return copy(view, dense, stream)
    if source.strides == view.strides and source.dtype == view.dtype and source.shape == view.shape:
        host = source
    else:
        host = _like(view)
        np.copyto(host, source, casting="unsafe")
    library().to_device(_address(view), host.ctypes.data, view.nbytes, int(stream))
    if host is not source or not stream:
        _finish(stream)


def copy(view, source, stream=0):
    """Copies an array's elements, broadcast, from another array of the device."""
    if view.size == 0:
        return
    source = np.broadcast_to(source, view.shape)
    if is_dense(view) and source.strides == view.strides and source.dtype == view.dtype:
        library().on_device(_address(view), _address(source), view.nbytes, int(stream))
        return
    from .copying import assign

    assign(view, source, stream)


def pinned(nbytes):
    """Bytes of the host that are not moved."""
    return _host_memory(nbytes, 0)[0]


def mapped(nbytes, portable=False, wc=False):
    """Bytes of the host that devices reach, and their address there."""
    flags = _MAPPED | (_PORTABLE if portable else 0) | (_WRITE_COMBINED if wc else 0)
    host, memory = _host_memory(nbytes, flags)
    return host, library().host_address(memory.address)


def _host_memory(nbytes, flags):
    current()
    memory = Memory(library().allocate_host(max(nbytes, 1), flags), library().free_host)
    return place(memory.address, (nbytes,), np.uint8, None, memory), memory


def managed(nbytes, attach_global=True):
    """Bytes that the host and devices both reach."""
    current()
    memory = Memory(library().allocate_managed(max(nbytes, 1), attach_global), library().free)
    return place(memory.address, (nbytes,), np.uint8, None, memory)


@contextmanager
def fixed(arrays, mapped=False):
    """A context in which arrays of the host are not moved. Gives their addresses on the device, where they are mapped."""
    current()
    registered = []
    try:
        for array in arrays:
            library().register_host(array.ctypes.data, max(array.nbytes, 1), _MAPPED if mapped else 0)
            registered.append(array)
        yield [library().host_address(array.ctypes.data) if mapped else None for array in arrays]
    finally:
        for array in registered:
            _quietly(library().unregister_host, array.ctypes.data)
