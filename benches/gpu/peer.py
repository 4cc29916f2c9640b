"""The same kernels by numba-cuda: run by ``ptx.py`` with an interpreter that has it, and where NVIDIA's tools are."""

import importlib.util
import os
import re
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE)]
sys.path += sys.argv[1].split(os.pathsep)

from types import SimpleNamespace  # noqa: E402

from assembly import SIGNATURES, row  # noqa: E402
from numba import cuda  # noqa: E402
from numba.cuda import dispatcher  # noqa: E402


def kernels():
    """The kernels as plain functions, and device functions, by numba.

    Their decorator would look for a device.
    """
    text = (HERE / "kernels.py").read_text().replace("from numlir import cuda", "from numba import cuda")
    path = Path(tempfile.mkdtemp()) / "numba_kernels.py"
    path.write_text(re.sub(r"@cuda\.jit\n", "", text))
    spec = importlib.util.spec_from_file_location("numba_kernels", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    found = kernels()
    for cc in ((8, 0), (9, 0)):
        # Device functions are compiled for the device of the thread, of which nothing else is asked.
        dispatcher.get_current_device = lambda cc=cc: SimpleNamespace(compute_capability=cc)
        for name, types in SIGNATURES.items():
            times = []
            try:
                for _ in range(3):
                    start = time.perf_counter()
                    ptx, _ = cuda.compile(
                        getattr(found, name), f"void({types})", cc=cc, device=False, abi="numba", output="ptx"
                    )
                    times.append(time.perf_counter() - start)
            except Exception as error:
                print(f"{name:14}sm_{cc[0]}{cc[1]}   {type(error).__name__}: {str(error).splitlines()[0]}")
                continue
            print(row(name, f"sm_{cc[0]}{cc[1]}", ptx if isinstance(ptx, str) else ptx.decode(), min(times) * 1e3))


if __name__ == "__main__":
    main()
