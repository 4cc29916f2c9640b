"""``cuda.jit``: kernels, device functions, and launches."""

from __future__ import annotations

from functools import WRAPPER_ASSIGNMENTS, update_wrapper
from operator import index
from threading import Lock

from .. import _numlir
from ..errors import UnsupportedError
from ..options import _fastmath
from . import devicearray, target
from .errors import KernelLaunchError
from .inspection import Inspection

# CUDA's limits: those of a block, and of the axes of a grid.
_MOST_THREADS = 1024
_MOST_BLOCK = (1024, 1024, 64)
_MOST_GRID = (2**31 - 1, 65535, 65535)
# Shared memory of a block, static and dynamic, that every device has.
_MOST_SHARED = 227 * 1024

_MISSING = (
    "Kernel launch configuration was not specified. Use the syntax:\n\n"
    "kernel_function[blockspergrid, threadsperblock](arg0, arg1, ..., argn)"
)

_SWITCHES = {"fastmath", "debug", "opt", "lineinfo", "cache", "inline", "forceinline", "boundscheck", "device", "lto"}
_NUMBERS = {"max_registers", "launch_bounds"}


def jit(function_or_signature=None, device=False, inline=False, link=None, debug=None, opt=None, **options):
    """Compiles a function for the threads of a device.

    A kernel is launched as ``kernel[blocks, threads, stream, shared_memory](...)``; with ``device=True`` the function is
    one that kernels call. A signature, or a list of them, names the types that it is compiled for.

    - ``fastmath``: whether floating-point arithmetic may be reordered.
    - ``debug``: whether an index out of bounds, a division by zero, and threads that wait at different barriers raise.
    - ``max_registers``: how many registers of a device a thread has at most; ``launch_bounds``: how many threads a block.
    - ``opt``: whether a device's driver optimises. ``lineinfo`` is accepted: kernels carry no lines yet.
    """
    if link:
        raise UnsupportedError("link= is not supported: kernels are compiled from Python alone")
    unknown = sorted(set(options) - _SWITCHES - _NUMBERS - {"nopython", "argtypes", "restype", "bind", "cc", "abi", "abi_info", "output", "extensions"})
    if unknown:
        raise TypeError(f"unknown option {unknown[0]!r}")
    for old in ("argtypes", "restype", "bind"):
        if options.get(old) is not None:
            raise UnsupportedError(f"the option {old} is no longer supported: write a signature")
    if debug and opt and not options.get("lineinfo"):
        options["opt"] = False
    chosen = {
        "boundscheck": bool(options.get("boundscheck") if options.get("boundscheck") is not None else debug),
        "error_model_numpy": not debug,
        "fastmath": _fastmath(options.get("fastmath", False)),
        "debug": bool(debug),
        "kernel": not device,
        "nogil": True,
    }

    def compiled(function, signatures=()):
        if isinstance(function, (Kernel, _numlir.Dispatcher)):
            function = function.py_func
        if device:
            return update_wrapper(_numlir.dispatcher(function, chosen), function, WRAPPER_ASSIGNMENTS)
        limits = (options.get("max_registers"), _threads(options.get("launch_bounds")))
        level = 0 if options.get("opt") is False or opt is False else None
        return Kernel(function, chosen, signatures, (options.get("extensions") or (), limits, level))

    given = function_or_signature
    if given is None:
        return compiled
    if _is_signature(given):
        signatures = given if isinstance(given, list) else [given]
        return lambda function: compiled(function, signatures)
    return compiled(given)


def _threads(bounds):
    """The most threads of a block, from numba's forms of ``launch_bounds``."""
    return bounds[0] if isinstance(bounds, tuple) else bounds


def _arguments(signature):
    """The argument types of a kernel's signature."""
    from ..signature import normalize

    arguments, result = normalize(signature)
    if result is not None and str(result) not in ("none", "void"):
        raise TypeError(f"CUDA kernel must have void return type; this one returns {result}")
    return tuple(arguments)


def _is_signature(given):
    return not callable(given) or hasattr(given, "return_type")


class Kernel(Inspection):
    """A function that every thread of a grid runs."""

    def __init__(self, function, options, signatures, device=((), (None, None), None)):
        extensions, self._limits, self._level = device
        self.py_func = function
        self.targetoptions = dict(options)
        self._numlir_dispatcher = update_wrapper(_numlir.dispatcher(function, options), function, WRAPPER_ASSIGNMENTS)
        self._configurations = {}
        self._extensions = list(extensions)
        self._on_devices = {}
        self._lock = Lock()
        update_wrapper(self, function, WRAPPER_ASSIGNMENTS)
        self._signatures = [_arguments(signature) for signature in signatures]
        self.specialized = bool(signatures)
        for signature in self._signatures:
            self._prepare(signature)
        if self.specialized and target.is_cpu():
            _numlir.fix_signatures(self._numlir_dispatcher, True)

    def compile(self, signature):
        """Compiles the kernel for a signature, whose result is nothing."""
        self._prepare(_arguments(signature))

    def _prepare(self, arguments):
        if target.is_cpu():
            _numlir.compile_signature(self._numlir_dispatcher, arguments, None)
        elif target.platform().problem() is None:
            # Without a driver that is left for the launch, which says that there is none.
            self._device_kernel().prepare(arguments)

    def _device_kernel(self):
        """What is launched on the device of this thread."""
        device = target.platform().current()
        found = self._on_devices.get(device.id)
        if found is None:
            from .driver import library
            from .ptx import device_target

            with self._lock:
                asked = (*device_target(device.compute_capability, library().version()), *self._limits)
                dispatcher = self._numlir_dispatcher
                made = _numlir.DeviceKernel(dispatcher, library(), asked, self._level, self._signatures)
                found = self._on_devices.setdefault(device.id, made)
        return found

    def __getitem__(self, configuration):
        if not isinstance(configuration, tuple) or len(configuration) not in (2, 3, 4):
            raise ValueError("must specify at least the griddim and blockdim")
        return self.configure(*configuration)

    def configure(self, griddim, blockdim, stream=0, sharedmem=0):
        """The kernel with extents of its grid and of its blocks, ready to be called."""
        key = (griddim, blockdim, stream, sharedmem)
        try:
            return self._configurations[key]
        except (KeyError, TypeError):
            launcher = Launcher(self, extents("griddim", griddim), extents("blockdim", blockdim), stream, sharedmem)
        try:
            self._configurations[key] = launcher
        except TypeError:
            pass
        return launcher

    def forall(self, ntasks, tpb=0, stream=0, sharedmem=0):
        """The kernel for at least so many threads, in blocks of a size that is chosen for it."""
        if ntasks < 0:
            raise ValueError(f"Can't create ForAll with negative task count: {ntasks}")
        return ForAll(self, ntasks, tpb, stream, sharedmem)

    def __call__(self, *arguments):
        raise ValueError(_MISSING)

    @property
    def extensions(self):
        """Objects that change arguments before a launch, by their method ``prepare_args``."""
        return self._extensions

    @property
    def signatures(self):
        """The argument types that the kernel was compiled for."""
        return list(self.overloads)

    def __repr__(self):
        return f"<cuda kernel {self.__qualname__}>"


class Launcher:
    """A kernel with a configuration."""

    def __init__(self, kernel, griddim, blockdim, stream, sharedmem):
        self.dispatcher = kernel
        self.griddim = griddim
        self.blockdim = blockdim
        self.stream = stream
        self.sharedmem = index(sharedmem)
        _check(griddim, blockdim, self.sharedmem)

    def __call__(self, *arguments):
        values = []
        after = []
        on_cpu = target.is_cpu()
        for argument in arguments:
            ty = None
            for extension in reversed(self.dispatcher.extensions):
                ty, argument = extension.prepare_args(ty, argument, stream=self.stream, retr=after)
            if on_cpu:
                values.append(devicearray.on_cpu(argument, after))
            else:
                values.append(devicearray.on_device(argument, after, self.stream))
        try:
            self._launch_places(tuple(values))
        finally:
            for copy_back in after:
                copy_back()

    def _launch_places(self, values):
        """Launches on arrays as the platform has them."""
        if target.is_cpu():
            _numlir.set_launch(self.griddim, self.blockdim, self.sharedmem)
            try:
                self.dispatcher._numlir_dispatcher(*values)
            except Exception as error:
                _say_thread(error)
                raise
            return
        kernel = self.dispatcher._device_kernel()
        kernel.launch(values, (self.griddim, self.blockdim), (self.sharedmem, int(self.stream)))


def _say_thread(error):
    """Puts before an exception's text which thread of the kernel raised it, where that is known."""
    place = _numlir.failed_thread()
    if place is not None:
        prefix = f"tid={place[0]} ctaid={place[1]}"
        first, *others = error.args or ("",)
        error.args = (f"{prefix}: {first}" if error.args else prefix, *others)


class ForAll:
    def __init__(self, kernel, ntasks, tpb, stream, sharedmem):
        self.dispatcher = kernel
        self.ntasks = index(ntasks)
        self.thread_per_block = index(tpb)
        self.stream = stream
        self.sharedmem = sharedmem

    def __call__(self, *arguments):
        if self.ntasks == 0:
            return None
        threads = self.thread_per_block or 128
        blocks = -(-self.ntasks // threads)
        return self.dispatcher[blocks, threads, self.stream, self.sharedmem](*arguments)


def extents(name, given):
    """Three extents from an integer, or from up to three."""
    sizes = tuple(given) if isinstance(given, (tuple, list)) else (given,)
    if len(sizes) > 3 or not sizes:
        raise ValueError(f"{name} must be a sequence of 1, 2 or 3 integers, got {list(sizes)!r}")
    for size in sizes:
        if isinstance(size, float) or not hasattr(size, "__index__"):
            raise TypeError(f"{name} must be a sequence of integers, got {list(sizes)!r}")
    return tuple(index(size) for size in sizes) + (1,) * (3 - len(sizes))


def _check(griddim, blockdim, sharedmem):
    for name, sizes, most in (("grid", griddim, _MOST_GRID), ("block", blockdim, _MOST_BLOCK)):
        for axis, size, limit in zip("xyz", sizes, most):
            if not 1 <= size <= limit:
                raise KernelLaunchError(f"the {name} has {size} along {axis}; it must be between 1 and {limit}")
    threads = blockdim[0] * blockdim[1] * blockdim[2]
    if threads > _MOST_THREADS:
        raise KernelLaunchError(f"a block of {threads} threads; there can be {_MOST_THREADS}")
    if not 0 <= sharedmem <= _MOST_SHARED:
        raise KernelLaunchError(f"{sharedmem} bytes of shared memory; there are {_MOST_SHARED}")
