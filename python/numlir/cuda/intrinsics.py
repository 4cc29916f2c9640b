"""What kernels call. The compiler knows these objects by their names; outside of kernels they mean nothing."""

import sys
from types import ModuleType

_NAMES = {
    "numlir.cuda": """
        grid gridsize laneid syncthreads syncthreads_count syncthreads_and syncthreads_or syncwarp shfl_sync shfl_up_sync
        shfl_down_sync shfl_xor_sync all_sync any_sync eq_sync ballot_sync match_any_sync match_all_sync activemask
        lanemask_lt threadfence threadfence_block threadfence_system nanosleep popc clz ffs brev fma cbrt selp
    """,
    "numlir.cuda.threadIdx": "x y z",
    "numlir.cuda.blockIdx": "x y z",
    "numlir.cuda.blockDim": "x y z",
    "numlir.cuda.gridDim": "x y z",
    "numlir.cuda.shared": "array",
    "numlir.cuda.local": "array",
    "numlir.cuda.const": "array_like",
    "numlir.cuda.atomic": "add sub max min nanmax nanmin and_ or_ xor exch inc dec cas compare_and_swap",
    "numlir.cuda.cg": "this_grid",
}


class Intrinsic:
    """A function or a value of the threads of a kernel."""

    def __init__(self, module, name):
        self.__module__ = module
        self.__name__ = self.__qualname__ = name

    def __call__(self, *arguments, **keywords):
        raise RuntimeError(f"{self!r} has a meaning only in functions that are compiled for CUDA")

    def __repr__(self):
        return f"{self.__module__.removeprefix('numlir.')}.{self.__name__}"


def install(package):
    """Puts all of them into the package, those of a kind into modules of their own."""
    for path, names in _NAMES.items():
        module = package
        if path != package.__name__:
            module = ModuleType(path, f"What kernels call as ``{path.removeprefix('numlir.')}``.")
            sys.modules[path] = module
            setattr(package, path.rpartition(".")[2], module)
        for name in names.split():
            setattr(module, name, Intrinsic(path, name))
