"""libdevice's functions by their names: on the CPU target against Python's, and as PTX."""

import importlib.util
import math

import numpy as np
import pytest
from numlir import cuda
from numlir.cuda import ptx
from numlir.cuda.intrinsics import _NAMES

NAMES = _NAMES["numlir.cuda.libdevice"].split()

# What is no function of `math` by the same name.
EXPECTED = {
    "cbrt": np.cbrt, "exp2": np.exp2, "exp10": lambda x: 10.0**x, "rint": np.rint, "nearbyint": np.rint,
    "tgamma": math.gamma, "fmax": max, "fmin": min, "nextafter": np.nextafter, "fma": lambda x, y, z: x * y + z,
    "rsqrt": lambda x: 1 / math.sqrt(x), "rcbrt": lambda x: 1 / np.cbrt(x), "fdim": lambda x, y: max(x - y, 0.0),
    "sinpi": lambda x: math.sin(math.pi * x), "cospi": lambda x: math.cos(math.pi * x),
    "round": lambda x: math.floor(x + 0.5),
}  # fmt: skip

KERNELS = """
from numlir import cuda
from numlir.cuda import libdevice

"""


@pytest.fixture(scope="module")
def kernels(tmp_path_factory):
    """A kernel for each function, of as many inputs as it has parameters."""
    counts = {name: _parameters(name) for name in NAMES}
    text = KERNELS
    for name, count in counts.items():
        inputs = [f"x{number}" for number in range(count)]
        text += f"@cuda.jit\ndef of_{name}(out, {', '.join(inputs)}):\n    out[0] = libdevice.{name}({', '.join(inputs)})\n\n"
    path = tmp_path_factory.mktemp("kernels") / "kernels_of_libdevice.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location("kernels_of_libdevice", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module, counts


def _parameters(name):
    if name.removesuffix("f") == "fma":
        return 3
    two = "atan2 copysign fmax fmin fmod hypot nextafter pow fdim ldexp fast_pow fast_fdivide".split()
    others = "min max llmin llmax umin umax ullmin ullmax mulhi umulhi dadd_rn fadd_rn dsub_rn fsub_rn dmul_rn fmul_rn ddiv_rn fdiv_rn"
    return 2 if name.removesuffix("f") in two or name == "fast_fdividef" or name in others.split() else 1


def _numbers(name, count):
    if name.removesuffix("f") == "acosh":
        return [1.75]
    if name.removesuffix("f") == "ldexp":
        return [0.75, 3]
    return [0.75, 0.5, 0.25][:count]


@pytest.mark.parametrize("name", [name for name in NAMES if "_" not in name and (hasattr(math, name.removesuffix("f")) or name.removesuffix("f") in EXPECTED)])
def test_floating_point(kernels, name):
    module, counts = kernels
    plain = name if name in EXPECTED or hasattr(math, name) and name != "erff" else name.removesuffix("f")
    expected = EXPECTED.get(plain) or getattr(math, plain)
    numbers = _numbers(name, counts[name])
    out = np.zeros(1)
    getattr(module, f"of_{name}")[1, 1](out, *numbers)
    assert out[0] == pytest.approx(float(expected(*numbers)), rel=1e-15 if plain == name else 1e-6)


@pytest.mark.parametrize(
    "name, numbers, expected",
    [
        ("clz", (1,), 31), ("clzll", (1,), 63), ("popc", (255,), 8), ("popcll", (-1,), 64), ("ffs", (8,), 4),
        ("ffsll", (1 << 40,), 41), ("brev", (1,), 1 << 31), ("brevll", (2,), 1 << 62), ("mulhi", (1 << 30, 16), 4),
        ("umulhi", (1 << 31, 6), 3), ("abs", (-5,), 5), ("llabs", (-(1 << 40),), 1 << 40), ("min", (-1, 2), -1),
        ("umax", (3, 7), 7), ("llmax", (3, -7), 3), ("double2int_rz", (-2.75,), -2), ("int2float_rn", (7,), 7),
        ("fast_sinf", (0.0,), 0), ("fast_fdividef", (3.0, 2.0), 1.5), ("ddiv_rn", (1.0, 4.0), 0.25),
        ("isnand", (math.nan,), 1), ("isinff", (math.inf,), 1), ("isfinited", (1.0,), 1), ("fsqrt_rn", (9.0,), 3),
    ],
)  # fmt: skip
def test_others(kernels, name, numbers, expected):
    out = np.zeros(1)
    getattr(kernels[0], f"of_{name}")[1, 1](out, *numbers)
    assert out[0] == expected


@pytest.mark.skipif(ptx.libdevice() is None, reason="needs libdevice")
@pytest.mark.parametrize("name", ["sinf", "pow", "rsqrt", "fdimf", "tgamma", "clzll", "umulhi", "roundf", "exp10", "rintf"])
def test_as_ptx(kernels, name):
    module, counts = kernels
    kind = "int64" if name in ("clzll", "umulhi") else "float64"
    text, _ = cuda.compile_ptx(getattr(module, f"of_{name}"), ", ".join(["float64[::1]", *[kind] * counts[name]]), cc=(8, 0))
    assert f".entry of_{name}_kernel" in text and ".extern" not in text
