"""Kernels as PTX, which needs neither a device nor a toolkit."""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from pathlib import Path

from .. import _numlir
from .errors import CudaSupportError
from .kernel import Kernel, jit

# The chips that LLVM knows, by compute capability, with the oldest version of PTX for each.
_CHIPS = {(7, 5): 64, (8, 0): 74, (8, 6): 74, (8, 9): 78, (9, 0): 80, (10, 0): 86, (12, 0): 87}

# The version of PTX that a driver takes, by its version of CUDA.
_OF_DRIVERS = {
    11040: 74, 11050: 75, 11060: 76, 11070: 77, 11080: 78, 12000: 80, 12010: 81, 12020: 82, 12030: 83, 12040: 84,
    12050: 85, 12070: 86, 12080: 87, 12090: 88, 13000: 90,
}  # fmt: skip

# Where libdevice is, under the folders of packages and of toolkits.
_IN_PACKAGES = (
    "nvidia/cu13/nvvm/libdevice",
    "nvidia/cuda_nvcc/nvvm/libdevice",
    "nvidia/cu12/nvvm/libdevice",
    "triton/backends/nvidia/lib",
)
_IN_TOOLKITS = ("nvvm/libdevice",)


def compile(
    pyfunc, sig, debug=False, lineinfo=False, device=True, fastmath=False, cc=None, opt=None, abi="c", abi_info=None,
    output="ptx", forceinline=False, launch_bounds=None,
):  # fmt: skip
    """The PTX of a function for argument types, and the type of its result.

    ``sig`` is a signature or a tuple of types, ``cc`` a compute capability such as ``(9, 0)``, that of this thread's device where
    it is not said. With ``device`` the PTX has a function that other code of a device calls: by C's convention, named as the
    function or as ``abi_info={'abi_name': ...}`` says, or with ``abi='numba'`` by Numba's, which gives a status and writes the
    result to where the first parameter says. An array is its address, extents, and strides where the layout does not say
    them. Without, it has a kernel.
    """
    if abi not in ("numba", "c"):
        raise NotImplementedError(f"Unsupported ABI: {abi}")
    if abi == "c" and not device:
        raise NotImplementedError("The C ABI is not supported for kernels")
    if output != "ptx":
        raise NotImplementedError(f"Unsupported output type: {output}")
    if cc is None:
        try:
            cc = current_capability()
        except CudaSupportError as error:
            raise CudaSupportError(f"there is no device whose compute capability could be used: say cc= ({error})") from None
    chip = device_target(tuple(cc))
    if device:
        function = pyfunc
        if not isinstance(pyfunc, _numlir.Dispatcher):
            function = jit(pyfunc, device=True, debug=debug, fastmath=fastmath)
        name = (abi_info or {}).get("abi_name")
        if name is None:
            name = re.sub(r"\W", "_", function.py_func.__name__, flags=re.ASCII)
        elif not re.fullmatch(r"[A-Za-z_$][\w$]*", name, re.ASCII):
            raise ValueError(f"abi_name has to be a name of C, not {name!r}")
        return _numlir.compile_ptx(function, _types(sig), (*chip, None, None), (name, abi, _result(sig)))
    options = {} if launch_bounds is None else {"launch_bounds": launch_bounds}
    kernel = pyfunc if isinstance(pyfunc, Kernel) else jit(pyfunc, debug=debug, fastmath=fastmath, **options)
    return _numlir.compile_ptx(kernel._numlir_dispatcher, _types(sig), (*chip, *kernel._limits), None)


def compile_ptx(
    pyfunc, sig, debug=False, lineinfo=False, device=False, fastmath=False, cc=None, opt=None, abi="numba", abi_info=None,
    forceinline=False, launch_bounds=None,
):  # fmt: skip
    """As `compile`, whose defaults are a function by C's convention; these are a kernel."""
    said = {"abi": abi, "abi_info": abi_info, "forceinline": forceinline, "launch_bounds": launch_bounds}
    return compile(pyfunc, sig, debug, lineinfo, device, fastmath, cc, opt, **said)


def compile_loops(function, sig, cc=None):
    """The PTX of a compiled function's parallel loops for argument types, by the names of the kernels' entries.

    ``sig`` and ``cc`` are those of `compile_ptx`. Loops that a device cannot run are left out.
    """
    chip = device_target(tuple(cc or current_capability()))
    return dict(_numlir.compile_loops(function, _types(sig), (*chip, None, None)))


def compile_ptx_for_current_device(pyfunc, sig, **options):
    """As `compile_ptx`, for the device of this thread."""
    return compile_ptx(pyfunc, sig, cc=current_capability(), **options)


def compile_for_current_device(pyfunc, sig, **options):
    """As `compile`, for the device of this thread."""
    return compile(pyfunc, sig, cc=current_capability(), **options)


def current_capability():
    """The compute capability of the device of this thread.

    CudaSupportError where there is none.
    """
    from . import driver

    driver.library()
    return driver.current().compute_capability


def device_target(cc, driver_version=None):
    """The chip, the version of PTX that it needs and the driver takes, and where libdevice and our own math functions are."""
    known = [chip for chip in _CHIPS if chip <= cc]
    if not known:
        raise CudaSupportError(f"devices of compute capability {cc[0]}.{cc[1]} are too old: 7.5 is the oldest")
    # Newer devices take what was made for older ones.
    chip = max(known)
    version = _CHIPS[chip]
    if driver_version is not None:
        taken = [ptx for cuda, ptx in _OF_DRIVERS.items() if cuda <= driver_version]
        if not taken or max(taken) < version:
            raise CudaSupportError(f"the driver, for CUDA {driver_version / 1000:.1f}, is too old for this device")
    return f"sm_{chip[0]}{chip[1]}", version, libdevice(), own_math()


def _types(sig):
    """The argument types of a signature."""
    from ..types import Type

    return [ty if isinstance(ty, Type) else _parts(str(ty))[0][0] for ty in _parts(sig)[0]]


def _result(sig):
    """The type of the result that a signature says, or None."""
    result = _parts(sig)[1]
    return None if result is None or str(result) in ("none", "void") else result


def _parts(sig):
    """The argument types of a signature, and the result that it says, or None. Its text may leave out the brackets."""
    from ..signature import Signature, parse

    if isinstance(sig, str):
        sig = parse(sig) if sig.strip() else ()
    if isinstance(sig, Signature):
        return sig.args, sig.return_type
    return sig if isinstance(sig, (tuple, list)) else (sig,), None


@cache
def libdevice():
    """Where ``libdevice.10.bc`` is: in a package of this Python's, or in a toolkit. None where there is none."""
    packages = [Path(path) / inside for path in sys.path if path for inside in _IN_PACKAGES]
    homes = [os.environ.get(name) for name in ("CUDA_HOME", "CUDA_PATH")] + ["/usr/local/cuda"]
    toolkits = [Path(home) / inside for home in homes if home for inside in _IN_TOOLKITS]
    for folder in packages + toolkits:
        path = folder / "libdevice.10.bc"
        if path.is_file():
            return str(path)
    return None


@cache
def own_math():
    """Where the math functions of library/numlir.cuda.math are, compiled by `make build`. None where they are compiled when needed."""
    path = Path(__file__).parents[1] / "lib" / "device_math.bc"
    return str(path) if path.is_file() else None
