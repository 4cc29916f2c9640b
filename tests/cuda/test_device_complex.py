"""Functions of complex numbers on devices: their IR, compiled for the CPU with C's functions in libdevice's place, and as PTX."""

import cmath
import ctypes
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numlir import cuda
from numlir.cuda.ptx import libdevice

HELPERS = Path(__file__).parents[2] / "src" / "codegen" / "device_complex.ll"
NAMES = ["exp", "log", "sqrt", "sinh", "cosh", "tanh", "sin", "cos", "tan"]
FORMS = [("double", "64", "128", "", 4e-15), ("float", "32", "64", "f", 3e-6)]


@pytest.fixture(scope="module", params=FORMS, ids=["complex128", "complex64"])
def library(request, tmp_path_factory):
    clang = next(filter(None, map(shutil.which, ("/usr/lib/llvm-22/bin/clang", "clang-22", "clang"))), None)
    if clang is None:
        pytest.skip("needs clang")
    float_type, bits, pair, suffix, tolerance = request.param
    text = HELPERS.read_text().replace("FLOAT", float_type).replace("BITS", bits).replace("PAIR", pair)
    text = text.replace("SUFFIX", suffix).replace("__nv_", "")
    # The others are functions of the library, and go where nobody calls them.
    text = re.sub(rf"linkonce_odr (void @numlir_({'|'.join(NAMES)})_c)", r"\1", text)
    folder = tmp_path_factory.mktemp("complex")
    (folder / "helpers.ll").write_text(text)
    made = [clang, "-w", "-O1", "-shared", "-fPIC", folder / "helpers.ll", "-o", folder / "helpers.so", "-lm"]
    if subprocess.run(made, capture_output=True).returncode:
        pytest.skip("needs a clang that reads LLVM's IR of this version")
    return ctypes.CDLL(folder / "helpers.so"), pair, tolerance


@pytest.mark.parametrize("name", NAMES)
def test_values(library, name):
    helpers, pair, tolerance = library
    dtype = np.complex128 if pair == "128" else np.complex64
    rng = np.random.default_rng(0)
    values = (rng.normal(size=500) + 1j * rng.normal(size=500)) * 10.0 ** rng.integers(-3, 2, 500)
    edges = [1, -1, 1j, -1j, -4, complex(-4, -0.0), 30 + 1j, -30 + 2j, 1e-20 + 1e-20j, np.exp(0.3j), *([] if name == "log" else [0])]
    function = getattr(helpers, f"numlir_{name}_c{pair}")
    for value in np.concatenate([values, edges]).astype(dtype):
        given, out = np.array([value]), np.zeros(1, dtype)
        function(given.ctypes.data_as(ctypes.c_void_p), out.ctypes.data_as(ctypes.c_void_p))
        with np.errstate(all="ignore"):
            expected = getattr(np, name)(np.complex128(value))
        if np.isfinite(expected) and abs(expected) < 1e30:
            assert abs(out[0] - expected) <= tolerance * abs(expected), value


@pytest.mark.skipif(libdevice() is None, reason="needs libdevice")
@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_as_ptx(dtype):
    def kernel(x, out):
        i = cuda.grid(1)
        z = x[i]
        out[i] = cmath.exp(z) + cmath.log(z) * cmath.sqrt(z) + cmath.sin(z) + cmath.cosh(z) / cmath.tanh(z)

    text, _ = cuda.compile_ptx(kernel, f"{dtype}[::1], {dtype}[::1]", cc=(8, 0))
    assert ".entry kernel_kernel" in text and ".extern" not in text
