"""Kernels as PTX: what the text says, and that NVIDIA's assembler takes it."""

import re
import sys
from pathlib import Path

import pytest
from numlir import cuda, errors
from numlir.cuda.ptx import libdevice

sys.path.insert(0, str(Path(__file__).parents[2] / "benches" / "gpu"))

import assembly  # noqa: E402
import kernels  # noqa: E402

# Registers that numba-cuda 0.30.4 needs (`benches/gpu/ptx.py --numba-cuda`).
REGISTERS = {
    (8, 0): {"vecadd": 15, "saxpy": 22, "reduce_sum": 14, "warp_sum": 10, "matmul": 32, "mcpi": 32, "pairdist": 30},
    (9, 0): {"vecadd": 15, "saxpy": 28, "reduce_sum": 16, "warp_sum": 10, "matmul": 32, "mcpi": 32, "pairdist": 30},
}
for each in REGISTERS.values():
    each["blackscholes"] = 32


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


@pytest.mark.skipif(assembly.tool("ptxas") is None or assembly.tool("nvdisasm") is None, reason="needs ptxas and nvdisasm")
@pytest.mark.parametrize("cc", [(8, 0), (9, 0)])
@pytest.mark.parametrize("name", assembly.SIGNATURES)
def test_the_assembler_takes_it_without_spills(name, cc):
    if name == "blackscholes" and libdevice() is None:
        pytest.skip("needs libdevice")
    code = assembly.assemble(compiled(name, cc), f"sm_{cc[0]}{cc[1]}")
    assert code.spilled == 0
    assert code.registers <= REGISTERS[cc][name]
