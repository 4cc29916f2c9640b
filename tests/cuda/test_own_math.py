"""Math functions for devices without libdevice (library/numlir.cuda.math), on the CPU against the C library's."""

import cmath
import importlib.util
import math
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from numlir import _numlir, cuda
from numlir.cuda import ptx

sys.path.insert(0, str(Path(__file__).parents[2] / "benches" / "gpu"))

import assembly  # noqa: E402

FOLDER = Path(__file__).parents[2] / "library" / "numlir.cuda.math"


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """The functions of the folder as device functions of one module."""
    texts = [path.read_text() for path in sorted(FOLDER.glob("*.py"))]
    text = "\n".join(re.sub(r"^from \.\w+ import .*\n", "", text, flags=re.M) for text in texts)
    path = tmp_path_factory.mktemp("own") / "own_math.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location("own_math", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, value in list(vars(module).items()):
        if callable(value) and getattr(value, "__module__", None) == "own_math":
            setattr(module, name, cuda.jit(device=True)(value))
    return module


def run(function, *columns):
    """A function of each row's numbers, by a kernel."""
    if len(columns) == 1:

        @cuda.jit
        def apply(a, out):
            i = cuda.grid(1)
            if i < out.size:
                out[i] = function(a[i])

    else:

        @cuda.jit
        def apply(a, b, out):
            i = cuda.grid(1)
            if i < out.size:
                out[i] = function(a[i], b[i])

    out = np.empty(len(columns[0]))
    apply[(len(out) + 255) // 256, 256](*columns, out)
    return out


def ulps(got, want):
    """How many units in the last place apart, at most; and that infinities and what is no number agree."""
    got, want = np.asarray(got), np.asarray(want)
    whole = np.isfinite(want)
    np.testing.assert_array_equal(got[~whole], want[~whole])
    numbers = ~np.isnan(want)
    np.testing.assert_array_equal(np.signbit(got[numbers]), np.signbit(want[numbers]))
    return np.max(np.abs(got[whole] - want[whole]) / np.spacing(np.abs(want[whole])), initial=0)


RANDOM = np.random.default_rng(11)
EDGES = np.array([0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, math.inf, -math.inf, math.nan, 5e-324, 2.3e-308, 1e-300, 1.7e308])


def spread(low, high, count=2000):
    """Numbers of both signs whose exponents are spread evenly."""
    sizes = np.exp(RANDOM.uniform(math.log(low), math.log(high), count))
    return np.concatenate([EDGES, sizes * RANDOM.choice([-1.0, 1.0], count)])


def by(function):
    """A function of one float over an array, with what C gives where Python raises."""
    return np.vectorize(lambda x: function(float(x)), otypes=[float])


ONE = {
    # The function, what it is to be, the sizes of numbers, and how many units apart they may be.
    "exp": (np.exp, 1e-20, 800, 1.5),
    "exp2": (np.exp2, 1e-20, 1200, 1.5),
    "exp10": (lambda x: 10.0**x, 1e-20, 330, 2),
    "expm1": (np.expm1, 1e-20, 800, 2),
    "log": (np.log, 1e-308, 1e308, 1),
    "log2": (np.log2, 1e-308, 1e308, 1.5),
    "log10": (np.log10, 1e-308, 1e308, 2),
    "log1p": (np.log1p, 1e-20, 1e300, 1.5),
    "sinh": (np.sinh, 1e-20, 720, 4),
    "cosh": (np.cosh, 1e-20, 720, 4),
    "tanh": (np.tanh, 1e-20, 30, 3),
    "asinh": (np.arcsinh, 1e-20, 1e300, 3),
    "acosh": (np.arccosh, 1e-3, 1e300, 4),
    "atanh": (np.arctanh, 1e-20, 1.5, 4),
    "cbrt": (np.cbrt, 1e-300, 1e300, 1.5),
    "sin": (np.sin, 1e-20, 1e300, 1.5),
    "cos": (np.cos, 1e-20, 1e300, 1.5),
    "tan": (np.tan, 1e-20, 1e300, 3),
    "asin": (np.arcsin, 1e-20, 1.2, 3),
    "acos": (np.arccos, 1e-20, 1.2, 3),
    "atan": (np.arctan, 1e-20, 1e300, 2),
    "erf": (by(math.erf), 1e-20, 8, 6),
    "erfc": (by(math.erfc), 1e-20, 26, 8),
    "round": (lambda x: np.where(np.abs(x) < 2.0**52, np.copysign(np.floor(np.abs(x) + 0.5), x), x), 1, 1e20, 0),
}


@pytest.mark.parametrize("name", ONE)
def test_functions_of_one_number(own, name):
    expected, low, high, allowed = ONE[name]
    values = spread(low, high)
    with np.errstate(all="ignore"):
        assert ulps(run(getattr(own, name), values), expected(values)) <= allowed


def test_gamma(own):
    values = RANDOM.uniform(-30, 170, 2000)
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(run(own.tgamma, values), by(math.gamma)(values), rtol=1e-12)
        values = np.concatenate([values, RANDOM.uniform(1, 1e6, 500)])
        np.testing.assert_allclose(run(own.lgamma, values), by(math.lgamma)(values), rtol=2e-13, atol=1e-13)
    edges = np.array([0.0, -0.0, 1.0, 5.0, 23.0, math.inf, -1.5])
    got = run(own.tgamma, edges)
    np.testing.assert_allclose(got, [math.inf, -math.inf, 1, 24, float(math.factorial(22)), math.inf, math.gamma(-1.5)], rtol=1e-14)


TWO = {
    "pow": (np.power, 1e-5, 1e5, 1),
    "atan2": (np.arctan2, 1e-10, 1e10, 2),
    "hypot": (np.hypot, 1e-200, 1e200, 1),
    "fmod": (np.fmod, 1e-10, 1e10, 0),
    "remainder": (np.vectorize(lambda x, y: math.remainder(x, y) if math.isfinite(x) and y else math.nan), 1e-10, 1e10, 0),
    "nextafter": (np.nextafter, 1e-300, 1e300, 0),
    "fdim": (lambda x, y: np.where(np.isnan(x) | np.isnan(y), np.nan, np.where(x > y, x - y, 0.0)), 1e-10, 1e10, 0),
}


@pytest.mark.parametrize("name", TWO)
def test_functions_of_two_numbers(own, name):
    expected, low, high, allowed = TWO[name]
    edges = np.array([(x, y) for x in EDGES for y in EDGES if name != "remainder" or math.isfinite(x)]).T
    ones, others = spread(low, high), spread(low, high)
    if name == "pow":
        ones, others = np.abs(ones), np.clip(others, -60, 60)
    ones, others = np.concatenate([ones, edges[0]]), np.concatenate([others, edges[1]])
    with np.errstate(all="ignore"):
        assert ulps(run(getattr(own, name), ones, others), expected(ones, others)) <= allowed


def test_parts_of_numbers(own):
    values = spread(1e-320, 1e308)[14:]
    np.testing.assert_array_equal(run(own.ilogb, values), np.frexp(values)[1] - 1)
    exponents = RANDOM.integers(-2000, 2000, len(values))
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(run(own.ldexp, values, exponents), np.ldexp(values, exponents))


@pytest.mark.parametrize("name", ["asin", "acos", "atan", "asinh", "acosh", "atanh"])
def test_inverse_functions_of_complex_numbers(own, name):
    real, imaginary = RANDOM.normal(size=(2, 500)) * np.exp(RANDOM.uniform(-5, 5, 500))
    # On the cuts, on either side.
    real[:8], imaginary[:8] = [2, 2, -2, -2, 0, 0, 0.5, 0], [0.0, -0.0, 0.0, -0.0, 2, -2, 0, 0]
    want = np.array([getattr(cmath, name)(complex(x, y)) for x, y in zip(real, imaginary, strict=True)])
    np.testing.assert_allclose(run(getattr(own, f"c{name}_real"), real, imaginary), want.real, rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(run(getattr(own, f"c{name}_imaginary"), real, imaginary), want.imag, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("kind", ["float64", "float32"])
def test_kernels_without_libdevice_assemble(monkeypatch, kind):
    monkeypatch.setattr(ptx, "libdevice", lambda: None)

    @cuda.jit
    def kernel(x, z, out):
        i = cuda.grid(1)
        if i < out.size:
            v = x[i]
            out[i] = math.exp(v) + math.log(v) + math.sin(v) * math.cos(v) + math.tan(v) ** v + math.atan2(v, v + 1)
            out[i] += math.erf(v) + math.erfc(v) + math.gamma(v) + math.lgamma(v) + math.fmod(v, 3.0) + math.hypot(v, 2.0)
            out[i] += math.asinh(v) + math.acosh(v) + math.atanh(v) + math.expm1(v) + math.log1p(v) + math.log10(v)
            out[i] += math.sinh(v) + math.cosh(v) + math.tanh(v) + math.asin(v) + math.acos(v) + math.atan(v) + np.cbrt(v)
            z[i] = z[i] ** 1.5 + cmath.asin(z[i]) * cmath.exp(z[i])

    pair = "complex128" if kind == "float64" else "complex64"
    for cc in ((8, 0), (9, 0)):
        text, _ = cuda.compile_ptx(kernel, f"{kind}[::1], {pair}[::1], {kind}[::1]", cc=cc)
        assert ".extern" not in text
        if assembly.tool("ptxas"):
            assembly.assemble(text, f"sm_{cc[0]}{cc[1]}")


def functions():
    """The names that kernels may call."""
    return [name for path in FOLDER.glob("*.py") for name in re.findall(r"^def ([a-z]\w*)\(", path.read_text(), re.M)]


def test_a_build_compiles_all_functions(tmp_path, monkeypatch):
    path = tmp_path / "device_math.bc"
    _numlir.write_device_math(str(path))
    written = path.read_bytes()
    assert len(functions()) > 40
    for name in functions():
        assert f"__nl_{name}".encode() in written and f"__nl_{name}f".encode() in written
    # What is there is not made again.
    made = path.stat().st_mtime_ns
    _numlir.write_device_math(str(path))
    assert path.stat().st_mtime_ns == made

    @cuda.jit
    def kernel(x, y):
        y[0] = math.lgamma(x[0]) + math.ldexp(x[1], 3) + np.cbrt(x[2])

    def compiled(library, types="float64[::1], float64[::1]"):
        monkeypatch.setattr(ptx, "own_math", lambda: library)
        return cuda.compile_ptx(kernel, types, cc=(8, 0))[0]

    monkeypatch.setattr(ptx, "libdevice", lambda: None)
    for types in ("float64[::1], float64[::1]", "float32[::1], float32[::1]"):
        text = compiled(str(path), types)
        assert ".extern" not in text
        if assembly.tool("ptxas"):
            assembly.assemble(text, "sm_80")
    # A file that is not the library is as none: functions are compiled when they are needed.
    other = tmp_path / "other.bc"
    for content in (b"", b"BC\xc0\xde damaged", written[: len(written) // 2], written.replace(b"numlir ", b"nimlur ", 1)):
        other.write_bytes(content)
        assert ".entry kernel_kernel" in compiled(str(other))
    assert ".entry kernel_kernel" in compiled(str(tmp_path / "nowhere.bc"))
