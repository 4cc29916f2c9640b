"""libdevice's functions by their names: on the CPU target against Python's, and as PTX."""

import ast
import importlib.util
import math
from fractions import Fraction
from pathlib import Path

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

# What gives two numbers.
TUPLES = {"frexp": math.frexp, "modf": math.modf}
TWO_RESULTS = ["frexp", "frexpf", "modf", "modff", "sincos", "sincosf", "fast_sincosf", "sincospi", "sincospif"]
QUOTIENTS = ["remquo", "remquof"]

KERNELS = """
from numlir import cuda
from numlir.cuda import libdevice

"""


@pytest.fixture(scope="module")
def kernels(tmp_path_factory):
    """A kernel for each function, of as many inputs as it has parameters."""
    counts = {name: PARAMETERS[name] for name in NAMES}
    text = KERNELS
    for name, count in counts.items():
        if name in TWO_RESULTS:
            text += f"@cuda.jit\ndef of_{name}(out, x):\n    out[0], out[1] = libdevice.{name}(x)\n\n"
            continue
        if name in QUOTIENTS:
            text += f"@cuda.jit\ndef of_{name}(out, x, y):\n    out[0], out[1] = libdevice.{name}(x, y)\n\n"
            continue
        inputs = [f"x{number}" for number in range(count)]
        text += f"@cuda.jit\ndef of_{name}(out, {', '.join(inputs)}):\n    out[0] = libdevice.{name}({', '.join(inputs)})\n\n"
    path = tmp_path_factory.mktemp("kernels") / "kernels_of_libdevice.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location("kernels_of_libdevice", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module, counts


def _signatures():
    """How many parameters each function of the library has."""
    folder = Path(__file__).parents[2] / "library" / "numlir.cuda.libdevice"
    trees = [ast.parse(path.read_text()) for path in folder.glob("*.py")]
    functions = [each for tree in trees for each in tree.body if isinstance(each, ast.FunctionDef)]
    counts = {each.name: len(each.args.args) for each in functions}
    # Those for ``float`` are made of those for ``double``.
    return {f"{name}f": count for name, count in counts.items()} | counts


PARAMETERS = _signatures()


def _numbers(name, count):
    if name.removesuffix("f") == "acosh":
        return [1.75]
    if name.removesuffix("f") == "ldexp":
        return [0.75, 3]
    return [0.75, 0.5, 0.25][:count]


@pytest.mark.parametrize("name", [name for name in NAMES if "_" not in name and name not in TWO_RESULTS + QUOTIENTS and (hasattr(math, name.removesuffix("f")) or name.removesuffix("f") in EXPECTED)])
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


@pytest.mark.parametrize("name", TWO_RESULTS)
def test_two_results(kernels, name):
    plain = name if name in TUPLES else name.removesuffix("f")
    out = np.zeros(2)
    getattr(kernels[0], f"of_{name}")[1, 1](out, 2.75)
    angle = 2.75 * math.pi if plain == "sincospi" else 2.75
    expected = TUPLES[plain](2.75) if plain in TUPLES else (math.sin(angle), math.cos(angle))
    np.testing.assert_allclose(out, expected, rtol=1e-5 if plain != name else 1e-13)


def _neighbour(exact, way, dtype):
    """The number of a type that an exact one rounds to in a direction."""
    nearest = dtype(float(exact)) if dtype is np.float64 else dtype(exact.numerator / exact.denominator)
    candidates = sorted({dtype(np.nextafter(nearest, dtype(-np.inf))), nearest, dtype(np.nextafter(nearest, dtype(np.inf)))})
    below = max(each for each in candidates if Fraction(float(each)) <= exact)
    above = min(each for each in candidates if Fraction(float(each)) >= exact)
    return {"rd": below, "ru": above, "rz": below if exact > 0 else above}[way]


EXACT = {
    "add": lambda x, y: x + y, "sub": lambda x, y: x - y, "mul": lambda x, y: x * y, "div": lambda x, y: x / y,
    "rcp": lambda x: 1 / x,
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in NAMES if name[1:-3] in EXACT and name[-2:] in ("rd", "ru", "rz")])
def test_arithmetic_that_rounds_in_a_direction(kernels, name):
    dtype = np.float64 if name[0] == "d" else np.float32
    rng = np.random.default_rng(3)
    for _ in range(40):
        numbers = (rng.normal(size=PARAMETERS[name]) * 10.0 ** rng.integers(-3, 4)).astype(dtype)
        out = np.zeros(1, dtype)
        getattr(kernels[0], f"of_{name}")[1, 1](out, *numbers)
        exact = EXACT[name[1:-3]](*(Fraction(float(number)) for number in numbers))
        assert out[0] == _neighbour(exact, name[-2:], dtype), numbers


@pytest.mark.parametrize("name", [name for name in NAMES if name[1:-3] == "sqrt" and name[-2:] in ("rd", "ru")])
def test_roots_that_round_in_a_direction(kernels, name):
    dtype = np.float64 if name[0] == "d" else np.float32
    for number in (2, 3, 4, 0.1, 1e10):
        out = np.zeros(1, dtype)
        getattr(kernels[0], f"of_{name}")[1, 1](out, dtype(number))
        root, square = Fraction(float(out[0])), Fraction(float(dtype(number)))
        beyond = Fraction(float(np.nextafter(out[0], dtype(np.inf if name.endswith("rd") else 0))))
        assert root**2 <= square < beyond**2 if name.endswith("rd") else beyond**2 < square <= root**2


INTEGERS = {"int": np.int32, "uint": np.uint32, "ll": np.int64, "ull": np.uint64}
TO_INTEGERS = [(name, *name.split("2", 1)) for name in NAMES if name.startswith(("float2", "double2")) and name[-3] == "_"]
FROM_INTEGERS = [(name, *name.split("2", 1)) for name in NAMES if name.split("2")[0] in INTEGERS]


@pytest.mark.parametrize("name, source, target", [each for each in TO_INTEGERS if each[2][:-3] in INTEGERS])
def test_conversions_to_integers(kernels, name, source, target):
    rounds = {"rd": math.floor, "ru": math.ceil, "rn": round, "rz": math.trunc}[name[-2:]]
    dtype, given = INTEGERS[target[:-3]], np.float32 if source == "float" else np.float64
    limits = np.iinfo(dtype)
    for number in (2.5, -2.5, 3.5, 0.3, -0.7, 1e30, -1e30, 4e9, -3e9):
        out = np.zeros(1, dtype)
        getattr(kernels[0], f"of_{name}")[1, 1](out, given(number))
        assert int(out[0]) == min(max(rounds(float(given(number))), limits.min), limits.max), number
    getattr(kernels[0], f"of_{name}")[1, 1](out, given(np.nan))
    assert out[0] == 0


@pytest.mark.parametrize("name, source, target", FROM_INTEGERS)
def test_conversions_from_integers(kernels, name, source, target):
    dtype, result = INTEGERS[source], np.float32 if target.startswith("float") else np.float64
    limits = np.iinfo(dtype)
    rng = np.random.default_rng(5)
    numbers = [0, 1, 5, limits.max, limits.min, *(int(each) for each in rng.integers(limits.min, limits.max, 30, dtype))]
    for number in numbers:
        out = np.zeros(1, result)
        getattr(kernels[0], f"of_{name}")[1, 1](out, dtype(number))
        if name.endswith("rn"):
            assert out[0] == result(dtype(number))
        else:
            assert out[0] == _neighbour(Fraction(number), name[-2:], result), number


def test_bits(kernels):
    def given(name, dtype, *numbers):
        out = np.zeros(1, dtype)
        getattr(kernels[0], f"of_{name}")[1, 1](out, *numbers)
        return out[0]

    number = -1234.5678
    bits = np.float64(number).view(np.int64)
    assert given("double_as_longlong", np.int64, number) == bits
    assert given("longlong_as_double", np.float64, bits) == number
    assert given("float_as_int", np.int32, np.float32(number)) == np.float32(number).view(np.int32)
    assert given("int_as_float", np.float32, np.float32(number).view(np.int32)) == np.float32(number)
    high, low = bits >> 32, np.int64(np.int32(bits & 0xFFFFFFFF))
    assert given("double2hiint", np.int64, number) == high
    assert given("hiloint2double", np.float64, high, low) == number


@pytest.mark.parametrize(
    "name, numbers, expected",
    [
        ("sad", (-5, 3, 10), 18), ("usad", (5, 8, 10), 13), ("hadd", (-5, 2), -2), ("rhadd", (-5, 2), -1), ("uhadd", (7, 8), 7),
        ("urhadd", (7, 8), 8), ("mul24", (-3, 5), -15), ("umul24", (1 << 24 | 3, 5), 15), ("byte_perm", (0x33221100, 0x77665544, 0x7531), 0x77553311),
        ("mul64hi", (-(1 << 62), 12), -3), ("umul64hi", (1 << 63, 12), 6), ("signbitd", (-0.0,), 1), ("powi", (1.5, 3), 3.375),
        ("scalbn", (0.75, 3), 6), ("llrint", (2.5,), 2), ("llround", (2.5,), 3), ("remainder", (5.0, 3.0), -1), ("saturatef", (1.5,), 1),
        ("saturatef", (math.nan,), 0), ("normcdf", (0.0,), 0.5), ("frsqrt_rn", (4.0,), 0.5), ("double2float_rz", (0.25,), 0.25),
    ],
)  # fmt: skip
def test_more(kernels, name, numbers, expected):
    out = np.zeros(1)
    getattr(kernels[0], f"of_{name}")[1, 1](out, *numbers)
    assert out[0] == expected


SPECIAL = [
    ("erfinv", "erfinv", lambda rng: rng.uniform(-1, 1, 200)),
    ("erfcinv", "erfcinv", lambda rng: np.concatenate([rng.uniform(0, 2, 100), 10.0 ** -np.arange(1.0, 300, 7)])),
    ("normcdfinv", "ndtri", lambda rng: rng.uniform(0, 1, 200)),
    ("erfcx", "erfcx", lambda rng: np.concatenate([rng.uniform(-5, 60, 200), 10.0 ** np.arange(1, 300, 17)])),
]


@pytest.mark.parametrize("name, theirs, numbers", SPECIAL)
@pytest.mark.parametrize("suffix, tolerance", [("", 5e-15), ("f", 1e-5)])
def test_special_functions(kernels, name, theirs, numbers, suffix, tolerance):
    special = pytest.importorskip("scipy.special")
    for number in numbers(np.random.default_rng(9))[:: 1 if not suffix else 5].tolist():
        with np.errstate(over="ignore"):
            number = float(np.float32(number)) if suffix else number
        out = np.zeros(1)
        getattr(kernels[0], f"of_{name}{suffix}")[1, 1](out, number)
        expected = getattr(special, theirs)(number)
        assert out[0] == pytest.approx(expected, rel=tolerance, abs=tolerance * 0.1) or suffix and abs(expected) > 1e38


@pytest.mark.parametrize("name", ["ilogb", "logb", "ilogbf", "logbf"])
def test_exponents(kernels, name):
    cases = {1.0: 0, 0.75: -1, -3.0: 1, 2.0**-130: -130, 0.0: -math.inf, math.inf: math.inf}
    for number, expected in cases.items():
        out = np.zeros(1)
        getattr(kernels[0], f"of_{name}")[1, 1](out, number)
        if name.startswith("i"):
            expected = min(max(expected, -(2**31)), 2**31 - 1)
        assert out[0] == expected, number


@pytest.mark.parametrize("name", ["remquo", "remquof"])
def test_remainders_with_quotients(kernels, name):
    dtype = np.float32 if name.endswith("f") else np.float64
    rng = np.random.default_rng(2)
    for x, y in zip((rng.normal(size=50) * 10.0 ** rng.integers(-3, 5, 50)).astype(dtype), rng.normal(size=50).astype(dtype)):
        out = np.zeros(2)
        getattr(kernels[0], f"of_{name}")[1, 1](out, x, y)
        quotient = round(Fraction(float(x)) / Fraction(float(y)))
        assert out[0] == math.remainder(x, y)
        assert abs(out[1]) == abs(quotient) & 7 and out[1] * quotient >= 0


def test_halves_as_bits(kernels):
    bits = np.arange(-32768, 32768, 997).astype(np.int16)
    for pattern, number in zip(bits, bits.view(np.float16).astype(np.float32)):
        out = np.zeros(1)
        kernels[0].of_half2float[1, 1](out, pattern)
        np.testing.assert_equal(out[0], number)
        if number == number:
            kernels[0].of_float2half_rn[1, 1](out, number)
            assert out[0] == pattern


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith(("fma_r", "fmaf_r")) and not name.endswith("rn")])
def test_fused_operations_that_round_in_a_direction(kernels, name):
    dtype = np.float32 if name.startswith("fmaf") else np.float64
    rng = np.random.default_rng(4)
    for place in range(40):
        x, y, z = (rng.normal(size=3) * 10.0 ** rng.integers(-3, 4, 3)).astype(dtype)
        z = -(x * y) if place % 2 else z
        out = np.zeros(1, dtype)
        getattr(kernels[0], f"of_{name}")[1, 1](out, x, y, z)
        exact = Fraction(float(x)) * Fraction(float(y)) + Fraction(float(z))
        assert out[0] == _neighbour(exact, name[-2:], dtype), (x, y, z)


BESSEL = ["j0", "j1", "y0", "y1"]


@pytest.mark.parametrize("name", [*BESSEL, "i0", "i1"])
@pytest.mark.parametrize("suffix, tolerance", [("", 4e-14), ("f", 1e-6)])
def test_bessel_functions(kernels, name, suffix, tolerance):
    special = pytest.importorskip("scipy.special")
    ours = name if name in BESSEL else f"cyl_bessel_{name}"
    for number in [1e-9, 0.01, 0.8, 3.0, 11.7, 29.9, 30.1, 75.0]:
        out = np.zeros(1)
        number = float(np.float32(number))
        getattr(kernels[0], f"of_{ours}{suffix}")[1, 1](out, number)
        expected = getattr(special, name)(number)
        assert out[0] == pytest.approx(expected, rel=tolerance, abs=tolerance * 0.1)


@pytest.mark.parametrize("name, theirs", [("jn", "jv"), ("yn", "yn"), ("jnf", "jv"), ("ynf", "yn")])
def test_bessel_functions_of_any_order(kernels, name, theirs):
    special = pytest.importorskip("scipy.special")
    tolerance = 1e-6 if name.endswith("f") else 2e-13
    for order in (0, 1, 2, 7, 30, -3):
        for number in (0.5, 4.0, 33.0, 250.0):
            out = np.zeros(1)
            getattr(kernels[0], f"of_{name}")[1, 1](out, order, number)
            expected = getattr(special, theirs)(order, number)
            assert out[0] == pytest.approx(expected, rel=tolerance, abs=tolerance) or abs(expected) > 1e38
