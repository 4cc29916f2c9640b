"""Writes docs/benchmarks-arrays.md: what the benchmarks of array code print, with what they are to reach.

python benches/arrays.py
"""

import argparse
import subprocess
import sys
from pathlib import Path

from compare import machine

HERE = Path(__file__).parent
# Scripts that give the least of several processes, and of how many.
PROCESSES = {"expressions": 3, "reductions": 3}
PAGES = {
    "expressions": (
        "Whole-array expressions",
        "Goal: no slower than numba, and within 1.3 times the same loops in C, from 100 elements on. A selection from 100 elements is"
        " the same one again and again, whose branches a processor has learned after a few: C's loop does not have to guess there."
        f" The least of {PROCESSES['expressions']} processes.",
    ),
    "reductions": ("Reductions", f"Goal: within 1.3 times the same loops in C. The least of {PROCESSES['reductions']} processes."),
    "ufuncs": (
        "Ufuncs",
        "Goal: `fast_sigmoid` 4 times as fast as numba and 3 times as NumPy, `sinacosb` 8 times as either, the polynomial within 10 % of a"
        " copy, `nb_dot` as fast as numba, a call on 10 elements at most 1.2 times NumPy's, decorating a quarter of numba's time.",
    ),
    "bounds_checks": ("Bounds checks", "Goal: at most 5 %. Columns are with checks, without, and the ratio."),
}


def main():
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    page = [f"# Benchmarks of array code\n\nWritten by `benches/arrays.py` on: {machine()}.\n"]
    for script, (title, goal) in PAGES.items():
        print(title, flush=True)
        options = ["--processes", str(PROCESSES[script])] if script in PROCESSES else []
        printed = subprocess.check_output([sys.executable, HERE / f"{script}.py", *options], text=True)
        what = (HERE / f"{script}.py").read_text().split('"""')[1].split("\n\n")[0].strip()
        lines = "\n".join(line.rstrip() for line in printed.splitlines())
        page.append(f"## {title}\n\n{what}\n\n{goal}\n\n```text\n{lines}\n```\n")
    (HERE.parent / "docs" / "benchmarks-arrays.md").write_text("\n".join(page))


if __name__ == "__main__":
    main()
