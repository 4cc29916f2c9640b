"""Serial programs made at random (`random_programs`), against CPython: the same results and exceptions, and nothing leaks. Every fourth is compiled
with `parallel=True`, which runs whole-array expressions in bands.

For long runs, `python tests/test_serial_fuzz.py FIRST LAST FOLDER` goes through seeds in processes of its own; what ends one is in FOLDER
under its seed. `MALLOC_PERTURB_=85` shows uses of freed memory.
"""

import gc
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from random_programs import Program, load, outcome

import numlir as nb
from numlir import _numlir

SEEDS = range(40)
# A compilation of such a program takes a tenth of a second.
MOST_SECONDS = 20


def examine(seed):
    """Compares what a program does; the error, or None."""
    text = Program(random.Random(seed)).text
    python, main = load(text, False, f"<random {seed} in Python>"), load(text, True, f"<random {seed}>", parallel=seed % 4 == 3)
    for which in range(3):
        expected = outcome(python, which)
        if "UnboundLocalError" in expected[0][:1]:
            return None
        start = time.perf_counter()
        actual = outcome(main, which)
        if actual != expected:
            return f"{text}\narguments {which}: {actual}, not {expected}"
        if time.perf_counter() - start > MOST_SECONDS:
            return f"{text}\narguments {which}: slow"
        del actual, expected
        gc.collect()
        before = _numlir.live_blocks()
        outcome(main, which)
        gc.collect()
        if _numlir.live_blocks() != before:
            return f"{text}\narguments {which}: {_numlir.live_blocks() - before} blocks leaked"
    return None


@pytest.mark.parametrize("seed", SEEDS)
def test_the_results_are_those_of_cpython(seed):
    error = examine(seed)
    assert error is None, error


def examine_many(first, last, folder):
    """Goes through seeds, a note of each before it."""
    for seed in range(first, last):
        (folder / "seed").write_text(str(seed))
        try:
            error = examine(seed)
        except nb.errors.NumlirError as refused:
            error = str(refused)
        if error is not None:
            (folder / f"{seed}.txt").write_text(error)


def main(first, last, folder):
    folder.mkdir(exist_ok=True)
    while first < last:
        step = [sys.executable, __file__, str(first), str(last), str(folder), "within"]
        status = subprocess.run(step, check=False).returncode
        if status == 0:
            break
        first = int((folder / "seed").read_text())
        text = Program(random.Random(first)).text
        (folder / f"{first}.txt").write_text(f"{text}\nended with {status}")
        first += 1


if __name__ == "__main__":
    (examine_many if sys.argv[4:] else main)(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
