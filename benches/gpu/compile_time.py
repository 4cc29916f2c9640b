"""How long a kernel takes to become PTX, with libdevice and without: milliseconds of the processor's time.

    python benches/gpu/compile_time.py [--rounds N]

Each figure is of a process of its own that has compiled nothing before but one kernel without math functions: what LLVM and the front half
set up once is left out. Without libdevice, math functions are numlir's own (`library/numlir.cuda.math`): *built* is from the library that
`make build` makes of them, *written* without that, so that they are compiled from Python. The columns take turns in each round; the least of
all rounds is printed. Nothing is cached between processes.
"""

import argparse
import os
import subprocess
import sys
import tempfile

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

TYPES = "float64[::1], float64[::1]"
name, path, functions = sys.argv[1:4]
if functions != "libdevice":
    ptx.libdevice = lambda: None
if functions == "written":
    ptx.own_math = lambda: None
spec = importlib.util.spec_from_file_location("measured", path)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
if name == "blackscholes":
    import assembly, kernels
    kernel, types = kernels.blackscholes, assembly.SIGNATURES[name]
else:
    kernel, types = module.kernel, TYPES
cuda.compile_ptx(module.plain, TYPES, cc=(9, 0))
start = time.process_time()
cuda.compile_ptx(kernel, types, cc=(9, 0))
print((time.process_time() - start) * 1e3)
"""


COLUMNS = ("libdevice", "built", "written")


def milliseconds(name, path, functions):
    arguments = [sys.executable, "-c", CHILD, name, path, functions, os.path.dirname(os.path.abspath(__file__))]
    return float(subprocess.run(arguments, capture_output=True, text=True, check=True).stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    print(f"{'kernel':14}" + "".join(f"{column:>12}" for column in COLUMNS))
    with tempfile.TemporaryDirectory() as folder:
        for name, expression in KERNELS.items():
            path = os.path.join(folder, f"{name}.py")
            with open(path, "w") as file:
                file.write(SOURCE.format(expression=expression or "v"))
            times = [[milliseconds(name, path, column) for column in COLUMNS] for _ in range(rounds)]
            print(f"{name:14}" + "".join(f"{min(column):12.1f}" for column in zip(*times, strict=True)), flush=True)


if __name__ == "__main__":
    main()
