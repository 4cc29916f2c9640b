"""Launches through a stand-in for NVIDIA's driver (stand_in/driver.c), which the tests compile; and what is said without any."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "stand_in"
PROGRAMS = FOLDER / "launches.py"


def _names():
    """The programs: functions without parameters whose names are sentences."""
    tree = ast.parse(PROGRAMS.read_text())
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.decorator_list]
    return [function.name for function in functions if not function.args.args and function.name != "calls"]


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    compiler = shutil.which("clang") or shutil.which("cc")
    if compiler is None:
        pytest.skip("needs a C compiler")
    path = tmp_path_factory.mktemp("driver") / "libcuda.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-Wall", "-Werror", FOLDER / "driver.c", "-o", path], check=True)
    return path


def _run(arguments, **environment):
    kept = {name: value for name, value in os.environ.items() if name not in ("NUMLIR_CUDA_TARGET", "NUMBA_ENABLE_CUDASIM")}
    return subprocess.run([sys.executable, *arguments], env={**kept, **environment}, capture_output=True, text=True)


@pytest.mark.parametrize("name", _names())
def test_through_the_driver(library, name):
    ran = _run([PROGRAMS, library, name], NUMLIR_CUDA_DRIVER=str(library))
    assert ran.returncode == 0, ran.stderr


NO_DRIVER = """
import numpy as np
from numlir import cuda

@cuda.jit("void(float64[:])")
def kernel(x):
    x[0] = 1

assert not cuda.is_available()
assert isinstance(cuda.cuda_error(), cuda.CudaSupportError)
for work in (lambda: kernel[1, 1](np.zeros(1)), lambda: cuda.to_device(np.zeros(1)), cuda.stream, cuda.event,
             cuda.current_context, cuda.detect, lambda: cuda.gpus[0], lambda: cuda.compile_ptx(kernel, "float64[:]")):
    try:
        work()
    except cuda.CudaSupportError as error:
        assert "no NVIDIA driver" in str(error) and "NUMLIR_CUDA_TARGET=cpu" in str(error), error
    else:
        raise AssertionError("there is no driver")
"""


def test_without_a_driver_calls_say_so(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(NO_DRIVER)
    ran = _run([program], NUMLIR_CUDA_DRIVER=str(tmp_path / "missing.so"))
    assert ran.returncode == 0, ran.stderr


def test_a_library_that_is_no_driver(tmp_path):
    # Any other library has none of the functions.
    other = next(line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "libm.so" in line or "libc.so" in line)
    program = tmp_path / "program.py"
    program.write_text("from numlir import cuda\nprint(cuda.is_available(), cuda.cuda_error())")
    ran = _run([program], NUMLIR_CUDA_DRIVER=other)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("False") and "cuInit" in ran.stdout
