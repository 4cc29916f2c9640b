"""Kernels as PTX: what the text says, and that NVIDIA's assembler takes it."""

import importlib.util
import math
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numlir import cuda, errors, float32, float64, int32, int64, njit, none, prange
from numlir.cuda.ptx import compile_loops, libdevice

sys.path.insert(0, str(Path(__file__).parents[2] / "benches" / "gpu"))

import assembly  # noqa: E402
import kernels  # noqa: E402

# For sm_80 and sm_90: registers of numba-cuda 0.30.4's code, and machine instructions for each operation that the main loop is for, numba-cuda's and
# those of nvcc 13.0 (`benches/gpu/ptx.py --numba-cuda … --nvcc …` prints them beside ours; docs/benchmarks-gpu.md).
REGISTERS = {
    "vecadd": (15, 15),
    "saxpy": (22, 28),
    "reduce_sum": (14, 16),
    "partial_sums": (16, 16),
    "warp_sum": (10, 10),
    "matmul": (32, 32),
    "mcpi": (32, 32),
    "pi_hits": (40, 42),
    "pairdist": (30, 30),
    "blackscholes": (32, 32),
}
INSTRUCTIONS = {
    "saxpy": ((27.25, 10.00), (27.25, 10.00)),
    "matmul": ((6.12, 4.31), (6.31, 4.12)),
    "mcpi": ((12.12, 12.12), (13.00, 13.00)),
    "pi_hits": ((31.38, 31.38), (29.25, 29.25)),
    "pairdist": ((30.25, 6.75), (32.25, 6.75)),
}
# With so many registers all threads of a multiprocessor run.
FULL_OCCUPANCY = 32


def compiled(name, cc=(9, 0)):
    return cuda.compile_ptx(getattr(kernels, name), assembly.SIGNATURES[name], cc=cc)[0]


def test_places_are_registers_and_arguments_are_global_memory():
    text = compiled("vecadd")
    assert ".target sm_90" in text and re.search(r"\.visible \.entry vecadd_kernel", text)
    assert "%ctaid.x" in text and "%ntid.x" in text and "%tid.x" in text
    assert "ld.global" in text and "st.global" in text
    # No index wraps, and nothing goes through generic addresses.
    assert not re.search(r"\b(ld|st)\.(f|b|u)", text)
    assert "shr" not in text


def test_shared_memory_and_barriers():
    text = compiled("reduce_sum")
    assert re.search(r"\.shared .*numlir_shared_0\[1024\]", text)
    assert "bar.sync" in text and "ld.shared" in text and "atom" in text


def test_shuffles():
    assert "shfl.sync.down.b32" in compiled("warp_sum")


def test_dynamic_shared_memory_is_external():
    @cuda.jit
    def kernel(x):
        shared = cuda.shared.array(0, "float64")
        shared[cuda.threadIdx.x] = x[0]
        cuda.syncthreads()
        x[cuda.threadIdx.x] = shared[0]

    text, _ = cuda.compile_ptx(kernel, "float64[::1]", cc=(8, 0))
    assert re.search(r"\.extern \.shared .*numlir_dynamic_shared\[\]", text)


def test_what_has_no_form_on_a_device_says_so():
    @cuda.jit
    def kernel(x):
        x[0] = len(str(x.size))

    with pytest.raises(errors.UnsupportedError, match="no form on devices"):
        cuda.compile_ptx(kernel, "int64[::1]", cc=(8, 0))


def test_a_compute_capability_is_needed():
    with pytest.raises(cuda.CudaSupportError, match="cc="):
        cuda.compile_ptx(kernels.vecadd, assembly.SIGNATURES["vecadd"])


SNAPSHOTS = Path(__file__).parent / "ptx"


@pytest.mark.parametrize("name", ["vecadd", "saxpy", "reduce_sum", "warp_sum", "matmul"])
def test_the_text_is_what_it_was(name):
    """``NUMLIR_BLESS=1`` writes the texts anew; they are read before they are committed."""
    text = re.sub(r"^//.*\n", "", compiled(name), flags=re.M)
    path = SNAPSHOTS / f"{name}.ptx"
    if os.environ.get("NUMLIR_BLESS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert text == path.read_text()


DEVICE_ONLY = """
import numpy as np
from numlir import cuda

TABLE = np.array([1.5, 2.5, 3.5])


@cuda.jit
def tables(x):
    table = cuda.const.array_like(TABLE)
    x[0] = table[cuda.threadIdx.x % 3] + TABLE[1]


@cuda.jit
def grid(x):
    group = cuda.cg.this_grid()
    x[cuda.grid(1)] += 1
    group.sync()
    x[0] += x[1]


@cuda.jit
def helpers(x, n, z):
    x[0] = x[1] // x[2] + x[3] % x[4]
    n[0] = n[1] ** n[2]
    z[0] = z[1] / z[2]
    x[5] = abs(z[3])


@cuda.jit
def prints(x, n):
    print("100%", cuda.threadIdx.x, x[0], n > 2, None, sep=", ")
    if n > 3:
        print()


@cuda.jit(debug=True, opt=False)
def checked(x, i):
    x[i] = 1


@cuda.jit(max_registers=32, launch_bounds=256)
def limited(x):
    x[cuda.grid(1)] = 1
"""


def written(tmp_path, name, types):
    path = tmp_path / "kernels_of_devices.py"
    path.write_text(DEVICE_ONLY)
    spec = importlib.util.spec_from_file_location("kernels_of_devices", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cuda.compile_ptx(getattr(module, name), types, cc=(9, 0))[0]


@pytest.mark.skipif(assembly.tool("ptxas") is None, reason="needs ptxas")
@pytest.mark.parametrize(
    "name, types, says",
    [
        ("tables", "float64[::1]", r"\.global .*\.b8 numlir_data"),
        ("grid", "float64[::1]", r"fence\.acq_rel\.gpu;\s+atom\.global\.add\.u64[\s\S]*ld\.acquire\.gpu[\s\S]*fence\.acq_rel\.gpu"),
        ("helpers", "float64[::1], int64[::1], complex128[::1]", r"div\.rn\.f64"),
        ("helpers", "float32[::1], uint64[::1], complex64[::1]", r"div\.rn\.f32"),
        ("prints", "float32[::1], uint8", r"vprintf, \([\s\S]*vprintf, \("),
        ("checked", "float64[::1], int64", r"\.visible \.global .*numlir_status"),
        ("limited", "float64[::1]", r"\.maxntid 256[\s\S]*\.maxnreg 32"),
    ],
)
def test_what_kernels_need_of_devices(tmp_path, name, types, says):
    if name == "helpers" and libdevice() is None:
        pytest.skip("needs libdevice")
    text = written(tmp_path, name, types)
    assert re.search(says, text), text
    assert assembly.assemble(text, "sm_90").spilled == 0


@pytest.mark.skipif(assembly.tool("ptxas") is None or assembly.tool("nvdisasm") is None, reason="needs ptxas and nvdisasm")
@pytest.mark.parametrize("cc", [(8, 0), (9, 0)])
@pytest.mark.parametrize("name", assembly.SIGNATURES)
def test_the_assembler_takes_it_without_spills(name, cc):
    if name == "blackscholes" and libdevice() is None:
        pytest.skip("needs libdevice")
    code = assembly.assemble(compiled(name, cc), f"sm_{cc[0]}{cc[1]}")
    chip = [(8, 0), (9, 0)].index(cc)
    assert code.spilled == 0
    assert code.registers <= REGISTERS[name][chip]
    if name in INSTRUCTIONS:
        numba_cuda, nvcc = INSTRUCTIONS[name][chip]
        ours = code.per_operation(assembly.USEFUL[name])
        assert ours < numba_cuda and ours <= 1.15 * nvcc


def whole(a, b):
    return a * b + 1


def summed(x, y):
    s, best, place = 0.0, np.inf, -1
    for i in prange(len(x)):
        s += x[i] * y[i]
        if x[i] < best:
            best, place = x[i], i
    return s, best, place


def blurred(x, out):
    for i in prange(1, x.shape[0] - 1):
        for j in range(1, x.shape[1] - 1):
            out[i, j] = math.exp(-x[i, j]) + (x[i - 1, j] + x[i + 1, j] + x[i, j - 1] + x[i, j + 1]) / 4


LOOPS = [(whole, "float32[::1], float32[::1]"), (summed, "float64[::1], float64[::1]"), (blurred, "float64[:,::1], float64[:,::1]")]


@pytest.mark.skipif(assembly.tool("ptxas") is None or libdevice() is None, reason="needs the tools of requirements-dev.txt")
@pytest.mark.parametrize("cc", [(8, 0), (9, 0)])
@pytest.mark.parametrize("function, types", LOOPS)
def test_parallel_loops_assemble(function, types, cc):
    texts = compile_loops(njit(parallel=True)(function), types, cc)
    assert texts and all(name.startswith(f"{function.__name__}_gpu") for name in texts)
    for text in texts.values():
        code = assembly.assemble(text, f"sm_{cc[0]}{cc[1]}")
        assert code.registers <= FULL_OCCUPANCY and code.spilled == 0


def test_rows_are_read_and_written_16_bytes_at_once():
    for dtype, form in (("float32", "v4.b32"), ("float64", "v2.b64"), ("int32", "v4.b32"), ("uint8", "v4.b32")):
        text = compile_loops(njit(parallel=True)(whole), f"{dtype}[::1], {dtype}[::1]", (9, 0))["whole_gpu0_kernel"]
        assert f"ld.global.{form}" in text, dtype
        assert f"st.global.{form}" in text or dtype == "uint8"


def scaled_sum(x, y, factor):
    return (x + y) * factor


def polar(x, y):
    return math.sqrt(x * x + y * y), x > y


def first_of(values, flag):
    return values[0] if flag else 0.0


def fills(values):
    values[0] = 1.0


TWO = (float32, float32)


def test_functions_for_other_code_by_the_convention_of_c():
    text, result = cuda.compile(scaled_sum, (float32, float32, float32), cc=(8, 0))
    assert result == float32 and ".entry" not in text
    assert re.search(r"\.visible \.func +\(\.param \.b32 func_retval0\) scaled_sum\(\s*\.param \.b32", text)
    assert "add.rn.f32" in text or "add.f32" in text
    text, result = cuda.compile_ptx(scaled_sum, (int32, int32, int32), device=True, abi="c", abi_info={"abi_name": "other"}, cc=(9, 0))
    assert result == int64 and re.search(r"\.visible \.func +\(\.param \.b64 func_retval0\) other\(", text)
    # What a signature says of the result is what it gives.
    text, result = cuda.compile(scaled_sum, float64(float32, float32, float32), cc=(8, 0))
    assert result == float64 and "func_retval0" in text and "cvt.f64.f32" in text
    text, result = cuda.compile(fills, "float64[::1]", cc=(8, 0))
    assert result == none and re.search(r"\.visible \.func fills\(", text)


def test_functions_for_other_code_by_the_convention_of_numba():
    text, result = cuda.compile_ptx(polar, TWO, device=True, cc=(8, 0))
    assert re.search(r"\.visible \.func +\(\.param \.b32 func_retval0\) polar\(\s*\.param \.b64", text)
    assert len(re.findall(r"\.param .*polar_param_\d", text.split(")\n{")[0])) == 3
    assert "st.b8" in text and str(result) in ("Tuple(float32, bool)", "tuple(float32, bool)", "(float32, bool)")


@pytest.mark.skipif(assembly.tool("ptxas") is None or libdevice() is None, reason="needs the tools of requirements-dev.txt")
@pytest.mark.parametrize("abi", ["c", "numba"])
@pytest.mark.parametrize("function, types", [(polar, TWO), (first_of, "float64[:], boolean"), (scaled_sum, "complex64, complex64, float32")])
def test_functions_for_other_code_assemble(function, types, abi, tmp_path):
    text, _ = cuda.compile(function, types, abi=abi, cc=(9, 0))
    source = tmp_path / "f.ptx"
    source.write_text(text)
    subprocess.run([assembly.tool("ptxas"), "-c", "-arch=sm_90", source, "-o", tmp_path / "f.o"], check=True)


def test_what_cannot_be_asked_for():
    for options in ({"abi": "other"}, {"abi": "c", "device": False}, {"output": "ltoir"}):
        with pytest.raises(NotImplementedError):
            cuda.compile(scaled_sum, (float32, float32, float32), cc=(8, 0), **options)


def test_signatures_of_tuples():
    @cuda.jit
    def kernel(shape, pair, out):
        out[0] = shape[0] + pair[1]

    for sig in ("UniTuple(int64, 2), Tuple((int64, float64)), float64[::1]", "void(UniTuple(int64, 2), Tuple((int64, float64)), float64[::1])"):
        text, _ = cuda.compile_ptx(kernel, sig, cc=(8, 0))
        assert ".entry kernel_kernel" in text


def test_names_of_device_functions():
    text, _ = cuda.compile_ptx(lambda x, y: x + y, "float64(float64, float64)", device=True, cc=(8, 0))
    assert "_lambda_(" in text
    with pytest.raises(ValueError, match="abi_name"):
        cuda.compile(lambda x: x, "float64(float64)", cc=(8, 0), abi_info={"abi_name": "a b"})


def test_recursion():
    @cuda.jit(device=True)
    def factorial(n):
        return 1 if n <= 1 else n * factorial(n - 1)

    @cuda.jit
    def kernel(out):
        out[0] = factorial(out[0])

    text, _ = cuda.compile_ptx(kernel, "int64[::1]", cc=(8, 0))
    assert ".entry kernel_kernel" in text and "call.uni" in text
    if assembly.tool("ptxas"):
        assembly.assemble(text, "sm_80")


def test_classes_of_numbers():
    # LLVM makes one test of several comparisons.
    @cuda.jit
    def kernel(x, out):
        i = cuda.grid(1)
        out[i] = math.isnan(x[i]) or math.fabs(x[i]) == math.inf or x[i] == 0

    text, _ = cuda.compile_ptx(kernel, "float64[::1], boolean[::1]", cc=(8, 0))
    assert ".entry kernel_kernel" in text


def test_positions_in_tiles_need_no_wrap():
    text = compiled("matmul")
    # A wrap spreads the sign of an index.
    assert not re.search(r"shr\.s64 .*63;", text)


def test_integers_over_constants_need_no_division():
    text = compiled("pi_hits")
    assert "div" not in text and "fma.rn.f64" in text


def test_steps_of_generators_share_their_constants():
    # The multiplier of two steps at once would be another.
    multipliers = {int(factor) for factor in re.findall(r"mad\.lo\.s64 .*, (-?\d+), -?\d+;", compiled("mcpi"))}
    assert multipliers == {6364136223846793005}


def test_strides_need_no_division():
    @cuda.jit
    def kernel(a, out):
        for i in range(cuda.grid(1), a.shape[0], cuda.gridsize(1)):
            total = 0.0
            for j in range(a.shape[1]):
                total += a[i, j]
            out[i] = total

    text, _ = cuda.compile_ptx(kernel, "float64[:,::1], float64[::1]", cc=(8, 0))
    assert "div" not in text
