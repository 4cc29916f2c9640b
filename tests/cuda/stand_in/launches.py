"""Programs that launch kernels through a stand-in for the driver, one a process: ``launches.py LIBRARY NAME`` runs one.

The stand-in hands each launch to `play`, which runs the same kernel compiled for the CPU on the addresses that the launch was
given: what a kernel computes then shows whether its parameters were right.
"""

import ctypes
import sys

import numpy as np
from numlir import _numlir, cuda, float64, int64, njit, prange
from numlir.errors import UnsupportedError

library = ctypes.CDLL(sys.argv[1])
library.stand_in_log.restype = ctypes.c_char_p
library.stand_in_memory_used.restype = ctypes.c_size_t

_Play = ctypes.PYFUNCTYPE(
    None,
    ctypes.c_char_p,
    ctypes.POINTER(ctypes.c_uint32),
    ctypes.c_int,
    ctypes.POINTER(ctypes.c_int),
    ctypes.POINTER(ctypes.c_uint64),
)

# What kernels are played by, by the names of their entries: from the words of a launch to arguments.
_players = {}


def player(kernel, read):
    """Has launches of a kernel run it on the CPU, on the arguments that ``read`` makes of the words."""
    _players[f"{kernel.__name__}_kernel"] = (kernel, read)


@_Play
def _play(entry, extents, count, sizes, words):
    if entry.decode() not in _players:
        return
    kernel, read = _players[entry.decode()]
    sizes = sizes[:count]
    _numlir.set_launch(tuple(extents[:3]), tuple(extents[3:6]), 0)
    kernel._numlir_dispatcher(*read(words[:count], sizes))


library.stand_in_play(_play)


def at(address, dtype, shape, strides=None):
    """The array at an address; words of negative strides are large."""
    from numlir.cuda.host import place

    steps = strides and tuple(int(np.uint64(stride).view(np.int64)) for stride in strides)
    return place(address, shape, dtype, steps, None)


def float_of(word):
    return np.uint64(word).view(np.float64)


def calls(name=None):
    """What was called since this was asked last, or the arguments of the calls of a function."""
    lines = library.stand_in_log().decode().splitlines()
    library.stand_in_clear()
    if name is None:
        return [line.split()[0] for line in lines]
    return [line.split()[1:] for line in lines if line.split()[0] == name]


@cuda.jit
def axpy(a, x, y):
    i = cuda.grid(1)
    if i < x.size:
        y[i] += a * x[i]


def read_axpy(words, sizes):
    assert sizes == [8, 8, 8, 8, 8], sizes
    a, x, n, y, m = words
    return float_of(a), at(x, np.float64, (n,)), at(y, np.float64, (m,))


player(axpy, read_axpy)


def arrays_of_the_host_are_copied_there_and_back():
    x, y = np.arange(1000.0), np.ones(1000)
    calls()
    axpy[4, 256](2.0, x, y)
    np.testing.assert_array_equal(y, 1 + 2 * np.arange(1000.0))
    made = calls()
    assert made.count("cuMemcpyHtoDAsync_v2") == 2 and made.count("cuMemcpyDtoHAsync_v2") == 2
    assert made.count("cuModuleLoadDataEx") == 1
    axpy[4, 256](1.0, x, y)
    again = calls()
    assert "cuModuleLoadDataEx" not in again and again.count("cuLaunchKernel") == 1
    # What was copied for a launch is given back.
    assert again.count("cuMemAlloc_v2") == again.count("cuMemFree_v2") == 2


def in_out_and_inout_copy_only_what_they_say():
    x, y = np.arange(10.0), np.ones(10)
    axpy[1, 32](0.5, cuda.In(x), cuda.InOut(y))
    made = calls()
    assert made.count("cuMemcpyHtoDAsync_v2") == 2 and made.count("cuMemcpyDtoHAsync_v2") == 1
    np.testing.assert_array_equal(y, 1 + 0.5 * x)


def arrays_of_the_device_stay_there():
    x, y = cuda.to_device(np.arange(100.0)), cuda.device_array(100)
    y[:] = 3.0
    calls()
    stream = cuda.stream()
    axpy[1, 128, stream, 64](2.0, x, y)
    [launch] = calls("cuLaunchKernel")
    assert launch == ["axpy_kernel", "1,1,1", "128,1,1", "64", "stream"]
    np.testing.assert_array_equal(y.copy_to_host(), 3 + 2 * np.arange(100.0))


@cuda.jit
def transpose(source, target, flag, small, pair):
    i, j = cuda.grid(2)
    if flag and i < source.shape[0] and j < source.shape[1]:
        target[j, i] = source[i, j] + small + pair[1].imag


def read_transpose(words, sizes):
    # An array of any layout brings its strides; a boolean is a byte; a complex number is two parts.
    assert sizes == [8, 8, 8, 8, 8, 8, 8, 8, 1, 4, 8, 8, 8], sizes
    s, sn, sm, sx, sy, t, tn, tm, flag, small, number, real, imaginary = words
    source = at(s, np.int32, (sn, sm), (sx, sy))
    small = np.uint32(small).view(np.float32)
    return source, at(t, np.float64, (tn, tm)), bool(flag), small, (number, complex(float_of(real), float_of(imaginary)))


player(transpose, read_transpose)


def parameters_of_all_kinds_arrive():
    host = np.arange(48, dtype=np.int32).reshape(6, 8)
    source = cuda.to_device(host)[::2, ::-2]
    target = cuda.to_device(np.zeros((4, 3)))
    transpose[1, (8, 8)](source, target, True, np.float32(0.5), (7, 1 + 2j))
    np.testing.assert_array_equal(target.copy_to_host(), host[::2, ::-2].T + 2.5)
    transpose[1, (8, 8)](source, target, False, np.float32(9), (7, 1 + 2j))
    np.testing.assert_array_equal(target.copy_to_host(), host[::2, ::-2].T + 2.5)


def elements_and_parts_are_read_and_written():
    from numlir.cuda.copying import _assign

    def read(words, sizes):
        target, n, m, x, y, source, *_ = words
        return at(target, np.float64, (n, m), (x, y)), at(source, np.float64, (n, m))

    player(_assign, read)
    host = np.arange(12.0).reshape(3, 4)
    array = cuda.to_device(host)
    assert array[1, 2] == 6 and array.T[2, 1] == 6
    array[0, 0] = 42
    array[1:, 1:3] = 7
    host[0, 0] = 42
    host[1:, 1:3] = 7
    np.testing.assert_array_equal(array.copy_to_host(), host)
    assert array.reshape(4, 3)[3, 2] == 11 and array.ravel().shape == (12,)
    try:
        array.T.reshape(12)
    except NotImplementedError:
        pass
    else:
        raise AssertionError("a transposed array cannot be flat without a copy")


def a_signature_is_compiled_when_it_is_written():
    @cuda.jit([(int64, float64[::1])])
    def fill(value, x):
        i = cuda.grid(1)
        if i < x.size:
            x[i] = value

    assert "cuModuleLoadDataEx" in calls()
    player(fill, lambda words, sizes: (words[0], at(words[1], np.float64, (words[2],))))
    x = np.zeros(5)
    fill[1, 32](np.int8(3), x)
    assert "cuModuleLoadDataEx" not in calls()
    np.testing.assert_array_equal(x, 3)
    try:
        fill[1, 32]("three", x)
    except TypeError:
        pass
    else:
        raise AssertionError("a string is no integer")
    [ptx] = fill.inspect_asm().values()
    assert ".entry fill_kernel" in ptx
    assert fill.get_regs_per_thread() == 16


def limits_reach_the_driver():
    @cuda.jit(max_registers=24, launch_bounds=128, opt=False)
    def limited(x):
        x[0] = 1

    limited[1, 1](cuda.device_array(1))
    assert calls("cuModuleLoadDataEx") == [["0=24", "7=0"]]
    [ptx] = limited.inspect_asm().values()
    assert ".maxnreg 24" in ptx and ".maxntid 128" in ptx


@cuda.jit(debug=True, opt=False)
def checked(x, i):
    x[i] = 1


def errors_of_threads_are_raised_in_debug_mode():
    x = cuda.device_array(4)
    checked[1, 1](x, 1)
    # A thread that fails leaves the number of a site.
    library.stand_in_status(1)
    try:
        checked[1, 1](x, 9)
    except IndexError as error:
        import traceback

        assert "x[i] = 1" in "".join(traceback.format_exception(error))
    else:
        raise AssertionError("the index is out of bounds")
    # It is told once.
    checked[1, 1](x, 1)
    library.stand_in_fail(b"cuMemcpyDtoHAsync_v2", 700)
    try:
        checked[1, 1](x, 1)
    except cuda.CudaAPIError as error:
        assert error.code == 700, error
    else:
        raise AssertionError("the copy of the status failed")


def failures_are_exceptions():
    library.stand_in_fail(b"cuMemAlloc_v2", 2)
    try:
        cuda.device_array(10)
    except cuda.CudaAPIError as error:
        assert error.code == 2 and "CUDA_ERROR_OUT_OF_MEMORY" in str(error)
    else:
        raise AssertionError("there was no memory")
    library.stand_in_fail(b"cuModuleLoadDataEx", 218)
    try:
        axpy[1, 1](1.0, np.ones(1), np.ones(1))
    except cuda.CudaAPIError as error:
        assert "the stand-in's message" in str(error)
    else:
        raise AssertionError("the module was not loaded")
    # The next launch tries again.
    x = np.ones(1)
    axpy[1, 1](1.0, x, x)
    assert x[0] == 2


def streams_events_and_callbacks():
    stream = cuda.stream()
    first, last = cuda.event(), cuda.event()
    assert not first.query()
    first.record(stream)
    said = []
    stream.add_callback(lambda *values: said.append(values), "done")
    last.record(stream)
    last.wait(stream)
    last.synchronize()
    assert first.query() and cuda.event_elapsed_time(first, last) >= 0
    assert said == [(stream, 0, "done")]
    with stream.auto_synchronize():
        pass
    assert ["stream"] in calls("cuStreamSynchronize")
    import asyncio

    asyncio.run(stream.async_done())
    del stream, said, first, last
    made = calls()
    assert made.count("cuEventDestroy_v2") == 2 and made.count("cuStreamDestroy_v2") == 1


def memory_is_given_back():
    before = library.stand_in_memory_used()
    array = cuda.device_array((100, 10))
    part = array[10:]
    assert library.stand_in_memory_used() == before + 8000
    assert cuda.current_context().get_memory_info().total == 1 << 33
    del array
    assert library.stand_in_memory_used() == before + 8000
    with cuda.defer_cleanup():
        del part
        assert library.stand_in_memory_used() == before + 8000
    assert library.stand_in_memory_used() == before


def memory_of_the_host():
    pinned = cuda.pinned_array((3, 4), np.float32)
    pinned[:] = 1
    mapped = cuda.mapped_array(8)
    mapped[:] = np.arange(8)
    axpy[1, 32](1.0, mapped, mapped)
    np.testing.assert_array_equal(mapped, 2 * np.arange(8))
    made = calls()
    assert made.count("cuMemHostAlloc") == 2 and "cuMemcpyHtoDAsync_v2" not in made
    axpy[1, 32](1.0, mapped[2:], mapped[:-2])
    assert mapped[0] == 4
    managed = cuda.managed_array(4)
    managed[:] = 1
    axpy[1, 32](1.0, managed, managed)
    np.testing.assert_array_equal(managed, 2)
    x = np.ones(4)
    with cuda.pinned(x):
        assert ["32", "0"] in calls("cuMemHostRegister_v2")
    with cuda.mapped(x) as there:
        axpy[1, 32](1.0, there, there)
    assert x[0] == 2 and calls().count("cuMemHostUnregister") == 2


def other_libraries_arrays():
    x = cuda.to_device(np.arange(6.0).reshape(2, 3))
    interface = x.T.__cuda_array_interface__
    assert interface["shape"] == (3, 2) and interface["strides"] == (8, 24) and interface["version"] == 3

    class Foreign:
        __cuda_array_interface__ = {**x.__cuda_array_interface__, "stream": 1}

    calls()
    same = cuda.as_cuda_array(Foreign())
    assert calls("cuStreamSynchronize") == [["stream"]]
    assert same[1, 2] == 5
    flat = cuda.to_device(np.arange(6.0))

    class Flat:
        __cuda_array_interface__ = flat.__cuda_array_interface__

    axpy[1, 32](1.0, Flat(), flat)
    np.testing.assert_array_equal(flat.copy_to_host(), 2 * np.arange(6.0))
    assert x.__dlpack_device__() == (2, 0)
    taken = cuda.from_dlpack(x)
    assert taken.shape == (2, 3) and taken[1, 1] == 4
    used = library.stand_in_memory_used()
    del same
    del x, interface
    Foreign.__cuda_array_interface__ = None
    assert taken[1, 1] == 4
    del taken
    assert library.stand_in_memory_used() == used - 48


@cuda.jit
def wait(x):
    grid = cuda.cg.this_grid()
    x[cuda.grid(1)] += 1
    grid.sync()


def waiting_for_the_grid_is_a_cooperative_launch():
    wait[4, 32](cuda.device_array(128))
    assert calls("cuLaunchCooperativeKernel") == [["wait_kernel", "4,1,1", "32,1,1", "0", "default"]]
    [overload] = wait.overloads.values()
    assert overload.max_cooperative_grid_blocks(256) == 8 * 132


def much_shared_memory_is_asked_for():
    @cuda.jit
    def shared(x):
        memory = cuda.shared.array(0, np.float64)
        memory[cuda.threadIdx.x] = x[0]

    shared[1, 32, 0, 1024](cuda.device_array(1))
    assert calls("cuFuncSetAttribute") == []
    shared[1, 32, 0, 100 << 10](cuda.device_array(1))
    assert calls("cuFuncSetAttribute") == [["8", str(100 << 10)]]


def arrays_of_another_device_are_refused():
    library.stand_in_devices(2)
    assert len(cuda.gpus) == 2
    with cuda.gpus[1]:
        there = cuda.to_device(np.ones(8))
    here = cuda.to_device(np.ones(8))
    calls()
    for x, y in ((there, here), (here, there[2:])):
        try:
            axpy[1, 8](2.0, x, y)
        except cuda.KernelLaunchError as error:
            assert "an array of device 1; the kernel is launched on device 0" in str(error), error
        else:
            raise AssertionError("the array is on another device")
    assert calls("cuLaunchKernel") == []
    axpy[1, 8](2.0, here, here)
    with cuda.gpus[1]:
        axpy[1, 8](2.0, there, there)
    np.testing.assert_array_equal(here.copy_to_host(), np.full(8, 3.0))
    np.testing.assert_array_equal(there.copy_to_host(), np.full(8, 3.0))


def the_device_is_described():
    assert cuda.is_available() and len(cuda.gpus) == 1
    device = cuda.get_current_device()
    assert device.name == b"Stand-in" and device.compute_capability == (9, 0)
    assert device.MULTIPROCESSOR_COUNT == 132 and device.uuid == "GPU-00010203-0405-0607-0809-0a0b0c0d0e0f"
    assert cuda.detect()
    cuda.synchronize()
    assert "cuCtxSynchronize" in calls()
    with cuda.gpus[0] as chosen:
        assert cuda.select_device(0) == chosen
    cuda.close()
    assert cuda.gpus.current is None
    with cuda.gpus[0]:
        assert cuda.gpus.current == device
    assert cuda.gpus.current is None and cuda.get_current_device() == cuda.gpus.current == device
    try:
        cuda.select_device(3)
    except ValueError:
        pass
    else:
        raise AssertionError("there is one device")


# Parallel loops.


@njit(parallel={"device": "cuda"})
def scaled(x, out):
    for i in prange(out.shape[0]):
        out[i] = 2 * x[i] + 1


@njit(parallel=True)
def summed(x, first):
    s = first
    for i in prange(len(x)):
        s += x[i]
    return s


@njit(parallel=True)
def read(x):
    x += 1
    return x[0]


def play_loop(entry, play):
    """Has launches of a loop's kernel play a function of the words of the launch."""
    _players[f"{entry}_gpu0_kernel"] = (Loop(play), lambda words, sizes: [list(words)])


class Loop:
    """A function in a kernel's place."""

    def __init__(self, play):
        self._numlir_dispatcher = play


def _scaled(words):
    x, n, out, m, trips = words
    assert n == m == trips
    at(out, float, (n,))[:] = 2 * at(x, float, (n,)) + 1


def moved(_=None):
    """What was copied to the device and back since this was asked last, in bytes, and how many launches and allocations there were."""
    lines = [line.split() for line in library.stand_in_log().decode().splitlines()]
    library.stand_in_clear()
    there, back = ([int(line[1]) for line in lines if line[0] == f"cuMemcpy{way}Async_v2"] for way in ("HtoD", "DtoH"))
    count = [sum(line[0] == name for line in lines) for name in ("cuLaunchKernel", "cuMemAlloc_v2")]
    return there, back, *count


def loops_copy_what_they_read_and_what_they_write():
    play_loop("scaled", _scaled)
    x, out = np.arange(1000.0), np.zeros(1000)
    scaled(x, out)
    np.testing.assert_array_equal(out, 2 * x + 1)
    # Back come the status and what was written.
    assert moved() == ([8000], [4, 8000], 1, 2)
    assert library.stand_in_memory_used() == 0
    both = np.arange(1000.0)
    scaled(both[:500], both[500:])
    np.testing.assert_array_equal(both[500:], 2 * np.arange(500.0) + 1)
    assert moved() == ([4000], [4, 4000], 1, 2)
    # One range of memory, of which not all is written.
    both = np.arange(1000.0)
    scaled(both[1:], both[:-1])
    np.testing.assert_array_equal(both[:999], 2 * np.arange(1.0, 1000) + 1)
    assert moved() == ([8000], [4, 8000], 1, 1)
    scaled(np.zeros(0), np.zeros(0))
    assert moved() == ([], [], 0, 0)


def loops_use_arrays_of_the_device_where_they_are():
    play_loop("scaled", _scaled)
    x, out = cuda.to_device(np.arange(1000.0)), cuda.device_array(1000)
    moved()
    scaled(x, out)
    assert moved() == ([], [4], 1, 0)
    np.testing.assert_array_equal(out.copy_to_host(), 2 * np.arange(1000.0) + 1)


def partial_results_come_back():
    def blocks(words):
        partial, _, x, n, trips = words
        assert n == trips
        at(partial, float, (256,))[: -(-n // 256)] = [part.sum() for part in np.split(at(x, float, (n,)), range(256, n, 256))]

    play_loop("summed", blocks)
    x = cuda.to_device(np.arange(1000.0))
    assert summed(x, 3.0) == 3.0 + np.arange(1000.0).sum()
    assert library.stand_in_memory_used() == x.nbytes


def the_cpu_does_not_read_arrays_of_the_device():
    try:
        read(cuda.to_device(np.arange(4.0)))
    except UnsupportedError as error:
        assert "an array of the device is used on the CPU" in str(error) and "return x[0]" in str(error)
    else:
        raise AssertionError("the CPU cannot read the element")


def loops_that_fail_raise():
    play_loop("scaled", lambda words: None)
    out = np.zeros(1000)
    for name in ("cuLaunchKernel", "cuMemAlloc_v2", "cuModuleLoadDataEx", "cuMemcpyHtoDAsync_v2"):
        library.stand_in_fail(name.encode(), 2)
        try:
            scaled(np.arange(1000.0), out)
        except cuda.CudaDriverError as error:
            assert "CUDA_ERROR_OUT_OF_MEMORY" in str(error)
        else:
            # A module that is loaded is not loaded again.
            assert name == "cuModuleLoadDataEx"
        assert library.stand_in_memory_used() == 0
    library.stand_in_fail(b"", 0)

    @njit(parallel={"device": "cuda"})
    def checked(x, places):
        for i in prange(len(places)):
            x[places[i]] = 1.0

    library.stand_in_status(1)
    try:
        checked(np.zeros(3), np.arange(5))
    except IndexError:
        pass
    else:
        raise AssertionError("a thread has failed")
    library.stand_in_clear()
    library.stand_in_status(0)
    checked(np.zeros(3), np.arange(3))


if __name__ == "__main__":
    globals()[sys.argv[2]]()
