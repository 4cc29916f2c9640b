"""How long the first kernel of a process takes to become PTX, with libdevice and without: milliseconds in process.

    python benches/gpu/compile_time.py [--rounds N]

Each figure is of a process of its own that has compiled nothing of the kind before, but one kernel without math functions: what LLVM and the
front half set up once is left out. Without libdevice, math functions are numlir's own (`library/numlir.cuda.math`): *empty* is with an empty
cache folder, *kept* with one that another process has filled. The columns take turns in each round; the least of all rounds is printed.
"""

import argparse
import os
import subprocess
import sys
import tempfile

SIGNATURE = "float64[::1], float64[::1]"
KERNELS = {
    "scaled": "2.0 * v",
    "exp": "math.exp(v)",
    "log": "math.log(v)",
    "sin": "math.sin(v)",
    "erf": "math.erf(v)",
    "pow": "v**1.7",
    "tanh": "math.tanh(v)",
    "polar": "math.atan2(math.sin(v), math.cos(v)) + math.hypot(v, 2.0)",
    "gamma": "math.lgamma(v)",
    "blackscholes": "",
}

SOURCE = """
import math
from numlir import cuda

@cuda.jit
def plain(x, out):
    i = cuda.grid(1)
    if i < out.size:
        out[i] = x[i] + 1.0

@cuda.jit
def kernel(x, out):
    i = cuda.grid(1)
    if i < out.size:
        v = x[i]
        out[i] = {expression}
"""

# Prints the milliseconds of one kernel.
CHILD = """
import importlib.util, sys, time
sys.path.insert(0, sys.argv[4])
from numlir import cuda
from numlir.cuda import ptx

name, path, libdevice = sys.argv[1:4]
if libdevice == "without":
    ptx.libdevice = lambda: None
spec = importlib.util.spec_from_file_location("measured", path)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
if name == "blackscholes":
    import assembly, kernels
    kernel, types = kernels.blackscholes, assembly.SIGNATURES[name]
else:
    kernel, types = module.kernel, "float64[::1], float64[::1]"
cuda.compile_ptx(module.plain, "float64[::1], float64[::1]", cc=(9, 0))
start = time.perf_counter()
cuda.compile_ptx(kernel, types, cc=(9, 0))
print((time.perf_counter() - start) * 1e3)
"""


def milliseconds(name, path, libdevice, cache):
    arguments = [sys.executable, "-c", CHILD, name, path, libdevice, os.path.dirname(os.path.abspath(__file__))]
    environment = os.environ | {"NUMLIR_CACHE_DIR": cache}
    return float(subprocess.run(arguments, env=environment, capture_output=True, text=True, check=True).stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    print(f"{'kernel':14}{'libdevice':>12}{'empty':>12}{'kept':>12}")
    with tempfile.TemporaryDirectory() as folder:
        for name, expression in KERNELS.items():
            path = os.path.join(folder, f"{name}.py")
            with open(path, "w") as file:
                file.write(SOURCE.format(expression=expression or "v"))
            times = {"with": [], "empty": [], "kept": []}
            for number in range(rounds):
                times["with"].append(milliseconds(name, path, "with", folder))
                cache = os.path.join(folder, f"{name}{number}")
                times["empty"].append(milliseconds(name, path, "without", cache))
                times["kept"].append(milliseconds(name, path, "without", cache))
            print(f"{name:14}" + "".join(f"{min(column):12.1f}" for column in times.values()), flush=True)


if __name__ == "__main__":
    main()
