"""What `import numlir` costs beyond `import numpy`, in fresh processes."""

import statistics
import subprocess
import sys

RUNS = 15
CODE = """
import time
import numpy
started = time.perf_counter()
import {module}
print(time.perf_counter() - started)
"""


def milliseconds(module):
    def run():
        output = subprocess.run([sys.executable, "-c", CODE.format(module=module)], capture_output=True, check=True)
        return float(output.stdout) * 1e3

    run()
    return statistics.median(run() for _ in range(RUNS))


def main():
    for module in ("numlir", "numba"):
        print(f"import {module}: {milliseconds(module):.1f} ms beyond NumPy's")


if __name__ == "__main__":
    main()
