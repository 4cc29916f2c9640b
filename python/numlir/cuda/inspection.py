"""What can be asked about a kernel that was compiled: its code, and what of a device it takes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .. import _numlir
from . import target
from .errors import CudaSupportError


class Inspection:
    """Of a kernel. Signatures are tuples of argument types; without one, there is an entry for each."""

    @property
    def overloads(self):
        """What the kernel was compiled for, by argument types."""
        if target.is_cpu():
            compiled = [types for types, _ in _numlir.compiled_signatures(self._numlir_dispatcher)]
        else:
            compiled = [types for types, _ in self._device_kernel().compiled()]
        return {types: Overload(self, types) for types in compiled}

    def inspect_asm(self, signature=None):
        """The PTX; on the CPU target, the machine's code."""
        return _texts(self, signature, Overload.inspect_asm)

    inspect_ptx = inspect_asm

    def inspect_llvm(self, signature=None):
        """LLVM's form of the kernel as it is on the CPU target."""
        return _texts(self, signature, Overload.inspect_llvm)

    def inspect_sass(self, signature=None):
        """The device's machine code, by NVIDIA's ``ptxas`` and ``nvdisasm``."""
        return _texts(self, signature, Overload.inspect_sass)

    def inspect_types(self, file=None):
        """Prints the source with the types of its variables."""
        self._numlir_dispatcher.inspect_types(file)

    def specialize(self, *arguments):
        """The kernel, compiled for the types of arguments and no others."""
        from ..types.typeof import typeof

        types = tuple(typeof(each) for each in arguments)
        return type(self)(self.py_func, self.targetoptions, [types], (self._extensions, self._limits, self._level))

    def get_regs_per_thread(self, signature=None):
        """How many registers a thread takes."""
        return _each(self, signature, lambda overload: overload.regs_per_thread)

    def get_const_mem_size(self, signature=None):
        """Bytes of constant memory."""
        return _each(self, signature, lambda overload: overload.const_mem_size)

    def get_shared_mem_per_block(self, signature=None):
        """Bytes of shared memory that the kernel says itself."""
        return _each(self, signature, lambda overload: overload.shared_mem_per_block)

    def get_local_mem_per_thread(self, signature=None):
        """Bytes of a thread's own memory."""
        return _each(self, signature, lambda overload: overload.local_mem_per_thread)

    def get_max_threads_per_block(self, signature=None):
        """How many threads a block may have."""
        return _each(self, signature, lambda overload: overload.max_threads_per_block)


def _texts(kernel, signature, ask):
    """What is asked of one overload or, by argument types, of all."""
    overloads = kernel.overloads
    if signature is not None:
        return ask(overloads[tuple(getattr(signature, "args", signature))])
    return {types: ask(overload) for types, overload in overloads.items()}


def _each(kernel, signature, ask):
    """As `_texts`; of a kernel that has one overload and will have no others, what is asked of it."""
    found = _texts(kernel, signature, ask)
    return next(iter(found.values())) if signature is None and kernel.specialized and len(found) == 1 else found


class Overload:
    """A kernel, compiled for argument types."""

    def __init__(self, kernel, types):
        self._kernel = kernel
        self.signature = types

    def _text(self, stage):
        dispatcher = self._kernel._numlir_dispatcher
        compiled = [types for types, _ in _numlir.compiled_signatures(dispatcher)]
        return _numlir.stage_text(dispatcher, compiled.index(self.signature), stage, False)

    def inspect_asm(self):
        return self._text("asm") if target.is_cpu() else self._ptx()

    def inspect_llvm(self):
        return self._text("opt-llvm")

    def _ptx(self):
        return dict(self._kernel._device_kernel().compiled())[self.signature]

    def inspect_sass(self):
        if target.is_cpu():
            raise CudaSupportError("on the CPU target there is no machine code of a device")
        major, minor = target.platform().current().compute_capability
        return disassemble(self._ptx(), f"sm_{major}{minor}")

    def _described(self):
        """What the driver says; on the CPU target, what there is of it."""
        if target.is_cpu():
            return {"regs": 0, "const": 0, "shared": 0, "local": 0, "maxthreads": 1024}
        return self._kernel._device_kernel().describe(self.signature)

    regs_per_thread = property(lambda self: self._described()["regs"])
    const_mem_size = property(lambda self: self._described()["const"])
    shared_mem_per_block = property(lambda self: self._described()["shared"])
    local_mem_per_thread = property(lambda self: self._described()["local"])
    max_threads_per_block = property(lambda self: self._described()["maxthreads"])

    def max_cooperative_grid_blocks(self, blockdim, dynsmemsize=0):
        """How many blocks of a cooperative launch there may be."""
        threads = 1
        for extent in blockdim if isinstance(blockdim, (tuple, list)) else (blockdim,):
            threads *= extent
        device = target.platform().current()
        if target.is_cpu():
            return device.MAX_GRID_DIM_X
        kernel = self._kernel._device_kernel()
        return kernel.blocks_at_once(self.signature, threads, dynsmemsize) * device.MULTIPROCESSOR_COUNT


def tool(name):
    """A tool of NVIDIA's: of its package among this Python's, of a toolkit, or on the path. None where there is none."""
    import os

    packaged = [Path(path) / "nvidia" / release / "bin" / name for path in sys.path if path for release in ("cu13", "cuda_nvcc")]
    homes = [os.environ.get(variable) for variable in ("CUDA_HOME", "CUDA_PATH")] + ["/usr/local/cuda"]
    found = packaged + [Path(home) / "bin" / name for home in homes if home]
    return next((str(path) for path in found if path.is_file()), None) or shutil.which(name)


def disassemble(ptx, chip):
    """The machine code of PTX for a chip, as text."""
    assembler, disassembler = tool("ptxas"), tool("nvdisasm")
    if assembler is None or disassembler is None:
        raise RuntimeError("this needs ptxas and nvdisasm: `pip install nvidia-cuda-nvcc nvidia-cuda-nvdisasm`, or a toolkit")
    with tempfile.TemporaryDirectory() as folder:
        source, binary = Path(folder) / "kernel.ptx", Path(folder) / "kernel.cubin"
        source.write_text(ptx)
        subprocess.run([assembler, f"-arch={chip}", source, "-o", binary], check=True, capture_output=True)
        return subprocess.run([disassembler, "-c", binary], check=True, capture_output=True, text=True).stdout
