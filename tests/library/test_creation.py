"""Functions that make arrays: of numbers, of tuples, of other arrays, of rules."""

import numpy as np
import pytest
from arrays import CUBES, MATRICES, POINTS, TESSERACTS, VECTORS
from compare import check

from numlir import errors, njit, typed


@njit
def of_tuples(x, y):
    return (
        np.array((1, 2)),
        np.array((x, 2.5, True)),
        np.array(((1, 2), (3, 4))),
        np.array((x, x), dtype=np.float32),
        np.array(((True,), (False,))),
        np.array(()),
        np.array(((), ())),
        np.array((y, y)),
        np.array(((y, y), (y, y)), np.complex64),
        np.asarray((x, 1j)),
    )


def test_array_of_tuples():
    check(of_tuples, 3, VECTORS[0])
    check(of_tuples, 2.5, MATRICES[0])


@njit
def of_lists(x, y):
    views = [y[:2], y[1:3]]
    return (
        np.array([1, 2]),
        np.array([x, 2.5]),
        np.array([[1, 2], [3, 4], [5, 6]]),
        np.array([[[x], [x]]], np.float32),
        np.array([(1, 2.5), (3, 4.5)]),
        np.array(([1, 2], [3, 4])),
        np.asarray(views),
        np.array([True, False]),
        np.array([1j, 2]),
        np.diag([1, 2, 3]),
        np.vander([x, 2]),
        np.meshgrid([1, 2], [3.0]),
        np.linspace([1, 2], 5, 3),
        np.full((2, 3), [1, 2, 3]),
    )


def test_array_of_lists():
    check(of_lists, 3, VECTORS[0])
    check(of_lists, 2.5, VECTORS[1])


@njit
def ragged(rows):
    return np.array([rows[0], rows[1][1:]])


def test_ragged_lists():
    with pytest.raises(ValueError, match="inhomogeneous"):
        ragged(MATRICES[0])


@njit
def in_fortran_order(a):
    fresh = np.full((2, 3), 7, order="F"), np.full((2, 3, 2), 1, np.int8, order="F"), np.full((2, 3), a[:2, :3])
    like = np.zeros_like(a, order="F"), np.ones_like(a, shape=(2, 2)), np.full_like(a, 1, order="F")
    return fresh + like + (np.zeros_like(3.5), np.ones_like((1, 2)), np.full_like(a, 1, np.float32, shape=(3,)))


def test_fortran_order():
    check(in_fortran_order, MATRICES[0])
    assert all(array.flags.f_contiguous for array in in_fortran_order(MATRICES[0])[:2])


@njit
def of_scalars(x):
    return np.array(x), np.array(x, np.float32), np.asarray(x), np.array(x, ndmin=2), np.ascontiguousarray(x)


@pytest.mark.parametrize("value", [3, 2.5, True])
def test_array_of_scalars(value):
    check(of_scalars, value)


@njit
def of_arrays(a):
    copies = np.array(a), np.array(a, copy=False), np.array(a, a.dtype), np.array(a, np.complex128)
    orders = np.array(a, order="C"), np.array(a, order="F"), np.array(a, ndmin=3), np.asarray(a, np.complex64)
    return copies + orders + (np.ascontiguousarray(a), np.asfortranarray(a), np.asanyarray(a))


@pytest.mark.parametrize("a", VECTORS[:2] + MATRICES[:3] + CUBES[:2] + TESSERACTS + POINTS)
def test_array_of_arrays(a):
    check(of_arrays, a)


@njit
def which_share(a, f):
    changed = np.array(a)
    changed[0, 0] = 77
    same = np.asarray(a)
    same[1, 1] = 88
    turned = np.asfortranarray(f)
    turned[0, 1] = 99
    copied = np.ascontiguousarray(f)
    copied[0, 0] = 66
    return changed, same, turned, copied


def test_arrays_are_copied_where_numpy_copies():
    check(which_share, MATRICES[0].copy(), np.asfortranarray(MATRICES[0]))


@njit
def ranges(n, x):
    return (
        np.arange(n),
        np.arange(2, n),
        np.arange(n, 1, -2),
        np.arange(n, -n),
        np.arange(x),
        np.arange(1, x, 0.5),
        np.arange(x, -1.0, -0.3),
        np.arange(stop=x, start=0, step=0.1),
        np.arange(n, dtype=np.float32),
        np.arange(0, n, 2, np.int8),
        np.arange(x, dtype=np.int32),
        np.arange(0.5, x, 0.7, dtype=np.float32),
        np.arange(n, dtype=np.complex64),
        np.arange(np.int8(3)),
        np.arange(np.uint64(3)),
        np.arange(np.float32(3.3)),
        np.arange(2, dtype=np.bool_),
    )


def test_arange():
    check(ranges, 7, 3.7)
    check(ranges, 0, 0.0)


@njit
def spaced(n, end, a):
    return (
        np.linspace(0, 1, n),
        np.linspace(0, 1),
        np.linspace(0, 10, n, endpoint=end),
        np.linspace(np.float32(0), np.float32(1), n),
        np.linspace(0, 10, n, dtype=np.int64),
        np.linspace(-1, 1 + 2j, n, end),
        np.linspace(1.0, 1.0, n),
        np.linspace(0, 5e-324, n, retstep=True),
        np.linspace(1, 2, n, end, retstep=True),
        np.linspace(a, 3.0, n),
        np.linspace(a, a + 1, n, end, axis=-1, dtype=np.float32),
        np.linspace(a[0], a[1], n, axis=1),
    )


@pytest.mark.parametrize("n", [0, 1, 2, 7])
@pytest.mark.parametrize("endpoint", [True, False])
def test_linspace(n, endpoint):
    check(spaced, n, endpoint, MATRICES[0])


@njit
def steps(n, a):
    return np.linspace(0, a, n, retstep=True), np.linspace(a, 9, n, False, True, axis=1)


def test_linspace_of_arrays_gives_its_steps():
    check(steps, 3, MATRICES[0])


@njit
def geometric(n, end, a):
    return (
        np.logspace(0, 2, n),
        np.logspace(0, 3, n, end, base=2),
        np.logspace(0, 3, n, dtype=np.int64),
        np.logspace(a, 2, n, axis=1),
        np.geomspace(1, 1000, n),
        np.geomspace(-1.0, -256.0, n, end),
        np.geomspace(1, 256, n, dtype=np.int32),
        np.geomspace(a + 5, a + 9, n, axis=-1),
        np.geomspace(1j, 1000j, n),
    )


@pytest.mark.parametrize("n", [0, 1, 6])
@pytest.mark.parametrize("endpoint", [True, False])
def test_logspace_and_geomspace(n, endpoint):
    # The powers are those of another math library.
    check(geometric, n, endpoint, MATRICES[0], tolerance=1e-13)


@njit
def units(n, m, k):
    return (
        np.eye(n),
        np.eye(n, m),
        np.eye(n, m, k),
        np.eye(n, m, k=-k, dtype=np.int8),
        np.eye(n, k=k, dtype=np.complex64),
        np.identity(n),
        np.identity(n, np.bool_),
        np.tri(n),
        np.tri(n, m, k),
        np.tri(n, m, -k, np.int32),
        np.diag_indices(n),
        np.diag_indices(n, 3),
        np.tril_indices(n),
        np.tril_indices(n, k, m),
        np.triu_indices(n, -k),
        np.triu_indices(n, k, m),
        np.indices((n, m)),
        np.indices((n,), np.float32),
        np.indices((n, m, 2), sparse=True),
    )


@pytest.mark.parametrize("n, m, k", [(3, 3, 0), (3, 5, 1), (4, 2, -2), (0, 3, 1), (3, 2, 9)])
def test_units_and_indices(n, m, k):
    check(units, n, m, k)


@njit
def vectors(a, k):
    diagonals = np.diag(a), np.diag(a, k), np.diag(a, -k), np.diagflat(a, k)
    triangles = np.tril(a), np.triu(a, k)
    return diagonals + triangles + (np.vander(a), np.vander(a, 3), np.vander(a, 4, increasing=True), np.vander(a, 0))


@pytest.mark.parametrize("a", VECTORS)
def test_matrices_of_vectors(a):
    check(vectors, a, 1, tolerance=1e-6)


@njit
def matrices(a, k):
    diagonals = np.diag(a), np.diag(a, k), np.diag(a, -k), np.diagflat(a)
    indices = np.tril_indices_from(a, k), np.triu_indices_from(a, -k)
    return diagonals + (np.tril(a), np.tril(a, k), np.triu(a), np.triu(a, -k)) + indices


@pytest.mark.parametrize("a", MATRICES)
def test_matrices_of_matrices(a):
    check(matrices, a, 1)
    check(matrices, a, 9)


@njit
def offset_triangles(a, k):
    return np.tril(a, k), np.triu(a, k)


@pytest.mark.parametrize("shape", [(50, 3), (200, 7), (9, 8), (3, 50), (40, 1), (0, 3), (3, 0)])
@pytest.mark.parametrize("k", [-60, -4, -1, 0, 1, 2, 60])
def test_triangles_of_tall_and_wide_matrices(shape, k):
    for dtype in (np.float64, np.int16):
        check(offset_triangles, np.arange(1, 1 + shape[0] * shape[1]).reshape(shape).astype(dtype), k)


@njit
def triangles(a):
    return np.tril(a, 1), np.triu(a, -1)


@pytest.mark.parametrize("a", CUBES + TESSERACTS)
def test_triangles_of_many_axes(a):
    check(triangles, a)


@njit
def filled(a, b):
    tall = np.zeros((7, 3), a.dtype)
    wrapped = np.zeros((9, 3), a.dtype)
    wide = np.zeros((3, 5), np.float64)
    cube = np.zeros((3, 3, 3), np.int8)
    np.fill_diagonal(tall, 4)
    np.fill_diagonal(wrapped, b, wrap=True)
    np.fill_diagonal(wide, (1.5, 2.5))
    np.fill_diagonal(cube, 2)
    np.fill_diagonal(a, b)
    return tall, wrapped, wide, cube, np.diag_indices_from(cube)


def test_fill_diagonal():
    check(filled, MATRICES[0].copy(), np.array([7, 8]))
    check(filled, MATRICES[1].copy("F"), np.array([[7], [8]]))


@njit
def grids(x, y, z):
    return (
        np.meshgrid(x, y),
        np.meshgrid(x, y, z),
        np.meshgrid(x, y, z, indexing="ij"),
        np.meshgrid(x, y, sparse=True),
        np.meshgrid(x, y, z, sparse=True, indexing="ij"),
        np.meshgrid(x),
        np.meshgrid(x, 3),
        np.meshgrid(),
    )


def test_meshgrid():
    check(grids, VECTORS[0], VECTORS[1], VECTORS[2])
    check(grids, VECTORS[4], MATRICES[0], VECTORS[3])


ERRORS = [
    lambda: np.linspace(0, 1, -2),
    lambda: np.arange(0, 5, 0),
    lambda: np.arange(0, 5.0, 0),
    lambda: np.arange(3, dtype=np.bool_),
    lambda: np.geomspace(0, 1, 3),
    lambda: np.diag(np.zeros((2, 2, 2))),
    lambda: np.vander(np.zeros((2, 2))),
    lambda: np.fill_diagonal(np.zeros(3), 1),
    lambda: np.fill_diagonal(np.zeros((2, 2, 3)), 1),
    lambda: np.diag_indices_from(np.zeros(3)),
    lambda: np.tril_indices_from(np.zeros(3)),
    lambda: np.meshgrid(np.zeros(3), indexing="yx"),
    lambda: np.array((1, 2), copy=False),
    lambda: np.linspace(np.zeros(2), 1, 3, axis=2),
]


@pytest.mark.parametrize("function", ERRORS)
def test_errors(function):
    with pytest.raises(Exception) as expected:
        function()
    with pytest.raises(type(expected.value)) as actual:
        njit(function)()
    assert str(actual.value).splitlines()[0] == str(expected.value).splitlines()[0]


@njit
def of_lists_that_may_be_empty(a):
    kept = [x for x in a if x > 1]
    return np.array(kept), np.array([[x, x] for x in kept]), np.array([]), np.asarray(kept, np.int8)


def test_arrays_of_empty_lists():
    for made in of_lists_that_may_be_empty(np.zeros(3)):
        assert made.size == 0
    assert of_lists_that_may_be_empty(np.zeros(3))[2].dtype == np.float64
    check(of_lists_that_may_be_empty, np.arange(4))


@njit
def of_typed_list(values):
    return np.asarray(values), np.array(values, np.float32), np.setxor1d(values, np.array([1, 9]))


def test_arrays_of_typed_lists():
    values = typed.List([1, 2, 3])
    for made, expected in zip(of_typed_list(values), of_typed_list.py_func([1, 2, 3])):
        np.testing.assert_array_equal(made, expected)
        assert made.dtype == expected.dtype


@njit
def by_classes(values, pair):
    return np.float32(values), np.int8(pair), np.bool_([1, 0]), np.complex64(pair), np.int64(np.array([1.5])), np.intp(3.5)


@njit
def to_numbers(a):
    return float(a), int(a), bool(a), complex(a)


def test_classes_make_arrays_and_numbers():
    check(by_classes, [1, 2], (3, 4.5))
    check(to_numbers, np.array(2.5))
    check(to_numbers, np.array(0, np.int8))


@njit
def numbers_of_places(i, j):
    return np.unravel_index(i, (20, 30)), np.ravel_multi_index((i, j), (200, 300)), np.unravel_index(5, 7)


def test_places_are_wide_integers():
    check(numbers_of_places, np.array([3, 120], np.int8), np.array([100, 127], np.int8))
    check(numbers_of_places, [3, 5], [1, 2])


@njit
def of_arrays_without_axes(a):
    return np.array([a, a]), np.array((a, 2, a)), np.array([[a, a]]), np.asarray([a])


def test_arrays_of_arrays_without_axes():
    for value in (np.array(3.5), np.array(True), np.array(2j)):
        check(of_arrays_without_axes, value)


@njit
def required(a):
    fortran = np.require(a, requirements=["F", "A"]), np.require(a, np.float32, ("F", "W"))
    return fortran + (np.require(a, np.float64, ["C", "E"]), np.require(a, None, ["W"]), np.require(a, np.int8, "C"))


@pytest.mark.parametrize("a", [np.arange(6).reshape(2, 3), np.arange(6.0).reshape(2, 3).T, np.arange(12).reshape(3, 4)[:, ::2]])
def test_requirements(a):
    check(required, a)
    check(njit(lambda a: np.require(a, requirements=["C", "F"])), a)


@njit
def deep_displays(x):
    three = np.array([[[1.0, 2.0], [3.0, 4.0]], [[1, 3], [3, 5]]]), np.array([[[1], [2]], [[x], [3]], [[2.5], [4]]])
    mixed = np.array([[[1, 2], [3, 4]], [[1, 3j], [3, 5]]]), np.array([[[True], [2]]]), np.array([[[[1]]], [[[0.5]]]])
    tuples = np.array((((1.0, 2.0), (3.0, 4.0)), ((1, 3), (3, 5)))), np.array([((1, 2), (3, 4)), ((1.5, 3), (3, 5))])
    return three + mixed + tuples


@njit
def displays_of_lists(n):
    small, large = [[1, 2], [3, n]], [[0.5, 1.0], [2.0, 3.0]]
    return np.array([small, large]), np.array([[i for i in range(n)], [0.5] * n]), np.stack([small, large])


def test_nested_displays():
    check(deep_displays, 7)
    check(displays_of_lists, 3)


def test_deep_lists_stay_lists():
    @njit
    def f():
        nested = [[[1, 2]], [[0.5]]]
        nested[0][0].append(3)
        nested.append([[4.0, 5.0], [6.0]])
        return nested

    assert f() == [[[1.0, 2.0, 3.0]], [[0.5]], [[4.0, 5.0], [6.0]]]


@pytest.mark.parametrize("shape", [(2**62,), (2**40, 2**40), (2**60, 3), (0, 2**40, 2**40), (2**45,), (2**40, 3, 5), (2**59,)])
@pytest.mark.parametrize("dtype", ["f8", "i1", "c8", "M8[s]", "U3", "S5"])
def test_arrays_too_big(shape, dtype):
    """NumPy's class is one below MemoryError; its text is ours."""
    for make in (np.zeros, np.empty, np.ones):
        function = njit(lambda shape: make(shape, dtype))
        if make is np.ones and dtype[0] in "MUS":
            continue
        try:
            make(shape, dtype)
        except (ValueError, MemoryError) as error:
            expected = error
        else:
            continue
        class_ = ValueError if isinstance(expected, ValueError) else MemoryError
        with pytest.raises(class_) as raised:
            function(shape)
        assert str(raised.value) == str(expected)


def test_errors_of_size_are_caught():
    @njit
    def f(n):
        try:
            return len(np.zeros((n, n)))
        except MemoryError:
            return -1
        except ValueError:
            return -2

    assert [f(3), f(2**29), f(2**40)] == [3, -1, -2]
    with pytest.raises(MemoryError, match=r"Unable to allocate 2.00 EiB for an array with shape \(536870912, 536870912\)"):
        njit(lambda n: np.zeros((n, n), np.float64))(2**29)


@njit
def arrays_of_texts(a, b):
    return np.array(["a", "bc"], dtype="U3"), np.array([b"x", b"yz"], "S2"), np.array([[a, b], [b, a]], "U4"), np.asarray([a] * 2, "U1")


def test_arrays_of_texts():
    check(arrays_of_texts, "one", "seventh")
    with pytest.raises(errors.TypingError, match="dtype"):
        njit(lambda a: np.array([a, a]))("text")
