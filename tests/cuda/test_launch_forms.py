"""Forms of launches, options of kernels, and what kernels say they became."""

import math

import numpy as np
import pytest
from numlir import cuda, errors


@cuda.jit
def count(x):
    i = cuda.grid(1)
    if i < x.size:
        x[i] += 1


def test_forall():
    for tasks, threads in ((1000, 0), (7, 64), (0, 0)):
        x = np.zeros(max(tasks, 1))
        count.forall(tasks, tpb=threads)(x)
        assert (x == (tasks > 0)).all()
    with pytest.raises(ValueError, match="negative task count"):
        count.forall(-1)


def test_streams_that_are_there():
    x = np.zeros(4)
    made = cuda.stream()
    streams = [
        0, made, cuda.external_stream(int(made)), cuda.default_stream(), cuda.legacy_default_stream(),
        cuda.per_thread_default_stream(),
    ]  # fmt: skip
    for stream in streams:
        count[1, 4, stream](x)
    cuda.synchronize()
    assert (x == len(streams)).all()
    with cuda.profiling():
        cuda.profile_start()
        cuda.profile_stop()


def test_arrays_by_their_interface():
    there = cuda.to_device(np.arange(6.0).reshape(2, 3)[:, ::2])
    again = cuda.from_cuda_array_interface(there.__cuda_array_interface__)
    assert again.shape == (2, 2)
    again[0, 0] = 7.0
    np.testing.assert_array_equal(there.copy_to_host(), [[7, 2], [3, 5]])


def test_specialised_kernels():
    x = np.zeros(4)
    of_floats = count.specialize(x)
    of_floats[1, 4](x)
    assert of_floats.specialized and len(of_floats.overloads) == 1 and (x == 1).all()
    with pytest.raises(TypeError, match="No matching definition"):
        of_floats[1, 4](np.zeros(4, np.int32))
    # Numbers of one overload; texts by argument types.
    assert isinstance(of_floats.get_max_threads_per_block(), int)
    [[types, llvm]] = of_floats.inspect_llvm().items()
    assert "define" in llvm and llvm == of_floats.inspect_llvm(types)
    assert list(of_floats.inspect_ptx()) == list(of_floats.inspect_asm()) == [types]
    with pytest.raises(cuda.CudaSupportError, match="on the CPU target"):
        of_floats.inspect_sass()


def test_options():
    def quotient(x):
        x[0] = math.exp(x[1]) / x[2]

    exact, fast = (cuda.compile_ptx(quotient, "float32[::1]", cc=(8, 0), fastmath=fastmath)[0] for fastmath in (False, True))
    assert "div.rn.f32" in exact and "approx" in fast and "div.rn" not in fast
    x = np.array([0, 0.5, 3], np.float32)
    cuda.jit(fastmath=True, lineinfo=True, max_registers=32, opt=True)(quotient)[1, 1](x)
    np.testing.assert_allclose(x[0], math.exp(0.5) / 3, rtol=1e-6)
    with pytest.raises(errors.UnsupportedError, match="link= is not supported"):
        cuda.jit(link=["other.ptx"])
    with pytest.raises(TypeError, match="unknown option 'colour'"):
        cuda.jit(colour=1)


def test_places_in_a_warp_and_fences():
    @cuda.jit
    def kernel(out):
        i = cuda.grid(1)
        out[i, 0] = cuda.warpsize
        out[i, 1] = cuda.lanemask_lt()
        out[i, 2] = cuda.selp(i % 2 == 0, i, -i)
        cuda.threadfence_block()
        cuda.threadfence()
        cuda.threadfence_system()
        cuda.nanosleep(10)

    out = np.zeros((40, 3), np.int64)
    kernel[1, 40](out)
    np.testing.assert_array_equal(out, [[32, (1 << i % 32) - 1, i if i % 2 == 0 else -i] for i in range(40)])
    text, _ = cuda.compile_ptx(kernel, "int64[:,::1]", cc=(8, 0))
    assert all(f"fence.sc.{scope}" in text or f"fence.acq_rel.{scope}" in text for scope in ("cta", "gpu", "sys")), text
