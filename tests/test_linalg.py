"""Linear algebra of compiled code, compared with NumPy over dtypes, layouts and shapes."""

import os
import runpy
import subprocess
import sys
import textwrap

import numpy as np
import pytest

import numlir as nb

FLOATS = ["float32", "float64", "complex64", "complex128"]
ALL = FLOATS + ["int8", "int32", "int64", "uint16", "bool"]


def numbers(shape, dtype, seed=0):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=shape)
    if dtype.startswith("complex"):
        values = values + 1j * rng.normal(size=shape)
    elif dtype == "bool":
        values = values > 0.5
    elif not dtype.startswith("float"):
        values = rng.integers(0 if dtype.startswith("u") else -9, 9, shape)
    return np.asarray(values, dtype)


def layouts(a):
    """The array as each layout, as a part of a larger one, and backwards."""
    yield np.ascontiguousarray(a)
    yield np.asfortranarray(a)
    if a.ndim == 2:
        wide = np.zeros((a.shape[0], 2 * a.shape[1] + 3), a.dtype)
        wide[:, : a.shape[1]] = a
        yield wide[:, : a.shape[1]]
        spread = np.zeros((2 * a.shape[0], 3 * a.shape[1]), a.dtype)
        spread[::2, ::3] = a
        yield spread[::2, ::3]
    yield np.ascontiguousarray(a[::-1])[::-1]


def close(ours, theirs, dtype="float64"):
    if isinstance(theirs, tuple):
        assert len(ours) == len(theirs)
        for left, right in zip(ours, theirs):
            close(left, right, dtype)
        return
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.shape == theirs.shape
    tolerance = 2e-4 if dtype in ("float32", "complex64") else 1e-9
    np.testing.assert_allclose(ours, theirs, tolerance, tolerance)


def check(compiled, *arguments, dtype="float64"):
    before = [argument.copy() for argument in arguments if isinstance(argument, np.ndarray)]
    theirs = compiled.py_func(*arguments)
    ours = compiled(*arguments)
    close(ours, tuple(theirs) if isinstance(theirs, tuple) else theirs, dtype)
    after = [argument for argument in arguments if isinstance(argument, np.ndarray)]
    for left, right in zip(before, after):
        np.testing.assert_array_equal(left, right)
    return ours, theirs


@nb.njit
def dot(a, b):
    return np.dot(a, b)


@nb.njit
def at(a, b):
    return a @ b


@nb.njit
def inner(a, b):
    return np.inner(a, b)


SHAPES = [
    ((5,), (5,)),
    ((0,), (0,)),
    ((100,), (100,)),
    ((3, 4), (4, 5)),
    ((3, 4), (4,)),
    ((4,), (4, 5)),
    ((1, 1), (1, 1)),
    ((0, 4), (4, 3)),
    ((3, 0), (0, 2)),
    ((40, 30), (30, 50)),
    ((40, 30), (30,)),
    ((30,), (30, 50)),
    ((130, 300), (300, 70)),
]


@pytest.mark.parametrize("dtype", ALL)
@pytest.mark.parametrize("shapes", SHAPES)
def test_products(shapes, dtype):
    for x in layouts(numbers(shapes[0], dtype, 1)):
        for y in layouts(numbers(shapes[1], dtype, 2)):
            for product in dot, at:
                ours, theirs = check(product, x, y, dtype=dtype)
                if np.ndim(theirs):
                    assert ours.dtype == theirs.dtype


@pytest.mark.parametrize("left", ALL)
@pytest.mark.parametrize("right", ["float32", "float64", "complex64", "int16", "bool"])
def test_mixed_products(left, right):
    ours, theirs = check(dot, numbers((4, 3), left), numbers((3, 5), right), dtype="float32")
    assert ours.dtype == theirs.dtype
    check(at, numbers(7, left), numbers(7, right), dtype="float32")


@pytest.mark.parametrize(
    "shapes",
    [
        ((2, 3, 4), (4, 5)),
        ((2, 3, 4), (2, 4, 5)),
        ((3, 4), (6, 4, 2)),
        ((2, 1, 3, 4), (5, 4, 2)),
        ((1, 3, 4), (7, 4, 2)),
        ((4,), (3, 4, 2)),
        ((3, 2, 4), (4,)),
        ((0, 3, 4), (4, 2)),
    ],
)
def test_stacks(shapes):
    x, y = numbers(shapes[0], "float64"), numbers(shapes[1], "float64", 3)
    check(at, x, y)
    check(at, np.asfortranarray(x), y)
    if shapes[0][-1] == shapes[1][max(len(shapes[1]) - 2, 0)]:
        check(dot, x, y)


def test_scalars_and_zero_dimensions():
    check(dot, 2.0, 3.0)
    check(dot, 2, 3)
    check(dot, 2.0, np.arange(3.0))
    check(dot, np.arange(3.0), 2.0)
    check(dot, np.array(2.0), np.arange(3.0))


def test_out():
    @nb.njit
    def into(a, b, out):
        return np.dot(a, b, out)

    a, b, out = numbers((3, 4), "float64"), numbers((4, 5), "float64"), np.empty((3, 5))
    assert into(a, b, out) is out
    close(out, a @ b)
    with pytest.raises(ValueError, match="output array is not acceptable"):
        into(a, b, np.empty((5, 5)))


@pytest.mark.parametrize("dtype", FLOATS + ["int64"])
def test_other_products(dtype):
    @nb.njit
    def several(a, b, x, y):
        return np.vdot(x, y), np.outer(x, y), np.kron(a, b), np.kron(x, y), np.trace(a), np.trace(a, 1), np.trace(a, -2)

    a, b = numbers((4, 3), dtype), numbers((2, 3), dtype, 1)
    check(several, a, b, numbers(5, dtype, 2), numbers(5, dtype, 3), dtype=dtype)
    check(inner, a, b, dtype=dtype)
    check(inner, a, b[0], dtype=dtype)
    check(inner, a[0], b[0], dtype=dtype)
    cross = nb.njit(lambda a, b: np.cross(a, b))
    check(cross, a, a[0], dtype=dtype)
    check(cross, a, a[::-1], dtype=dtype)
    check(cross, a[0], b[0], dtype=dtype)


TENSORS = [
    ("2", (4, 5, 2)),
    ("1", (5, 4, 2)),
    ("0", (4, 5)),
    ("((1, 2), (0, 1))", (4, 5, 2)),
    ("((2, 1), (1, 0))", (4, 5, 2)),
    ("(2, 1)", (4, 5, 2)),
    ("(-1, -2)", (4, 5, 2)),
]


@pytest.mark.parametrize("axes, shape", TENSORS)
def test_tensordot(axes, shape, tmp_path):
    path = tmp_path / "tensors.py"
    path.write_text(f"import numpy as np\n\ndef f(a, b):\n    return np.tensordot(a, b, axes={axes})\n")
    names = runpy.run_path(str(path))
    try:
        nb.njit(lambda a: a.transpose((1, 0)).reshape((4,)))(np.zeros((2, 2)))
    except nb.errors.NumlirError:
        pytest.skip("arrays cannot be transposed and reshaped yet")
    check(nb.njit(names["f"]), numbers((3, 4, 5), "float64"), numbers(shape, "float64", 1))


def test_methods():
    @nb.njit
    def several(a, b):
        return a.dot(b), a.trace()

    check(several, numbers((3, 3), "float64"), numbers((3, 2), "float64"))


def regular(n, dtype):
    a = numbers((n, n), dtype, n)
    return a + np.asarray(3 * np.eye(n), a.dtype)


def definite(n, dtype):
    a = numbers((n, n), dtype, n)
    return a @ a.conj().T + np.eye(n, dtype=a.dtype)


@nb.njit
def solve(a, b):
    return np.linalg.solve(a, b)


@nb.njit
def from_regular(a):
    return np.linalg.inv(a), np.linalg.det(a), np.linalg.slogdet(a)


@nb.njit
def from_definite(a):
    return np.linalg.cholesky(a), np.linalg.eigvalsh(a), np.linalg.cond(a), np.linalg.matrix_rank(a)


@pytest.mark.parametrize("dtype", FLOATS + ["int32"])
@pytest.mark.parametrize("n", [1, 2, 5, 20])
def test_solving(n, dtype):
    for a in layouts(regular(n, dtype)):
        for b in layouts(numbers((n, 3), dtype, 1)):
            check(solve, a, b, dtype=dtype)
        check(solve, a, numbers(n, dtype), dtype=dtype)
        ours, theirs = check(from_regular, a, dtype=dtype)
        if dtype != "int32":
            assert ours[0].dtype == theirs[0].dtype


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("n", [1, 3, 12])
def test_definite(n, dtype):
    for a in layouts(definite(n, dtype)):
        check(from_definite, a, dtype=dtype)


def test_stacked_solutions():
    a = np.stack([regular(4, "float64"), definite(4, "float64")])
    check(nb.njit(lambda a: (np.linalg.inv(a), np.linalg.det(a))), a)
    check(nb.njit(lambda a: np.linalg.cholesky(a)), np.stack([definite(3, "float64")] * 2))
    check(solve, a, numbers((2, 4, 3), "float64"))
    check(solve, a, numbers((4, 3), "float64"))
    check(solve, a[0], numbers((2, 4, 3), "float64"))


@nb.njit
def qr(a):
    return np.linalg.qr(a)


@nb.njit
def qr_complete(a):
    return np.linalg.qr(a, "complete")


@nb.njit
def svd(a):
    return np.linalg.svd(a)


@nb.njit
def svd_reduced(a):
    return np.linalg.svd(a, full_matrices=False)


@nb.njit
def several_of_any(a):
    return (
        np.linalg.svd(a, compute_uv=False),
        np.linalg.qr(a, mode="r"),
        np.linalg.pinv(a),
        np.linalg.matrix_rank(a),
        np.linalg.norm(a),
        np.linalg.norm(a, 1),
        np.linalg.norm(a, -1),
        np.linalg.norm(a, 2),
        np.linalg.norm(a, -2),
        np.linalg.norm(a, np.inf),
        np.linalg.norm(a, -np.inf),
        np.linalg.norm(a, "fro"),
        np.linalg.norm(a, "nuc"),
        np.linalg.norm(a, axis=0),
        np.linalg.norm(a, axis=1),
        np.linalg.norm(a, 1, axis=-1),
    )


@pytest.mark.parametrize("dtype", FLOATS + ["int64"])
@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (5, 3), (3, 5), (40, 25)])
def test_factors(shape, dtype):
    for a in layouts(numbers(shape, dtype, 7)):
        tolerance = 1e-3 if dtype in ("float32", "complex64") else 1e-9
        check(several_of_any, a, dtype=dtype)
        for factor in qr, qr_complete:
            (q, r), theirs = factor(a), factor.py_func(a)
            assert q.dtype == theirs.Q.dtype
            close((q, r), tuple(theirs), dtype)
        for factor in svd, svd_reduced:
            (u, s, vt), theirs = factor(a), factor.py_func(a)
            assert (u.dtype, s.dtype, vt.dtype) == (theirs.U.dtype, theirs.S.dtype, theirs.Vh.dtype)
            assert (u.shape, vt.shape) == (theirs.U.shape, theirs.Vh.shape)
            close(s, theirs.S, dtype)
            k = len(s)
            np.testing.assert_allclose(u[:, :k] * s @ vt[:k], a, tolerance, tolerance)


@pytest.mark.parametrize("dtype", FLOATS)
def test_eigenvalues(dtype):
    @nb.njit
    def hermitian(a):
        return np.linalg.eigh(a), np.linalg.eigvalsh(a), np.linalg.eigh(a, "U")

    @nb.njit
    def general(a):
        return np.linalg.eig(a), np.linalg.eigvals(a)

    for n in 1, 2, 6:
        for a in layouts(definite(n, dtype)):
            (w, v), only, (upper, _) = hermitian(a)
            theirs = np.linalg.eigh(a)
            close(w, theirs.eigenvalues, dtype)
            close(only, theirs.eigenvalues, dtype)
            close(upper, theirs.eigenvalues, dtype)
            close(a @ v, v * w, dtype)
            (w, v), only = general(a)
            assert w.dtype == v.dtype == a.dtype
            close(a @ v, v * w, dtype)
            close(only, np.linalg.eigvals(a).astype(dtype), dtype)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 4), (0, 3)])
def test_least_squares(shape, dtype):
    @nb.njit
    def fit(a, b):
        return np.linalg.lstsq(a, b)

    for a in layouts(numbers(shape, dtype, 7)):
        check(fit, a, numbers(shape[0], dtype, 1), dtype=dtype)
        check(fit, a, numbers((shape[0], 2), dtype, 2), dtype=dtype)
    deficient = numbers((6, 3), dtype)
    deficient[:, 2] = deficient[:, 1]
    check(fit, deficient, numbers(6, dtype, 1), dtype=dtype)


@pytest.mark.parametrize("dtype", FLOATS + ["int64"])
def test_vector_norms(dtype):
    @nb.njit
    def norms(x):
        return (
            np.linalg.norm(x),
            np.linalg.norm(x, 1),
            np.linalg.norm(x, 2),
            np.linalg.norm(x, np.inf),
            np.linalg.norm(x, -np.inf),
            np.linalg.norm(x, 0),
            np.linalg.norm(x, 3),
            np.linalg.norm(x, 2.5),
        )

    for x in numbers(9, dtype), numbers(20, dtype)[::-2], numbers(1, dtype):
        check(norms, x, dtype=dtype)


@pytest.mark.parametrize("n", range(8))
def test_matrix_power(n):
    power = nb.njit(lambda a, n: np.linalg.matrix_power(a, n))
    check(power, regular(3, "float64"), n)
    check(power, regular(3, "float64"), -n)
    ours, theirs = check(power, numbers((3, 3), "int64"), n)
    assert ours.dtype == theirs.dtype


def failures():
    singular, square, wide = np.ones((3, 3)), regular(3, "float64"), np.ones((2, 3))
    odd = square.copy()
    odd[0, 1] = np.nan
    yield lambda: np.linalg.inv(singular)
    yield lambda: np.linalg.solve(singular, wide[0])
    yield lambda: np.linalg.inv(wide)
    yield lambda: np.linalg.det(wide)
    yield lambda: np.linalg.cholesky(-square)
    yield lambda: np.linalg.eigvals(odd)
    yield lambda: np.linalg.eigh(wide)
    yield lambda: np.linalg.norm(wide, 3)
    yield lambda: np.linalg.lstsq(square, wide[:, 0])


@pytest.mark.parametrize("function", list(failures()))
def test_errors(function):
    with pytest.raises(Exception) as theirs:
        function()
    with pytest.raises(theirs.type) as ours:
        nb.njit(function)()
    assert type(ours.value) is theirs.type
    assert str(ours.value) == str(theirs.value)


def test_shapes_that_do_not_fit():
    for product in dot, at:
        for shapes in ((3,), (4,)), ((2, 3), (2,)), ((3,), (2, 3)), ((2, 3), (2, 3)):
            with pytest.raises(ValueError):
                product(np.zeros(shapes[0]), np.zeros(shapes[1]))
    with pytest.raises(ValueError):
        solve(np.eye(3), np.zeros(2))
    with pytest.raises(nb.errors.TypingError, match="not at least two-dimensional"):
        nb.njit(lambda a: np.linalg.det(a))(np.zeros(3))


def test_complex_eigenvalues_of_a_real_matrix():
    rotation = np.array([[0.0, -1.0], [1.0, 0.0]])
    with pytest.raises(ValueError, match=r"eig\(\) argument must not cause a domain change."):
        nb.njit(lambda a: np.linalg.eig(a))(rotation)
    close(nb.njit(lambda a: np.linalg.eigvals(a))(rotation.astype(complex)), [1j, -1j])


def test_empty_matrices():
    empty = np.zeros((0, 0))
    check(from_regular, empty)
    check(qr, np.zeros((3, 0)))
    check(svd, np.zeros((0, 2)))
    check(nb.njit(lambda a: (np.linalg.cholesky(a), np.linalg.eigvalsh(a), np.linalg.matrix_rank(a))), empty)
    check(nb.njit(lambda a: np.linalg.pinv(a)), np.zeros((0, 3)))
    check(nb.njit(lambda a: np.linalg.norm(a)), empty)


def test_errors_are_caught():
    @nb.njit
    def attempt(a):
        return np.linalg.inv(a)

    with pytest.raises(np.linalg.LinAlgError) as caught:
        attempt(np.zeros((2, 2)))
    assert isinstance(caught.value, ValueError)


def test_nothing_leaks():
    from numlir._numlir import live_blocks

    @nb.njit
    def work(a):
        return np.linalg.svd(a @ a), np.linalg.norm(a, "nuc"), np.linalg.solve(a, a)

    work(regular(4, "float64"))
    before = live_blocks()
    for _ in range(50):
        work(regular(4, "float64"))
        with pytest.raises(np.linalg.LinAlgError):
            work(np.zeros((4, 4)))
    assert live_blocks() == before


PROGRAM = """
    import sys, numpy as np
    class Absent:
        def find_spec(self, name, path=None, target=None):
            if name.split(".")[0] == "scipy":
                raise ImportError(name)
    sys.meta_path.insert(0, Absent())
    import numlir as nb
    rng = np.random.default_rng(1)
    at = nb.njit(lambda a, b: a @ b)
    for dtype in "float32", "float64", "complex64", "complex128":
        for m, k, n in (3, 4, 5), (70, 300, 50), (300, 1, 33), (1, 40, 40), (40, 40, 1), (129, 257, 65):
            a, b = rng.normal(size=(m, k)).astype(dtype), rng.normal(size=(k, n)).astype(dtype)
            np.testing.assert_allclose(at(a, b), a @ b, 1e-3, 1e-3)
            np.testing.assert_allclose(at(a[::-1], b.T.copy().T), a[::-1] @ b, 1e-3, 1e-3)
    np.testing.assert_allclose(at(a[0].real, b[:, 0].real), a[0].real @ b[:, 0].real)
    try:
        nb.njit(lambda a: np.linalg.solve(a, a))(np.eye(3))
    except ImportError as error:
        assert str(error) == "np.linalg.solve needs SciPy", error
    else:
        raise AssertionError("there is no SciPy")
    assert "scipy" not in sys.modules
"""


def test_without_scipy():
    subprocess.run([sys.executable, "-c", textwrap.dedent("    import linecache\n") + _readable(PROGRAM)], check=True, env=os.environ)


def _readable(program):
    """A program whose functions have a source: it runs from a file."""
    return f"""
import runpy, tempfile, pathlib
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "program.py"
    path.write_text({textwrap.dedent(program)!r})
    runpy.run_path(str(path))
"""


def test_scipy_is_not_imported_early():
    program = "import numlir, sys; assert not any(name.startswith('scipy') for name in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, env=os.environ)


@nb.njit
def product(a, b):
    return np.kron(a, b)


def test_kron_of_any_ranks():
    shapes = [(), (3,), (2, 3), (2, 1, 2), (0, 2)]
    for first in shapes:
        for second in shapes:
            a = np.arange(np.prod(first, dtype=int)).reshape(first)
            b = np.arange(np.prod(second, dtype=int)).reshape(second)[..., ::-1] * 0.5 if second else np.array(0.5)
            np.testing.assert_array_equal(product(a, b), np.kron(a, b))


@nb.njit
def by_dot(a, b):
    return np.dot(a, b)


@nb.njit
def by_inner(a, b):
    return np.inner(a, b)


@nb.njit
def by_vdot(a, b):
    return np.vdot(a, b)


@nb.njit
def by_matmul(a, b):
    return a @ b


@nb.njit
def by_solve(a, b):
    return np.linalg.solve(a, b)


@pytest.mark.parametrize("function", [by_dot, by_inner, by_vdot, by_matmul, by_solve])
@pytest.mark.parametrize(("first", "second"), [((3, 3), (4,)), ((3, 3), (2, 4)), ((2, 3, 3), (3, 4, 2)), ((3,), (4,))])
def test_messages_name_the_shapes_that_do_not_fit(function, first, second):
    if function is by_solve and len(first) != 2:
        pytest.skip("not square")
    a, b = np.ones(first), np.ones(second)
    with pytest.raises(ValueError) as expected:
        function.py_func(a, b)
    with pytest.raises(ValueError) as caught:
        function(a, b)
    assert str(caught.value) == str(expected.value)


@nb.njit
def singular_values(a):
    return np.linalg.svd(a)[1]


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_singular_values_of_what_is_not_finite(value):
    a = np.eye(3)
    a[1, 2] = value
    with pytest.raises(np.linalg.LinAlgError, match="SVD did not converge"):
        singular_values(a)
