"""What published packages do, each as the smallest program that shows it."""

import ctypes

import numlir as nb
import numpy as np
import pytest


@nb.njit
def _weigh(a):
    x, y, z = a
    return x + 10 * y + 100 * z


@pytest.mark.parametrize(
    "value", [np.arange(1, 4), np.arange(6.0)[::2], [1.0, 2.5, 3.0], {4}.union({5, 6}), np.array([[1], [2], [3]])]
)
def test_unpacks_what_has_elements_of_one_type(value):
    np.testing.assert_array_equal(_weigh(value), _weigh.py_func(value))


@nb.njit
def _unpack_iterators(n, text):
    a, b, c = range(n)
    (d, e), (f, g) = zip((1, 2), (0.5, 1.5))
    h, i = np.arange(6).reshape(2, 3)
    first, second = text
    return a + b + c, d + e, f + g, h + i, second + first


def test_unpacks_iterators_rows_and_characters():
    ours, theirs = _unpack_iterators(3, "xy"), _unpack_iterators.py_func(3, "xy")
    assert str(ours) == str(theirs)


@pytest.mark.parametrize("value", [np.arange(2.0), np.arange(4.0), [1, 2], [1, 2, 3, 4], np.zeros(0)])
def test_unpacking_the_wrong_number_raises_as_in_python(value):
    with pytest.raises(ValueError) as theirs:
        _weigh.py_func(value)
    with pytest.raises(ValueError) as ours:
        _weigh(value)
    # CPython says how many there were of a list that is too long from 3.14 on only.
    assert str(ours.value) == str(theirs.value).split(", got 4")[0]


def test_an_array_without_axes_is_not_unpacked():
    with pytest.raises(nb.errors.TypingError, match="cannot be unpacked"):
        _weigh(np.array(1.0))


@nb.njit
def _unpack_in_try(a):
    try:
        x, y = a
    except ValueError:
        return -1.0
    return x * y


def test_a_failed_unpacking_is_caught():
    assert _unpack_in_try(np.array([2.0, 3.0])) == 6.0
    assert _unpack_in_try(np.array([2.0])) == -1.0


class _Named(np.ndarray):
    pass


_FROZEN = np.arange(3.0).view(_Named)


@nb.njit
def _sum_with_frozen(a):
    return a.sum() + _FROZEN[1]


def test_subclasses_of_arrays_are_arrays():
    assert _sum_with_frozen(np.arange(4.0).view(_Named)) == 7.0
    assert _sum_with_frozen.signatures == [(nb.float64[::1],)]


class _Masked(np.ma.MaskedArray):
    pass


class _Apart(np.ndarray):
    __numba_array_subtype_dispatch__ = True


@pytest.mark.parametrize("value", [np.ma.array([1.0]), _Masked([1.0]), np.zeros(1).view(_Apart)])
def test_masked_arrays_and_arrays_that_say_no_are_refused(value):
    with pytest.raises(nb.errors.TypingError, match="has no compiled form"):
        _sum_with_frozen(value)


@nb.njit
def _membership(x, y):
    return x in [1, 2, 3], x not in [y, 4], x in (1.5, 2), (x in [y, 7]) != (y in [3])


def test_membership_in_displays():
    for x in (0, 2, 3, 2.0):
        for y in (2, 3, 7):
            assert _membership(x, y) == _membership.py_func(x, y)


@nb.njit
def _strings(word):
    return word in ["one", "two"], word not in ["one", "three"]


def test_membership_of_strings_in_displays():
    assert _strings("one") == (True, False)
    assert _strings("four") == (False, True)


def test_membership_in_a_list_makes_no_list():
    @nb.njit
    def among(x):
        return x in [x + 1, 2, 3]

    assert among(2) and not among(1)
    assert "list" not in among.inspect_llvm(among.signatures[0])


@nb.njit
def _as_type_of(x):
    return type(x)(1) / x, type(x)(2.75)


@pytest.mark.parametrize("x", [4.0, 4, 2j, np.float32(4), np.int8(4)])
def test_type_of_a_number_converts(x):
    assert _as_type_of(x) == (1 / x, type(x)(2.75))


@nb.njit(parallel=True)
def _doubled(a):
    out = np.empty_like(a)
    for i, j in nb.pndindex(a.shape):
        out[i, j] = 2 * a[i, j] + i
    return out


def test_pndindex_goes_through_all_places():
    a = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(_doubled(a), _doubled.py_func(a))
    assert list(nb.pndindex(2, 2)) == list(np.ndindex(2, 2))


def test_functions_that_cython_modules_export():
    special = pytest.importorskip("scipy.special")
    from numlir.extending import get_cython_function_address

    address = get_cython_function_address("scipy.special.cython_special", "j0")
    j0 = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double)(address)

    @nb.njit
    def bessel(a):
        return [j0(x) for x in a]

    np.testing.assert_array_equal(bessel(np.arange(5.0)), special.j0(np.arange(5.0)))
    with pytest.raises(ValueError, match="No function 'nothing'"):
        get_cython_function_address("scipy.special.cython_special", "nothing")


def test_modules_under_their_names_in_numba():
    import numlir.core.types
    from numlir.core import config, errors, extending

    assert numlir.core.types is nb.types
    assert errors.TypingError is nb.TypingError
    assert (config, extending) == (nb.config, nb.extending)
    assert callable(nb.experimental.jitclass)


@nb.njit(locals={"rows": nb.types.Array(nb.int32, 1, "C"), "name": nb.types.unicode_type, "total": nb.float32})
def _declared(n):
    rows = np.arange(n).astype(np.int32)
    name = "rows"
    total = 1 / 3
    return rows.sum() + len(name) + total


def test_declarations_of_locals_that_are_no_numbers():
    assert _declared(4) == 10 + np.float32(1 / 3)


@nb.njit
def _most_threads():
    return nb.config.NUMBA_NUM_THREADS


def test_the_limit_of_threads_is_part_of_the_configuration():
    assert _most_threads() == nb.config.NUMBA_NUM_THREADS >= nb.get_num_threads()


@nb.njit
def _visited(start, stop, step):
    return [i for i in range(start, stop, step)]


def test_ranges_of_floats_are_cut_off():
    assert _visited(7.9, 2.5, -1) == [7, 6, 5, 4, 3]
    assert _visited(np.float32(0.9), 4, 2.5) == [0, 2]

    @nb.njit(parallel=True)
    def total(n):
        count = 0
        for i in nb.prange(n):
            count += i
        return count

    assert total(4.9) == 6


@nb.njit(["void(float32[:], int32[:])", "void(float64[:], int64[:])"], inline="always")
def _add_positions(out, places):
    for i in range(places.size):
        out[i] += places[i]


@nb.njit
def _add_mixed(out, places):
    _add_positions(out, places)
    return out


def test_signatures_say_nothing_of_what_is_inlined():
    result = _add_mixed(np.zeros(3, np.float32), np.arange(3))
    assert result.dtype == np.float32 and result.tolist() == [0, 1, 2]
    # Python calls it by its signatures.
    with pytest.raises(TypeError):
        _add_positions(np.zeros(3, np.float32), np.arange(3))


@nb.experimental.jitclass([("edges", nb.int32[:]), ("weights", nb.float64[:, ::1])])
class _Tables:
    def __init__(self, edges, weights):
        self.edges = edges
        self.weights = weights

    def total(self):
        return self.edges.sum() + self.weights.sum()


def test_fields_take_arrays_that_python_may_not_write_to():
    edges, weights = np.arange(4, dtype=np.int32), np.ones((2, 3))
    edges.flags.writeable = weights.flags.writeable = False
    tables = _Tables(edges, weights)
    assert tables.total() == 12.0
    assert tables.edges.tolist() == [0, 1, 2, 3]
    with pytest.raises(nb.TypingError, match="cannot hold"):
        _Tables(edges.astype(np.int64), weights)


def test_modules_that_packages_name():
    from numlir.core import caching
    from numlir.core.types.misc import NoneType
    from numlir.np.ufunc.gufunc import GUFunc

    assert isinstance(nb.types.none, NoneType)
    summed = GUFunc(lambda a, out: None, "(n)->()")
    assert isinstance(summed, GUFunc) and not isinstance(np.matmul, GUFunc)
    assert caching.NullCache().load_overload(None, None) is None
    with pytest.raises(nb.errors.UnsupportedError, match="cache of its own"):
        type("Mine", (caching.IndexDataCacheFile,), {})("folder")


def test_loops_of_ufuncs_are_added():
    @nb.vectorize
    def plus(a, b):
        return a + b

    plus.add("float32(float32, float32)")
    plus.add((nb.uint8, nb.uint8))
    assert plus(np.float32(0.5), np.float32(1)) == 1.5
    with pytest.raises(nb.TypingError):
        plus.add((nb.types.unicode_type, nb.uint8))


def test_lapack_as_compiled_code_calls_it():
    pytest.importorskip("scipy.linalg")
    from numlir.np.linalg import _LAPACK

    gesv = _LAPACK().numba_xgesv(nb.float64)

    @nb.njit
    def solve(a, b):
        rows = np.empty(b.size, np.int32)
        return gesv(ord("d"), b.size, 1, a.ctypes, b.size, rows.ctypes, b.ctypes, b.size)

    a, b = np.random.default_rng(0).random((4, 4)), np.arange(4.0)
    solution = np.linalg.solve(a, b)
    assert solve(np.array(a, order="F"), b) == 0
    np.testing.assert_allclose(b, solution)
    assert solve(np.zeros((4, 4), order="F"), b) == 1


@nb.njit
def _filter(window, signal, offset, step, place):
    total = 0.0
    for i in range(min(place + 1, (window.size - offset) // step)):
        total += window[offset + i * step] * signal[place - i]
    return total


@pytest.mark.parametrize("step", [1, 3, -2])
@pytest.mark.parametrize("offset", [0, 5])
@pytest.mark.parametrize("place", [0, 4, 19])
def test_places_that_move_by_a_step_that_is_known_at_run_time(step, offset, place):
    window, signal = np.arange(40.0), np.arange(1.0, 21.0)
    assert _filter(window, signal, offset, step, place) == _filter.py_func(window, signal, offset, step, place)


@nb.njit
def _strided(a, first, step, count):
    total = 0.0
    for i in range(count):
        total += a[first + i * step]
    return total


@nb.njit
def _backwards(a, first, count):
    total = 0.0
    for i in range(count):
        total += a[first - i]
    return total


@pytest.mark.parametrize(
    "first, step, count",
    [(0, 1, 11), (0, 2, 6), (9, -3, 8), (-1, -1, 11), (0, 2**62, 3), (0, 2**40, 2), (-11, 1, 1), (10, 1, 1), (3, -2**63, 2)],
)
def test_places_outside_raise_as_before(first, step, count):
    a = np.arange(10.0)
    with pytest.raises(IndexError):
        _strided(a, first, step, count)


@pytest.mark.parametrize("first, step, count", [(0, 1, 10), (9, -1, 10), (9, -1, 20), (-1, 0, 4), (0, 2**40, 1), (99, 1, 0), (-10, 3, 4)])
def test_places_inside_count_from_either_end(first, step, count):
    a = np.arange(10.0)
    assert _strided(a, first, step, count) == sum(a[first + i * step] for i in range(count))


@pytest.mark.parametrize("first, count", [(9, 10), (9, 20), (0, 1), (-1, 3), (50, 0)])
def test_places_that_go_down(first, count):
    a = np.arange(10.0)
    assert _backwards(a, first, count) == sum(a[first - i] for i in range(count))


@pytest.mark.parametrize("first, count", [(10, 1), (0, 12), (-(2**63), 2), (2**62, 1)])
def test_places_that_go_down_and_outside(first, count):
    with pytest.raises(IndexError):
        _backwards(np.arange(10.0), first, count)


def test_typed_containers_are_named_in_annotations():
    @nb.njit
    def total(values: nb.typed.List[np.float64]):
        return sum(values)

    assert total(nb.typed.List[np.float64]([1.0, 2.5])) == 3.5
    assert nb.typed.Dict[int, float]({1: 2.0})[1] == 2.0


@nb.njit
def _nothing_missing(x):
    missing = []
    return x * 2, missing


@nb.njit
def _missing_of_columns(rows):
    places = {}
    for i in range(rows.shape[0]):
        row, missing = _nothing_missing(rows[i])
        rows[i] = row
        if len(missing) > 0:
            places[i] = np.array(missing)
    return rows, places


def test_a_dictionary_of_arrays_made_of_a_list_that_is_never_filled():
    rows, places = _missing_of_columns(np.ones((2, 3)))
    np.testing.assert_array_equal(rows, np.full((2, 3), 2.0))
    assert len(places) == 0
