"""Kernels as PTX, which needs neither a device nor a toolkit."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

from .. import _numlir
from .errors import CudaSupportError
from .kernel import Kernel, jit

# The oldest version of PTX that knows a chip.
_VERSIONS = {(7, 5): 64, (8, 0): 74, (8, 6): 74, (8, 9): 78, (9, 0): 80, (10, 0): 86, (12, 0): 87}

# Where libdevice is, under the folders of packages and of toolkits.
_IN_PACKAGES = (
    "nvidia/cu13/nvvm/libdevice",
    "nvidia/cuda_nvcc/nvvm/libdevice",
    "nvidia/cu12/nvvm/libdevice",
    "triton/backends/nvidia/lib",
)
_IN_TOOLKITS = ("nvvm/libdevice",)


def compile_ptx(pyfunc, sig, debug=False, device=False, fastmath=False, cc=None, opt=True):
    """The PTX of a kernel for argument types, and the type of its result, which is that of nothing.

    ``sig`` is a signature or a tuple of types, ``cc`` a compute capability such as ``(9, 0)``.
    """
    if device:
        raise NotImplementedError("device functions alone are not compiled to PTX yet")
    if cc is None:
        raise CudaSupportError("there is no device whose compute capability could be used: say cc=")
    kernel = pyfunc if isinstance(pyfunc, Kernel) else jit(pyfunc, debug=debug, fastmath=fastmath)
    chip = f"sm_{cc[0]}{cc[1]}"
    version = _VERSIONS.get(tuple(cc), 80)
    text, _ = _numlir.compile_ptx(kernel._numlir_dispatcher, _types(sig), (chip, version), libdevice())
    return text, None


def _types(sig):
    """The argument types of a signature as text."""
    from ..types import Type

    if isinstance(sig, str):
        inside = sig[sig.index("(") + 1 : sig.rindex(")")] if "(" in sig else sig
        return inside
    if hasattr(sig, "args"):
        sig = sig.args
    return ", ".join(_name(ty) if isinstance(ty, Type) else str(ty) for ty in sig)


def _name(ty):
    """A type as a signature's text has it."""
    layout = getattr(ty, "layout", None)
    if layout is None:
        return str(ty)
    axes = [":"] * ty.ndim
    if layout in "CF":
        axes[-1 if layout == "C" else 0] = "::1"
    return f"{ty.dtype}[{', '.join(axes)}]"


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
