"""Random numbers of compiled code: streams are NumPy's and CPython's, to the bit."""

import itertools
import os
import random
import re
import threading

import numpy as np
import pytest
from comparing import executed

import numlir as nb

# For each distribution: the arguments to draw with, which together reach every branch of its algorithm.
DISTRIBUTIONS = {
    "random": [()],
    "standard_normal": [()],
    "normal": [(), (1.5,), (2.0, 3.0), (2, 0)],
    "uniform": [(), (2.0, 5.0), (-1, 3)],
    "standard_exponential": [()],
    "exponential": [(), (2.5,)],
    "standard_gamma": [(0.5,), (1.0,), (3.5,), (0.0,)],
    "gamma": [(0.3,), (1.0, 2.0), (4.0, 0.5)],
    "beta": [(0.5, 0.5), (1.0, 1.0), (2.0, 3.0), (0.001, 0.001)],
    "chisquare": [(1.0,), (2,), (7.5,)],
    "noncentral_chisquare": [(0.5, 1.0), (3.0, 2.0), (2.0, 0.0)],
    "f": [(3.0, 5.0)],
    "noncentral_f": [(3.0, 5.0, 1.5)],
    "standard_cauchy": [()],
    "standard_t": [(3.0,)],
    "vonmises": [(0.5, 1e-9), (0.5, 1e-6), (0.5, 2.0), (3.0, 0.7)],
    "pareto": [(3.0,)],
    "weibull": [(2.0,), (0.0,)],
    "power": [(3.0,)],
    "laplace": [(), (1.0, 2.0)],
    "gumbel": [(), (1.0, 2.0)],
    "logistic": [(), (1.0, 2.0)],
    "lognormal": [(), (1.0, 0.5)],
    "rayleigh": [(), (2.0,)],
    "wald": [(1.0, 2.0), (3.0, 0.1)],
    "triangular": [(-1.0, 0.5, 2.0), (0, 0, 1)],
    "poisson": [(), (0.0,), (3.5,), (9.9,), (10.0,), (1000.0,)],
    "binomial": [(0, 0.5), (10, 0.0), (10, 0.3), (10, 0.9), (100, 0.5), (1000, 0.4), (1000, 0.7), (10**6, 0.5)],
    "negative_binomial": [(5.0, 0.3), (1, 0.9)],
    "geometric": [(0.9,), (0.35,), (0.1,), (0.001,)],
    "zipf": [(1.5,), (4.0,)],
    "logseries": [(0.1,), (0.9,), (0.9999,)],
    "hypergeometric": [(10, 20, 5), (10, 20, 25), (1000, 2000, 600), (2000, 1000, 2500), (3, 500, 40)],
}
LEGACY_ONLY = ["rand", "randn", "random_sample", "ranf", "sample"]


_numbers = itertools.count()


def define(text, name):
    """A function from its text, which compilers find where files are cached."""
    file = f"<random {next(_numbers)}>"
    return executed(text, file, {"np": np})[name]


def drawing(prefix, name, arguments, size):
    """A function that draws with the arguments; ``prefix`` is ``np.random`` or a parameter."""
    given = ", ".join([repr(argument) for argument in arguments] + ([f"size={size}"] if size else []))
    parameter = "" if prefix == "np.random" else prefix
    return define(f"def draw({parameter}):\n    return {prefix}.{name}({given})\n", "draw")


def same(ours, theirs):
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.dtype == theirs.dtype
    assert ours.shape == theirs.shape
    np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_legacy_streams(name):
    seed = nb.njit(lambda n: np.random.seed(n))
    for arguments in DISTRIBUTIONS[name]:
        one, many = (drawing("np.random", name, arguments, size) for size in ("", "(301, 2)"))
        for plain, compiled in (one, nb.njit(one)), (many, nb.njit(many)):
            seed(1234)
            np.random.seed(1234)
            for _ in range(5 if plain is many else 40):
                same(compiled(), plain())


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_generator_streams(name):
    for arguments in DISTRIBUTIONS[name]:
        if name == "hypergeometric" and arguments[0] > 10**9:
            continue
        one, many = (drawing("rng", name, arguments, size) for size in ("", "(301, 2)"))
        for plain, compiled in (one, nb.njit(one)), (many, nb.njit(many)):
            ours, theirs = np.random.default_rng(99), np.random.default_rng(99)
            for _ in range(5 if plain is many else 40):
                same(compiled(ours), plain(theirs))
            assert ours.bit_generator.state == theirs.bit_generator.state


def broadcast(arguments):
    """Arrays of the parameters of several draws, each along an axis of its own; numbers where there is but one."""
    columns = [np.array(column) for column in zip(*arguments, strict=True)]
    return [column.reshape(-1, *[1] * place) for place, column in enumerate(columns)]


def outcome(function, *arguments):
    try:
        return function(*arguments), None
    except (ValueError, OverflowError, TypeError) as error:
        return None, (type(error), str(error))


@pytest.mark.parametrize("name", [name for name in DISTRIBUTIONS if name != "standard_cauchy" and hasattr(np.random.Generator, name)])
def test_arrays_of_parameters(name):
    arguments = [arguments for arguments in DISTRIBUTIONS[name] if arguments]
    arguments = [one for one in arguments if len(one) == len(arguments[0])]
    if not arguments or not hasattr(np.random, name):
        return
    arrays = broadcast(arguments)
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    names = [f"x{place}" for place in range(len(arrays))]
    for size in ("", f", size={(2, *shape)}", f", size={shape[0] + 1}"):
        called = f"{name}({', '.join(names)}{size})"
        legacy = define(f"def draw({', '.join(names)}):\n    np.random.seed(5)\n    return np.random.{called}\n", "draw")
        seeded = define(f"def draw({', '.join(names)}):\n    return np.random.default_rng(5).{called}\n", "draw")
        for plain in (legacy, seeded):
            (ours, error), (theirs, expected) = outcome(nb.njit(plain), *arrays), outcome(plain, *arrays)
            # Of which argument NumPy says that it does not fit depends on the distribution.
            assert re.sub("arg . with", "", str(error)) == re.sub("arg . with", "", str(expected))
            if error is None:
                same(ours, theirs)


@nb.njit
def between(rng, low, high):
    return rng.integers(low, high), rng.integers(high), rng.integers(low, high, (2, 3, 2), np.int32), rng.integers(low, high, endpoint=True)


@nb.njit
def legacy_between(low, high):
    np.random.seed(3)
    return np.random.randint(low, high), np.random.randint(low, high, (2, 3, 2))


def test_integers_between_arrays():
    low, high = np.array([1, 2]), np.array([[5], [9], [1000]])
    ours, theirs = np.random.default_rng(5), np.random.default_rng(5)
    for one, other in zip(between(ours, low, high), between.py_func(theirs, low, high), strict=True):
        same(one, other)
    assert ours.bit_generator.state == theirs.bit_generator.state
    for one, other in zip(legacy_between(low, high), legacy_between.py_func(low, high), strict=True):
        same(one, other)
    wide = nb.njit(lambda rng, high: rng.integers(0, high))
    same(wide(ours, np.array([2**40, 3])), wide.py_func(theirs, np.array([2**40, 3])))
    for low, high in (([5, 1], [5, 2]), ([0, 0], [1, 0]), ([-(2**40), 1], [5, 9])):
        arguments = np.array(low), np.array(high)
        assert outcome(between, ours, *arguments)[1] == outcome(between.py_func, theirs, *arguments)[1] is not None


@pytest.mark.parametrize("kind", [np.random.PCG64, np.random.PCG64DXSM, np.random.MT19937, np.random.Philox, np.random.SFC64])
def test_bit_generators(kind):
    @nb.njit
    def draw(rng, n):
        return rng.random(n), rng.standard_normal(n), rng.standard_exponential(n), rng.integers(0, 7, n)

    ours, theirs = np.random.Generator(kind(5)), np.random.Generator(kind(5))
    for left, right in zip(draw(ours, 1000), draw.py_func(theirs, 1000)):
        same(left, right)


def test_single_precision():
    @nb.njit
    def draw(rng, n):
        return (
            rng.random(n, np.float32),
            rng.standard_normal(n, dtype=np.float32),
            rng.standard_exponential(n, dtype=np.float32),
            rng.standard_gamma(2.5, n, dtype=np.float32),
            rng.standard_gamma(0.5, n, dtype=np.float32),
        )

    ours, theirs = np.random.default_rng(5), np.random.default_rng(5)
    for left, right in zip(draw(ours, 20000), draw.py_func(theirs, 20000)):
        same(left, right)


@pytest.mark.parametrize("dtype", ["bool_", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"])
def test_integers(dtype):
    least, most = (0, 1) if dtype == "bool_" else (np.iinfo(dtype).min, np.iinfo(dtype).max)
    bounds = [(0, 2), (least, most + 1 if dtype != "int64" and dtype != "uint64" else most), (0, 1)]
    if dtype != "bool_":
        bounds += [(3, 100), (0, 127)]
    if "64" in dtype:
        bounds += [(5, 2**40), (0, 2**32), (0, 2**32 - 1), (0, 2**32 + 1)]
    if dtype == "uint64":
        bounds += [(2**63, 2**63 + 5), (2**63 - 1, 2**63 + 1)]
    for low, high in bounds:
        many = define(f"def many(rng):\n    return rng.integers({low}, {high}, 100, dtype=np.{dtype})\n", "many")
        legacy = define(f"def many():\n    return np.random.randint({low}, {high}, 100, dtype=np.{dtype})\n", "many")
        one = define(f"def one():\n    return int(np.random.randint({low}, {high}, dtype=np.{dtype}))\n", "one")
        ours, theirs = np.random.default_rng(7), np.random.default_rng(7)
        same(nb.njit(many)(ours), many(theirs))
        nb.njit(lambda: np.random.seed(3))()
        np.random.seed(3)
        same(nb.njit(legacy)(), legacy())
        same(nb.njit(one)(), one())


def test_bounds_of_integers_without_a_sign():
    def closed(rng, low, high):
        return rng.integers(low, high, 5, np.uint64, endpoint=True)

    most = np.uint64(2**64 - 1)
    same(nb.njit(closed)(np.random.default_rng(7), 0, most), closed(np.random.default_rng(7), 0, most))
    for low, high in ((-1, 5), (0, -5), (0, -1), (7, 3), (most, 0), (3, most)):
        arguments = np.random.default_rng(7), low, high
        assert outcome(nb.njit(closed), *arguments)[1] == outcome(closed, *arguments)[1]


def test_no_integers_have_no_bounds():
    def draw(rng, size):
        return rng.integers(0, 0, size), rng.integers(5, 3, size, np.uint64), np.random.randint(0, 0, size, np.int8)

    for size in (0, (2, 0)):
        for ours, theirs in zip(nb.njit(draw)(np.random.default_rng(7), size), draw(np.random.default_rng(7), size), strict=True):
            same(ours, theirs)


def test_integers_of_default_type():
    @nb.njit
    def draw(rng):
        return rng.integers(10), rng.integers(3, 9), rng.integers(0, 5, endpoint=True), rng.integers(4, size=(2, 3))

    ours, theirs = np.random.default_rng(7), np.random.default_rng(7)
    for _ in range(20):
        for left, right in zip(draw(ours), draw.py_func(theirs)):
            same(left, right)


CHOICES = [
    "10",
    "10, 4",
    "10, (2, 3)",
    "10, 10, False",
    "1000, 5, False",
    "20000, 1000, False",
    "20000, 5, False",
    "a",
    "a, 7",
    "a, (3, 2), False",
    "a[::2], 2",
    "6, 4, True, p",
    "6, 5, False, p",
    "a, 3, False, p",
    "6, p=p",
    "0, 0",
]


@pytest.mark.parametrize("arguments", CHOICES)
def test_choice(arguments):
    a, p = np.array([1.5, 2.5, -3.0, 4.0, 5.0, 6.5]), np.array([0.1, 0.2, 0.3, 0.05, 0.25, 0.1])
    if arguments.startswith("a[::2]"):
        a = np.repeat(a, 2)
        arguments = arguments.replace("a[::2]", "a")
        a = a[::2]
    legacy = define(f"def legacy(a, p):\n    return np.random.choice({arguments})\n", "legacy")
    modern = define(f"def modern(rng, a, p):\n    return rng.choice({arguments})\n", "modern")
    nb.njit(lambda: np.random.seed(11))()
    np.random.seed(11)
    compiled = nb.njit(legacy)
    for _ in range(5):
        same(compiled(a, p), legacy(a, p))
    ours, theirs = np.random.default_rng(7), np.random.default_rng(7)
    compiled = nb.njit(modern)
    for _ in range(5):
        same(compiled(ours, a, p), modern(theirs, a, p))


def test_choice_without_shuffle():
    @nb.njit
    def draw(rng, n, k):
        return rng.choice(n, k, replace=False, shuffle=False)

    for n, k in (10, 4), (30000, 1600), (30000, 10):
        ours, theirs = np.random.default_rng(7), np.random.default_rng(7)
        same(draw(ours, n, k), draw.py_func(theirs, n, k))


@pytest.mark.parametrize(
    "make",
    [
        lambda: np.arange(17),
        lambda: np.arange(17.0)[::2],
        lambda: np.arange(9, dtype=np.int8)[::-1],
        lambda: np.arange(20, dtype=np.complex128),
        lambda: np.arange(24.0).reshape(6, 4),
        lambda: np.asfortranarray(np.arange(24.0).reshape(6, 4)),
        lambda: np.arange(48.0).reshape(6, 8)[:, ::2],
        lambda: np.arange(24).reshape(3, 4, 2),
        lambda: np.arange(0.0),
        lambda: np.arange(1.0),
    ],
)
def test_shuffles_and_permutations(make):
    @nb.njit
    def legacy(x):
        y = np.random.permutation(x)
        np.random.shuffle(x)
        return y, np.random.permutation(9)

    @nb.njit
    def modern(rng, x):
        y = rng.permutation(x)
        rng.shuffle(x)
        return y, rng.permutation(9)

    nb.njit(lambda: np.random.seed(11))()
    np.random.seed(11)
    for _ in range(3):
        x, y = make(), make()
        for left, right in zip(legacy(x), legacy.py_func(y)):
            same(left, right)
        same(x, y)
    ours, theirs = np.random.default_rng(7), np.random.default_rng(7)
    for _ in range(3):
        x, y = make(), make()
        for left, right in zip(modern(ours, x), modern.py_func(theirs, y)):
            same(left, right)
        same(x, y)


def test_vectors():
    @nb.njit
    def legacy(p, a):
        return (
            np.random.multinomial(20, p),
            np.random.multinomial(20, p, 3),
            np.random.multinomial(5, p, (2, 2)),
            np.random.dirichlet(a),
            np.random.dirichlet(a, 4),
        )

    @nb.njit
    def modern(rng, p, a, small):
        return (
            rng.multinomial(20, p),
            rng.multinomial(20, p, 3),
            rng.dirichlet(a),
            rng.dirichlet(a, (2, 3)),
            rng.dirichlet(small, 5),
        )

    p, a, small = np.array([0.2, 0.3, 0.5]), np.array([0.5, 2.0, 1.0]), np.array([0.01, 0.02, 0.05])
    nb.njit(lambda: np.random.seed(11))()
    np.random.seed(11)
    for left, right in zip(legacy(p, a), legacy.py_func(p, a)):
        same(left, right)
    ours, theirs = np.random.default_rng(7), np.random.default_rng(7)
    for left, right in zip(modern(ours, p, a, small), modern.py_func(theirs, p, a, small)):
        same(left, right)


def test_multivariate_normal():
    @nb.njit
    def legacy(mean, cov):
        return (
            np.random.multivariate_normal(mean, cov),
            np.random.multivariate_normal(mean, cov, 4),
            np.random.multivariate_normal(mean, cov, (2, 3)),
        )

    @nb.njit
    def modern(rng, mean, cov):
        return rng.multivariate_normal(mean, cov), rng.multivariate_normal(mean, cov, (2, 3))

    mean, cov = np.array([1.0, 2.0, 3.0]), np.array([[2.0, 0.5, 0.1], [0.5, 1.0, 0.2], [0.1, 0.2, 3.0]])
    nb.njit(lambda: np.random.seed(11))()
    np.random.seed(11)
    for left, right in zip(legacy(mean, cov), legacy.py_func(mean, cov)):
        # The factors come from another build of LAPACK than NumPy's.
        np.testing.assert_allclose(left, right, rtol=1e-12)
    ours, theirs = np.random.default_rng(7), np.random.default_rng(7)
    for left, right in zip(modern(ours, mean, cov), modern.py_func(theirs, mean, cov)):
        np.testing.assert_allclose(left, right, rtol=1e-12)


def test_other_names():
    @nb.njit
    def draw():
        return (
            np.random.rand(),
            np.random.rand(2, 3),
            np.random.randn(),
            np.random.randn(3),
            np.random.random_sample(2),
            np.random.ranf(),
            np.random.sample(),
        )

    nb.njit(lambda: np.random.seed(2**32 - 1))()
    np.random.seed(2**32 - 1)
    for left, right in zip(draw(), draw.py_func()):
        same(left, right)


def test_seeds():
    seed = nb.njit(lambda n: np.random.seed(n))
    draw = nb.njit(lambda: np.random.random())
    words = np.array([1, 2, 2**32 - 1])
    for value in 0, 1, 2**32 - 1, words:
        seed(value)
        np.random.seed(value)
        assert draw() == np.random.random()
    for wrong in -1, 2**32:
        with pytest.raises(ValueError, match=r"Seed must be between 0 and 2\*\*32 - 1"):
            seed(wrong)
    nb.njit(lambda: np.random.seed())()
    first = draw()
    nb.njit(lambda: np.random.seed())()
    assert first != draw()


def test_threads_have_generators_of_their_own():
    seed, draw = nb.njit(lambda n: np.random.seed(n)), nb.njit(lambda: np.random.random())
    seed(5)
    found = []

    def other():
        found.append(draw())
        seed(5)
        found.append(draw())

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert draw() == found[1] != found[0]


def test_numba_streams():
    numba = pytest.importorskip("numba")

    def draw(n):
        np.random.seed(n)
        return (
            np.random.random(),
            np.random.normal(),
            np.random.normal(1.0, 2.0),
            np.random.exponential(2.0),
            np.random.uniform(1.0, 2.0),
            np.random.standard_cauchy(),
        )

    # numba's gamma and integers are of other algorithms than NumPy's.
    assert nb.njit(draw)(17) == numba.njit(draw)(17)


TOO_MUCH, NEGATIVE, TWO, THIRD = (
    np.array(values) for values in ([0.5, 0.6], [1.5, -0.5], [0.5, 0.5], [0.5, 0.5, 0.0])
)


def refusals():
    yield lambda: np.random.normal(0.0, -1.0)
    yield lambda: np.random.gamma(-1.0)
    yield lambda: np.random.beta(0.0, 1.0)
    yield lambda: np.random.poisson(-1.0)
    yield lambda: np.random.poisson(1e300)
    yield lambda: np.random.binomial(-1, 0.5)
    yield lambda: np.random.binomial(3, 1.5)
    yield lambda: np.random.triangular(2.0, 1.0, 3.0)
    yield lambda: np.random.zipf(1.0)
    yield lambda: np.random.geometric(0.0)
    yield lambda: np.random.logseries(1.0)
    yield lambda: np.random.randint(0)
    yield lambda: np.random.randint(5, 5)
    yield lambda: np.random.randint(0, 300, dtype=np.uint8)
    yield lambda: np.random.randint(-1, 3, dtype=np.uint8)
    yield lambda: np.random.choice(0)
    yield lambda: np.random.choice(3, 5, False)
    yield lambda: np.random.choice(2, 5, True, TOO_MUCH)
    yield lambda: np.random.choice(2, 5, True, NEGATIVE)
    yield lambda: np.random.choice(3, 5, True, TWO)
    yield lambda: np.random.choice(3, 3, False, THIRD)
    yield lambda: np.random.uniform(-1e308, 1e308)
    yield lambda: np.random.hypergeometric(1, 1, 5)


@pytest.mark.parametrize("function", list(refusals()))
def test_errors(function):
    with pytest.raises(Exception) as theirs:
        function()
    with pytest.raises(theirs.type) as ours:
        nb.njit(function)()
    assert str(ours.value) == str(theirs.value)


def test_a_negative_size_has_numbas_text():
    with pytest.raises(ValueError, match="^negative dimensions not allowed$"):
        nb.njit(lambda: np.random.normal(size=-1))()


def test_seeds_of_generators_are_integers():
    with pytest.raises(nb.errors.TypingError, match="a seed is an integer, or integers"):
        nb.njit(lambda: np.random.default_rng(1.5))()


def test_generator_in_a_tuple_and_passed_on():
    @nb.njit
    def inner(rng, n):
        return rng.random(n)

    @nb.njit
    def outer(pair):
        rng, n = pair
        return inner(rng, n)

    ours, theirs = np.random.default_rng(7), np.random.default_rng(7)
    same(outer((ours, 4)), theirs.random(4))


def test_python_random():
    @nb.njit
    def draw(a):
        random.shuffle(a)
        return (
            random.random(),
            random.uniform(1.0, 3.0),
            random.randint(0, 10),
            random.randrange(100),
            random.randrange(5, 50, 7),
            random.gauss(0.0, 1.0),
            random.gauss(1.0, 2.0),
            random.normalvariate(0.0, 1.0),
            random.expovariate(1.5),
            random.getrandbits(20),
            random.getrandbits(50),
            random.triangular(0.0, 1.0, 0.3),
            random.gammavariate(2.0, 1.0),
            random.gammavariate(0.5, 1.0),
            random.betavariate(1.0, 2.0),
            random.paretovariate(3.0),
            random.weibullvariate(1.0, 2.0),
            random.vonmisesvariate(1.0, 2.0),
            random.lognormvariate(0.0, 1.0),
            random.choice(a),
        )

    seed = nb.njit(lambda n: random.seed(n))
    for value in 0, 1, 12345, -7, 2**40 + 3:
        seed(value)
        random.seed(value)
        for _ in range(10):
            # Python's own shuffle exchanges elements of an array by value too, but only of one dimension.
            ours, theirs = np.arange(13), np.arange(13)
            left, right = draw(ours), draw.py_func(theirs)
            np.testing.assert_array_equal(ours, theirs)
            np.testing.assert_allclose(left, right, rtol=1e-15)


def test_nothing_leaks():
    from numlir._numlir import live_blocks

    @nb.njit
    def draw(rng, a):
        np.random.shuffle(a)
        return np.random.choice(a, 3, False, np.full(6, 1 / 6)), rng.permutation(a), rng.normal(size=(2, 2))

    draw(np.random.default_rng(1), np.arange(6.0))
    before = live_blocks()
    for _ in range(100):
        draw(np.random.default_rng(1), np.arange(6.0))
    assert live_blocks() == before


@nb.njit
def several_numbers(n):
    return np.random.random(n)


def test_processes_have_streams_of_their_own():
    several_numbers(2)
    reading, writing = os.pipe()
    for _ in range(2):
        child = os.fork()
        if child == 0:
            os.write(writing, several_numbers(4).tobytes())
            os._exit(0)
        os.waitpid(child, 0)
    drawn = np.frombuffer(os.read(reading, 64))
    os.close(reading)
    os.close(writing)
    assert len({*drawn, *several_numbers(4)}) == 12


@nb.njit
def many_draws(n):
    total = 0.0
    for _ in range(n):
        total += np.random.random() + np.random.normal(0.0, 1.0) + np.random.poisson(3.0)
    return total


def test_draws_make_no_texts():
    many_draws(3)
    assert "numlir_str_concat" not in next(iter(many_draws.inspect_llvm().values()))


@nb.njit
def both_kinds(n):
    np.random.seed(1)
    generator = np.random.default_rng(1)
    a, b = np.arange(n), np.arange(n)
    np.random.shuffle(a)
    generator.shuffle(b)
    return (
        a,
        b,
        np.random.choice(a, 3),
        generator.choice(b, 3),
        np.random.randint(0, 9, 3),
        generator.integers(0, 9, 3),
        np.random.permutation(4),
        generator.permutation(4),
        np.random.normal(0.0, 1.0, 3),
        generator.normal(0.0, 1.0, 3),
    )


def test_the_functions_and_a_generator_in_one_function():
    for ours, theirs in zip(both_kinds(6), both_kinds.py_func(6), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("dtype", ["int64", "int32", "uint32", "int16", "uint16", "int8", "uint8", "bool"])
def test_integers_of_each_dtype_between_arrays(dtype):
    """Of small dtypes several come from one number of the source, whatever their bounds."""
    low, high = np.zeros(4, np.int64), np.array([1, 2, 2, 1]) if dtype == "bool" else np.array([[3, 50, 120, 7], [128, 1, 2, 99]]) - 1
    high = np.maximum(high, 1)

    def legacy(low, high):
        np.random.seed(3)
        return np.random.randint(low, high, dtype=dtype), np.random.randint(low, high, (5, *high.shape), dtype)

    def seeded(rng, low, high):
        return rng.integers(low, high, dtype=dtype), rng.integers(low, high, (5, *high.shape), dtype)

    for ours, numpys in zip(nb.njit(legacy)(low, high), legacy(low, high)):
        assert ours.dtype == numpys.dtype and (ours == numpys).all()
    for ours, numpys in zip(nb.njit(seeded)(np.random.default_rng(5), low, high), seeded(np.random.default_rng(5), low, high)):
        assert ours.dtype == numpys.dtype and (ours == numpys).all()
