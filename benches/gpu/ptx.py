"""What kernels become on a device: registers, spills and instructions, with the time that compiling takes.

    python benches/gpu/ptx.py [--numba-cuda PYTHON] [--nvcc NVCC]

Needs ``ptxas`` and ``nvdisasm`` (packages nvidia-cuda-nvcc and nvidia-cuda-nvdisasm) and, for blackscholes, libdevice
(nvidia-nvvm); they are looked for in this Python's packages, or in CUDA_HOME. PYTHON is an interpreter that has numba-cuda,
whose code for the same kernels is then printed below; NVCC compiles what they are in CUDA C++ (its packages are nvidia-cuda-nvcc,
-crt, -runtime and -cccl, and nvidia-nvvm).
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import kernels  # noqa: E402
from assembly import HEADER, SIGNATURES, row, tool  # noqa: E402
from numlir import cuda  # noqa: E402


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--numba-cuda", metavar="PYTHON")
    parser.add_argument("--nvcc", metavar="NVCC")
    asked = parser.parse_args()
    if tool("ptxas") is None or tool("nvdisasm") is None:
        sys.exit("ptxas and nvdisasm are needed: pip install nvidia-cuda-nvcc nvidia-cuda-nvdisasm")
    print("numlir", HEADER, sep="\n")
    for cc in ((8, 0), (9, 0)):
        for name, types in SIGNATURES.items():
            times = []
            for _ in range(5):
                start = time.perf_counter()
                ptx, _ = cuda.compile_ptx(getattr(kernels, name), types, cc=cc)
                times.append(time.perf_counter() - start)
            print(row(name, f"sm_{cc[0]}{cc[1]}", ptx, min(times) * 1e3))
    if asked.numba_cuda:
        print("\nnumba-cuda", HEADER, sep="\n", flush=True)
        found = os.pathsep.join(path for path in sys.path if path and (Path(path) / "nvidia").is_dir())
        peer = Path(__file__).parent / "peer.py"
        subprocess.run([asked.numba_cuda, peer, found], check=True)
    if asked.nvcc:
        print("\nnvcc", HEADER, sep="\n", flush=True)
        source = Path(__file__).parent / "kernels.cu"
        for chip in ("sm_80", "sm_90"):
            with tempfile.TemporaryDirectory() as folder:
                made = Path(folder) / "kernels.ptx"
                subprocess.run([asked.nvcc, "-ptx", f"-arch={chip}", source, "-o", made], check=True)
                ptx = made.read_text()
            for name in SIGNATURES:
                print(row(name, chip, ptx, entry=name))


if __name__ == "__main__":
    main()
