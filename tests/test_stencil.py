"""Stencils, compared with the kernel at each place in CPython, and with numba's."""

import itertools
import pickle
import warnings

import numpy as np
import pytest
from numlir import errors, njit, stencil

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import numba


def mean(a):
    return (a[-1] + a[0] + a[1]) / 3


def laplace(a):
    return 0.25 * (a[0, 1] + a[1, 0] + a[0, -1] + a[-1, 0])


def ahead(a):
    return a[1] + a[2]


def whole(a):
    return a[0]


def weighted(a, b, w):
    return a[0] * w + b[1]


def standard(a, b):
    return a[-1] * b[1] + a[1] * b[-2]


def branches(a):
    if a[0] > a[1]:
        return a[0]
    return a[1] * 2


def summed(a):
    total = 0.0
    for i in range(-2, 1):
        total += a[i]
    return total


def rises(a):
    total = 0
    for i in range(-2, 1):
        total += a[i] * 1j
    return total


def sliced(a):
    return np.sum(a[-1:2]) + a[0]


def folded(a):
    step = 2
    return a[step - 3] + a[-(step - 1)]


def cube(a):
    return a[-1, 0, 2] + a[0, -1, 0]


class Relative:
    """An array around a place."""

    def __init__(self, array, place):
        self.array, self.place = array, place

    def __getitem__(self, index):
        index = index if isinstance(index, tuple) else (index,)
        moved = (slice(i.start + p, i.stop + p) if isinstance(i, slice) else i + p for i, p in zip(index, self.place))
        return self.array[tuple(moved)]


def at_each_place(kernel, arguments, reach, *, cval=0, standard_indexing=(), **_):
    first = arguments[0]
    inner = [range(-min(low, 0), n - max(high, 0)) for n, (low, high) in zip(first.shape, reach)]
    plain = [name in standard_indexing or np.ndim(a) == 0 for name, a in zip("abcdefg", arguments)]
    values = {
        place: kernel(*(a if is_plain else Relative(a, place) for a, is_plain in zip(arguments, plain)))
        for place in itertools.product(*inner)
    }
    dtype = np.array(list(values.values())).dtype if values else np.float64
    result = np.full(first.shape, cval, dtype)
    for place, value in values.items():
        result[place] = value
    return result


LINE = np.arange(11.0) ** 2
PLANE = np.arange(42.0).reshape(6, 7) ** 1.5
SOLID = np.arange(120.0).reshape(4, 5, 6)


@pytest.mark.parametrize(
    ("kernel", "arguments", "reach", "options"),
    [
        (mean, (LINE,), ((-1, 1),), {}),
        (ahead, (LINE.astype(np.float32),), ((0, 2),), {"cval": 2.5}),
        (mean, (np.arange(7),), ((-1, 1),), {"cval": -1}),
        (mean, (LINE[::2],), ((-1, 1),), {}),
        (mean, (LINE[::-1],), ((-1, 1),), {}),
        (mean, (LINE[:2],), ((-1, 1),), {"cval": 7.0}),
        (mean, (LINE[:0],), ((-1, 1),), {}),
        (laplace, (PLANE,), ((-1, 1), (-1, 1)), {}),
        (laplace, (PLANE.T,), ((-1, 1), (-1, 1)), {"cval": np.inf}),
        (laplace, (np.asfortranarray(PLANE),), ((-1, 1), (-1, 1)), {}),
        (laplace, (PLANE[:, :1],), ((-1, 1), (-1, 1)), {}),
        (laplace, (PLANE[::2, ::-1],), ((-1, 1), (-1, 1)), {}),
        (ahead, (LINE,), ((0, 2),), {}),
        (whole, (LINE,), ((0, 0),), {"cval": 3.0}),
        (weighted, (LINE, np.arange(14), 3), ((0, 1),), {}),
        (weighted, (LINE, LINE, 0.5), ((0, 1),), {}),
        (standard, (LINE, np.array([3.0, 4.0, 5.0])), ((-1, 1),), {"standard_indexing": ("b",)}),
        (standard, (LINE, np.array([3.0, 4.0, 5.0])), ((-1, 1),), {"standard_indexing": "b", "cval": 1.0}),
        (branches, (np.sin(LINE),), ((0, 1),), {}),
        (summed, (LINE,), ((-2, 0),), {"neighborhood": ((-2, 0),)}),
        (summed, (LINE,), ((-3, 2),), {"neighborhood": ((-3, 2),), "cval": 0.5}),
        (rises, (LINE,), ((-2, 0),), {"neighborhood": ((-2, 0),)}),
        (sliced, (LINE,), ((-1, 1),), {"neighborhood": ((-1, 1),)}),
        (folded, (LINE,), ((-1, 0),), {}),
        (cube, (SOLID,), ((-1, 0), (-1, 0), (0, 2)), {}),
        (cube, (SOLID.transpose(2, 0, 1),), ((-1, 0), (-1, 0), (0, 2)), {"cval": 1}),
    ],
)
def test_places(kernel, arguments, reach, options):
    applied = stencil(**options)(kernel)

    @njit
    def inside(*arguments):
        return applied(*arguments)

    expected = at_each_place(kernel, arguments, reach, **options)
    for call in (applied, inside):
        result = call(*arguments)
        assert result.dtype == expected.dtype
        np.testing.assert_array_equal(result, expected)


@pytest.mark.parametrize(
    ("kernel", "arguments", "options"),
    [
        (mean, (LINE,), {}),
        (mean, (LINE[:2],), {"cval": 7.0}),
        (laplace, (PLANE.T,), {"cval": np.inf}),
        (standard, (LINE, np.array([3.0, 4.0, 5.0])), {"standard_indexing": "b"}),
        (summed, (LINE,), {"neighborhood": ((-3, 2),)}),
    ],
)
def test_as_in_numba(kernel, arguments, options):
    applied = stencil(**options)(kernel)
    expected = numba.stencil(**options)(kernel)(*arguments)
    parallel = njit(parallel=True)(lambda *arguments: applied(*arguments))
    for result in (applied(*arguments), parallel(*arguments)):
        assert result.dtype == expected.dtype
        np.testing.assert_array_equal(result, expected)


@pytest.mark.parametrize("options", [{}, {"cval": 4.0}])
def test_out(options):
    ours = stencil(**options)(mean)
    theirs = numba.stencil(**options)(mean)
    out, expected = np.full(11, 9.0), np.full(11, 9.0)
    assert ours(LINE, out=out) is not None
    theirs(LINE, out=expected)
    np.testing.assert_array_equal(out, expected)

    @njit
    def inside(a, out):
        ours(a, out=out)

    out = np.full(11, 9.0)
    inside(LINE, out)
    np.testing.assert_array_equal(out, expected)
    with pytest.raises(ValueError, match="another shape"):
        ours(LINE, out=np.zeros(3))


def test_several_in_a_function_fuse_with_the_rest():
    first, second = stencil(mean), stencil(ahead)

    @njit
    def f(a):
        return first(second(a) + 1).sum() * 2

    assert f(LINE) == numba.stencil(mean)(numba.stencil(ahead)(LINE) + 1).sum() * 2


def test_division_by_zero_in_a_kernel():
    kernel = stencil(lambda a: 1 // a[0])
    with pytest.raises(ZeroDivisionError):
        kernel(np.array([1, 0, 2]))


def test_smaller_arrays_are_refused():
    with pytest.raises(ValueError, match="some dimension smaller"):
        stencil(weighted)(LINE, LINE[:5], 1.0)


@pytest.mark.parametrize(
    ("kernel", "arguments", "options", "words"),
    [
        (lambda a: 1.0, (LINE,), {}, "no accesses to relatively indexed arrays"),
        (lambda a: a[0], (LINE,), {"standard_indexing": "a"}, "no accesses"),
        (lambda a: a[0], (LINE,), {"standard_indexing": "c"}, "not present in the stencil kernel"),
        (lambda a: a[int(np.cos(0))], (LINE,), {}, "'neighborhood' option required"),
        (lambda a: a[0] + a[0, 1], (LINE,), {}, "axes here and with"),
        (lambda a: (a[0], a[1]), (LINE,), {}, "must return a scalar"),
        (lambda a: a[0], (LINE,), {"cval": 1j}, "cval type does not match"),
        (lambda a: a[0], (PLANE,), {}, "dimensions"),
        (lambda a, b: a[0] + b[0], (LINE, PLANE), {}, "same number of dimensions"),
        (lambda a: a[0], (1.5,), {}, "primary input array"),
    ],
)
def test_errors(kernel, arguments, options, words):
    with pytest.raises(errors.TypingError, match=words):
        stencil(**options)(kernel)(*arguments)


def test_arrays_are_not_written_to():
    @stencil
    def kernel(a):
        a[0] = 1
        return a[0]

    with pytest.raises(errors.NumbaValueError, match="Assignments to arrays") as raised:
        kernel(LINE)
    assert "a[0] = 1" in str(raised.value)


def test_bad_options():
    with pytest.raises(errors.NumbaValueError, match="Unsupported mode style"):
        stencil("mirror")
    with pytest.raises(errors.NumbaValueError, match="Unknown stencil option"):
        stencil(border=1)(mean)
    with pytest.raises(errors.NumbaValueError, match="two integers for each axis"):
        stencil(neighborhood=(1, 2))(mean)


picklable = stencil(cval=1.0)(laplace)


def test_pickle():
    again = pickle.loads(pickle.dumps(picklable))
    np.testing.assert_array_equal(again(PLANE), picklable(PLANE))
