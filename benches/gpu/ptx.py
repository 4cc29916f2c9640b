"""What kernels become on a device: registers, spills and instructions, with the time that compiling takes.

Needs ``ptxas`` and ``nvdisasm`` (packages nvidia-cuda-nvcc and nvidia-cuda-nvdisasm) and, for blackscholes, libdevice
(nvidia-nvvm); their folders are looked for in this Python's packages, or in CUDA_HOME.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import kernels  # noqa: E402
from numlir import cuda  # noqa: E402

SIGNATURES = {
    "vecadd": "float32[::1], float32[::1], float32[::1]",
    "saxpy": "int64, float32, float32[::1], float32[::1]",
    "reduce_sum": "float32[::1], float32[::1]",
    "warp_sum": "float32[::1], float32[::1]",
    "matmul": "float32[:,::1], float32[:,::1], float32[:,::1]",
    "mcpi": "int64, int64[::1]",
    "pairdist": "float64[:,::1], float64[:,::1]",
    "blackscholes": "float64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64, float64",
}


def tool(name):
    """A tool of NVIDIA's, or None."""
    homes = [Path(path) / "nvidia/cu13" for path in sys.path if path] + [Path(os.environ.get("CUDA_HOME", "/usr/local/cuda"))]
    return next((home / "bin" / name for home in homes if (home / "bin" / name).is_file()), None)


def assemble(ptx, chip):
    """What ptxas says of PTX, and how many machine instructions there are: registers, bytes spilled, instructions."""
    with tempfile.TemporaryDirectory() as folder:
        source, cubin = Path(folder) / "k.ptx", Path(folder) / "k.cubin"
        source.write_text(ptx)
        asked = [tool("ptxas"), "-v", f"-arch={chip}", source, "-o", cubin]
        said = subprocess.run(asked, capture_output=True, text=True, check=True).stderr
        listed = subprocess.run([tool("nvdisasm"), "-c", cubin], capture_output=True, text=True, check=True).stdout
    registers = int(re.search(r"Used (\d+) registers", said)[1])
    spilled = sum(int(count) for count in re.findall(r"(\d+) bytes spill", said))
    instructions = len([line for line in listed.splitlines() if re.match(r"\s+/\*[0-9a-f]{4}\*/", line) and " NOP" not in line])
    return registers, spilled, instructions


def main():
    print(f"{'kernel':14}{'chip':8}{'PTX':>6}{'SASS':>6}{'regs':>6}{'spills':>8}{'ms':>8}")
    for cc in ((8, 0), (9, 0)):
        for name, types in SIGNATURES.items():
            times = []
            for _ in range(5):
                start = time.perf_counter()
                ptx, _ = cuda.compile_ptx(getattr(kernels, name), types, cc=cc)
                times.append(time.perf_counter() - start)
            chip = f"sm_{cc[0]}{cc[1]}"
            count = len(re.findall(r"^\t(?!\.)[@a-z].*;", ptx, re.M))
            registers, spilled, instructions = assemble(ptx, chip)
            print(f"{name:14}{chip:8}{count:6}{instructions:6}{registers:6}{spilled:8}{min(times) * 1e3:8.1f}")


if __name__ == "__main__":
    main()
