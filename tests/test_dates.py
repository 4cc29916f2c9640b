"""Dates and spans of time (datetime64, timedelta64), compared with NumPy: every unit, NaT, scalars and arrays."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import numlir as nb
from numlir import types
from numlir.errors import TypingError

D, T = np.datetime64, np.timedelta64
UNITS = ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"]
NAT = -(2**63)

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


def same(expected, found):
    """Whether values, tuples of them too, are of the same dtype and bits; NaN is NaN."""
    if isinstance(expected, tuple):
        return isinstance(found, tuple) and len(expected) == len(found) and all(map(same, expected, found))
    a, b = np.asarray(expected), np.asarray(found)
    return a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind in "fmM")


def check(compiled, *arguments):
    """The function gives what Python's own gives, or is refused where that raises a TypeError."""
    try:
        expected = compiled.py_func(*arguments)
    except (TypeError, ValueError) as error:
        with pytest.raises(TypingError if isinstance(error, TypeError) else (TypingError, ValueError)):
            compiled(*arguments)
        return
    found = compiled(*arguments)
    assert same(expected, found), (arguments, expected, found)


def compiled(function):
    return nb.njit(function)


OPERATORS = [compiled(each) for each in (
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a / b,
    lambda a, b: a // b,
    lambda a, b: a % b,
    lambda a, b: divmod(a, b),
    lambda a, b: a == b,
    lambda a, b: a != b,
    lambda a, b: a < b,
    lambda a, b: a <= b,
    lambda a, b: a > b,
    lambda a, b: a >= b,
    lambda a, b: np.maximum(a, b),
    lambda a, b: np.minimum(a, b),
    lambda a, b: np.fmax(a, b),
    lambda a, b: np.fmin(a, b),
)]

numbers = st.one_of(st.just(NAT), st.integers(-400, 400), st.integers(-(10**5), 10**5))


def dated(moment, number, unit):
    return (D if moment else T)("NaT" if number == NAT else number, unit)


# A few units, so that few specialisations are compiled; coarse and fine, of the calendar and of fixed length.
pairs = st.sampled_from([("M", "Y"), ("M", "D"), ("25s", "10s"), ("ns", "ns")])


@pytest.mark.parametrize("operation", OPERATORS, ids=lambda operation: str(operation.py_func.__code__.co_firstlineno))
@given(pairs, st.booleans(), st.booleans(), numbers, numbers)
@settings(max_examples=25, deadline=None)
def test_operators_on_scalars(operation, units, first, second, x, y):
    check(operation, dated(first, x, units[0]), dated(second, y, units[1]))


@pytest.mark.parametrize("operation", OPERATORS, ids=lambda operation: str(operation.py_func.__code__.co_firstlineno))
@given(st.booleans(), numbers, st.sampled_from([3, -2, 0, 2.5, -0.5, 0.0, float("nan"), float("inf"), True]))
@settings(max_examples=20, deadline=None)
def test_operators_with_numbers(operation, moment, x, number):
    date = dated(moment, x, "s")
    check(operation, date, number)
    check(operation, number, date)


@pytest.mark.parametrize("operation", OPERATORS, ids=lambda operation: str(operation.py_func.__code__.co_firstlineno))
@given(pairs, st.booleans(), st.booleans(), st.lists(st.tuples(numbers, numbers), max_size=9))
@settings(max_examples=10, deadline=None)
def test_operators_on_arrays(operation, units, first, second, rows):
    def array(moment, unit, position):
        counts = np.array([row[position] for row in rows], np.int64)
        return counts.view(f"{'M' if moment else 'm'}8[{unit}]")

    check(operation, array(first, units[0], 0), array(second, units[1], 1))
    check(operation, array(first, units[0], 0)[::-2], array(second, units[1], 1)[::-2])
    if rows:
        check(operation, array(first, units[0], 0), array(second, units[1], 1)[0])


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("kind", "Mm")
def test_units_convert(unit, kind):
    counts = np.array([0, 1, -1, 59, 60, -61, 365, -366, 800, 11, -12, 146097, 10**6, NAT], np.int64)
    dates = counts.view(f"{kind}8[{unit}]")
    for other in UNITS[UNITS.index(unit) % 2 :: 2]:
        dtype = np.dtype(f"{kind}8[{other}]")

        @nb.njit
        def convert(a):
            return a.astype(dtype)

        try:
            expected = dates.astype(dtype)
        except OverflowError:
            with pytest.raises(TypingError, match="Integer overflow"):
                convert(dates)
            continue
        assert same(expected, convert(dates)), (unit, other)


@given(st.integers(-(10**7), 10**7))
@settings(max_examples=150, deadline=None)
def test_calendar(day):
    check(months_of, D(day, "D"))
    check(days_of, D(day % 240000 - 120000, "M"))


@nb.njit
def months_of(day):
    return np.datetime64(day, "M"), np.datetime64(day, "Y"), day - np.datetime64(day, "M")


@nb.njit
def days_of(month):
    return np.datetime64(month, "D"), np.datetime64(month, "h")


def test_numbers_and_dates_convert():
    @nb.njit
    def to_numbers(a):
        return a.astype(np.int64), a.astype(np.float64), a.astype(np.int8), a.astype(np.bool_), a.view(np.int64)

    @nb.njit
    def to_dates(a):
        return a.astype("M8[D]"), a.astype("timedelta64[25s]")

    check(nb.njit(lambda a: (a.view(np.int64), a.astype("m8[s]"), bool(a))), T(3, "D"))
    assert nb.njit(lambda a: (int(a), float(a)))(T(3, "D")) == (3, 3.0)
    for kind in "Mm":
        check(to_numbers, np.array([1, -5, NAT, 0], np.int64).view(f"{kind}8[h]"))
    for numbers in (np.arange(3), np.array([1.7, -2.5, np.nan]), np.array([True, False]), np.arange(3, dtype="u1")):
        check(to_dates, numbers)


@nb.njit
def constructed(n):
    return (
        (np.datetime64("2020-02-29"), np.datetime64("2020"), np.datetime64("2020-03"), np.datetime64("-0044-03-15")),
        (np.datetime64("2020-01-01T12"), np.datetime64("2020-01-01 12:34"), np.datetime64("2020-01-01T12:34:56.7")),
        (np.datetime64("2020-01-01T12:34:56.123456789", "ms"), np.datetime64("2020-05", "D"), np.datetime64("NaT")),
        (np.datetime64(n, "W"), np.datetime64(np.datetime64(n, "W"), "s"), np.datetime64("2020-02-29", "25s")),
        (np.timedelta64(n, "D"), np.timedelta64(n), np.timedelta64(), np.timedelta64("NaT", "us"), np.timedelta64(5, "7D")),
        (np.timedelta64(np.timedelta64(n, "h"), "D"), np.timedelta64(True, "s"), np.timedelta64(-3, "as")),
    )


def test_constructors():
    for n in (0, 25, -25):
        check(constructed, n)


@pytest.mark.parametrize("text", ["2020-13", "2021-02-29", "hello", "2020-01-01T25", "now", "20"])
def test_texts_that_are_no_dates(text):
    @nb.njit
    def wrong():
        return np.datetime64(text)

    with pytest.raises(TypingError, match="datetime string|time at which"):
        wrong()


def test_what_has_no_meaning_is_refused():
    def refused(function, *arguments):
        with pytest.raises(TypingError):
            nb.njit(function)(*arguments)

    refused(lambda a: a + a, D(1, "D"))
    refused(lambda a, b: a + b, T(1, "D"), T(1, "M"))
    refused(lambda a, b: a < b, D(1, "D"), T(1, "D"))
    refused(lambda n: np.datetime64(n), 3)
    refused(lambda n: np.datetime64(n, "x"), 3)
    refused(lambda n: np.timedelta64(n, "D"), 3.5)
    refused(lambda a: np.sin(a), T(1, "D"))
    refused(lambda a: np.isnat(a), 3.0)
    refused(lambda a: a**2, np.zeros(2, "m8[s]"))
    refused(lambda a: a.sum(), np.zeros(2, "M8[s]"))

    def store(a):
        a[0] = np.timedelta64(3, "D")

    refused(store, np.zeros(2))
    refused(store, np.zeros(2, "M8[D]"))
    refused(store, np.zeros(2, "m8[M]"))


FUNCTIONS = [compiled(each) for each in (
    lambda a: (a.min(), a.max(), np.min(a, axis=0), np.max(a, axis=-1), np.ptp(a), np.nanmin(a), np.nanmax(a)),
    lambda a: (a.argmin(), a.argmax(), np.argmin(a, axis=0), np.any(a), np.all(a), np.count_nonzero(a)),
    lambda a: (np.sort(a), np.argsort(a, axis=0, kind="stable"), np.partition(a.ravel(), 2)[2]),
    lambda a: (np.unique(a), np.unique(a, return_counts=True), np.unique(a, return_inverse=True)[1]),
    lambda a: (np.diff(a), np.isnat(a), np.isnan(a), np.isfinite(a), np.isinf(a), np.isin(a, a.ravel()[:2])),
    lambda a: (np.where(a > a.ravel()[1], a, a.ravel()[0]), a[a > a.ravel()[1]], a[np.array([0, 1])]),
    lambda a: (np.concatenate((a, a)), np.stack((a, a)), np.append(a, a), np.repeat(a, 2), np.roll(a, 1), np.flip(a)),
    lambda a: (np.zeros_like(a), np.full(3, a.ravel()[0]), np.array([a.ravel()[0], a.ravel()[1]]), a.copy(), a.T),
    lambda a: (np.clip(a, a.ravel()[1], a.ravel()[0]), np.maximum.accumulate(a), np.minimum.reduce(a)),
    lambda a: (np.searchsorted(np.sort(a.ravel()), a), np.intersect1d(a, a.ravel()[:3]), np.array_equal(a, a)),
    lambda a: (np.sum(a), a.sum(axis=0), np.sum(a, keepdims=True), np.mean(a), a.mean(axis=0), np.cumsum(a)),
    lambda a: (np.median(a), np.abs(a), np.sign(a), -a, +a, a * 3, a / 2, a // 2, a / 2.5, a // a, a / a, a % a),
    lambda a: np.prod(a),
    lambda a: np.std(a),
    lambda a: np.round(a),
    lambda a: a.size if a.dtype == np.dtype("m8[s]") else -1,
)]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: str(function.py_func.__code__.co_firstlineno))
@pytest.mark.parametrize("dtype", ["M8[D]", "m8[s]"])
def test_functions(function, dtype):
    some = np.array([5, 3, NAT, 1, 9, 3], np.int64).view(dtype)
    whole = np.array([5, -3, 7, 1, -9, 3], np.int64).view(dtype)
    for a in (some, whole, some.reshape(3, 2).T):
        check(function, a)


def test_ranges():
    for function, arguments in (
        (lambda a, b: np.arange(a, b), (D(3, "D"), D(8, "D"))),
        (lambda a, b: np.arange(a, b), (D(3, "D"), D(80, "h"))),
        (lambda a, b, c: np.arange(a, b, c), (D(3, "D"), D(8, "D"), T(36, "h"))),
        (lambda a, b, c: np.arange(a, b, c), (D(8, "D"), D(3, "D"), T(-1, "D"))),
        (lambda a, b: np.arange(a, b, 2), (D(3, "D"), 9)),
        (lambda a, b: np.arange(a, b, 2), (T(3, "D"), 9)),
        (lambda a, b: np.arange(a, b), (D(3, "D"), T(29, "h"))),
        (lambda a: np.arange(a), (T(9, "D"),)),
        (lambda: np.arange(1, 5, 2, dtype="M8[D]"), ()),
        (lambda a, b: np.arange(a, b), (D("NaT", "D"), D(3, "D"))),
    ):
        check(nb.njit(function), *arguments)


def test_arrays_are_made_and_written():
    @nb.njit
    def make(n):
        days = np.empty(n, "datetime64[D]")
        spans = np.zeros((n, 2), np.dtype("m8[s]"))
        for i in range(n):
            days[i] = np.datetime64("2020-02-27") + np.timedelta64(i, "D")
            spans[i, 0] = i
            spans[i, 1] = np.timedelta64(i, "h")
        spans[0] = np.timedelta64("NaT")
        days[1:2] = np.datetime64("2020-01")
        return days, spans, np.full((2, 2), np.datetime64("2001-01-01T01")), np.ones(2, "m8[ms]")

    check(make, 4)


def test_accumulated_in_a_loop():
    @nb.njit
    def total(spans, limit):
        sum = np.timedelta64(0, "ms")
        late = 0
        for span in spans:
            if span > limit:
                late += 1
            if not np.isnat(span):
                sum += span
        return sum, late, bool(sum), bool(np.timedelta64(0, "s")), max(spans[0], limit), abs(spans[1])

    check(total, np.array([5, -3, NAT, 8], np.int64).view("m8[s]"), T(4, "s"))


DAY = D("2021-05-05")
STEP = T(7, "h")
DAYS = np.arange("2020-01-01", "2020-01-05", dtype="M8[D]")


def test_globals_tuples_and_lists():
    @nb.njit
    def constants(i):
        return DAY + STEP, DAYS[i] - DAY, (DAY, STEP, None)[0], D("NaT") == D("NaT"), DAY in (DAY, DAYS[0])

    for i in range(4):
        check(constants, i)

    @nb.njit
    def pair(p):
        x, y = p
        return y - x, (y, x)

    check(pair, (D(3, "D"), D(5, "D")))

    @nb.njit
    def collected(dates):
        found = [dates[0]]
        for date in dates[1:]:
            if date not in found:
                found.append(date)
        found.sort()
        return len(found), found[0], found[-1], min(found), np.array(found)

    check(collected, np.array([7, 3, 7, 5], np.int64).view("M8[D]"))


def test_dictionaries_and_typed_lists():
    @nb.njit
    def count(dates):
        counts = {}
        for date in dates:
            counts[date] = counts.get(date, 0) + 1
        return len(counts), counts[dates[0]]

    check(count, np.array([7, 3, 7, 5], np.int64).view("M8[D]"))

    listed = nb.typed.List()
    listed.append(D(5, "D"))
    listed.append(D(8, "D"))
    assert listed[1] == D(8, "D")
    assert listed[0].dtype == np.dtype("M8[D]")


def test_records():
    dtype = np.dtype([("when", "M8[s]"), ("took", "m8[ms]"), ("x", "f8")])
    events = np.zeros(3, dtype)
    events["when"] = np.arange(3).astype("M8[s]")

    @nb.njit
    def change(events):
        for i in range(len(events)):
            events[i].took = np.timedelta64(i, "s")
            events[i]["when"] += events[i].took
        return events["when"].max(), events[1].took

    expected = events.copy()
    assert same(change.py_func(expected.view(np.recarray)), change(events))
    assert np.array_equal(expected, events)


def test_texts():
    @nb.njit
    def texts(a, b):
        return str(a), str(b), f"{a} {b!s}", repr(a)

    for unit in [*UNITS, "25s", "7D", "3M"]:
        for number in (5, -123456, NAT):
            date, span = dated(True, number, unit), dated(False, number, unit)
            if unit == "Y" and number < 0:
                continue
            assert texts(date, span) == (str(date), str(span), f"{date} {span}", repr(date)), (date, span)
            assert texts(span, date)[3] == repr(span)


def test_types_and_signatures():
    assert nb.typeof(D(1, "ns")) == types.NPDatetime("ns")
    assert nb.typeof(np.zeros(2, "m8[25s]")) == types.NPTimedelta("25s")[::1]
    assert str(types.NPDatetime("D")[:]) == "array(datetime64[D], 1d, A)"

    signature = types.NPDatetime("us")(types.NPDatetime("ms"), types.NPTimedelta("us"))
    for written in (signature, "NPDatetime('us')(NPDatetime('ms'), NPTimedelta('us'))"):
        added = nb.njit(written)(operator_add)
        assert same(D(1, "ms") + T(2, "us"), added(D(1, "ms"), T(2, "us")))
        with pytest.raises(TypeError):
            added(D(1, "ms"), 3.5)

    rows = nb.njit("NPTimedelta('s')(NPTimedelta('s')[:])")(lambda a: a[0])
    assert same(T(3, "s"), rows(np.array([3]).view("m8[s]")))
    assert types.NPDatetime("D")("2020-01-01") == D("2020-01-01")


def operator_add(a, b):
    return a + b


def test_dtypes_as_arguments():
    @nb.njit
    def made(dtype):
        return np.zeros(2, dtype)

    for dtype in (np.dtype("M8[D]"), np.dtype("m8[25s]"), np.dtype("M8[ns]"), np.dtype("f4")):
        check(made, dtype)


def test_layouts_and_unaligned():
    doubled = nb.njit(lambda a: a + a)
    base = np.arange(12).view("m8[s]").reshape(3, 4)
    packed = np.zeros(4, np.dtype([("a", "i1"), ("t", "m8[s]")]))
    packed["t"] = np.arange(4).astype("m8[s]")
    readonly = base.copy()
    readonly.flags.writeable = False
    for a in (base, base.T, base[:, ::2], base[::-1], packed["t"], np.array(T(3, "s")), readonly, base[:0]):
        check(doubled, a)
    with pytest.raises(TypingError, match="byte order"):
        doubled(base.astype(">m8[s]"))


def test_ufuncs_with_out_and_where():
    @nb.njit
    def written(a, b, mask):
        out = np.zeros_like(a)
        np.add(a, b, out=out)
        np.subtract(out, b, out=out, where=mask)
        a += b
        return out, a

    def arguments():
        return np.arange(4).astype("M8[s]"), np.arange(4).astype("m8[m]"), np.array([True, False, True, False])

    assert same(written.py_func(*arguments()), written(*arguments()))
    check(nb.njit(lambda a, b: np.divmod(a, b)), np.array([7, -7, NAT]).view("m8[s]"), np.array([2, 0, 1]).view("m8[s]"))


def test_parallel():
    @nb.njit(parallel=True)
    def late(days, limit):
        count = 0
        for i in nb.prange(len(days)):
            if days[i] > limit:
                count += 1
        return count, (days - limit).sum(), days.max()

    check(late, np.arange(20000).astype("M8[D]"), D(70, "D"))


def test_vectorized():
    signature = types.NPTimedelta("s")(types.NPTimedelta("s"), types.int64)
    for written in (signature, "NPTimedelta('s')(NPTimedelta('s'), int64)"):
        times = nb.vectorize([written])(lambda a, b: a * b)
        spans = np.array([1, -5, NAT, 7], np.int64).view("m8[s]")
        assert same(spans * 3, times(spans, 3))
        assert same(T(6), times(T(2), 3))
        # Other units are converted, as NumPy casts them.
        assert same(spans.astype("m8[m]").astype("m8[s]") * 3, times(spans.astype("m8[m]"), 3))
        with pytest.raises(TypeError):
            times(np.zeros(2, "m8[M]"), 3)

    later = nb.vectorize(["NPDatetime('D')(NPDatetime('D'), NPTimedelta('D'))"])(lambda a, b: a + b)
    days = np.arange(6).astype("M8[D]").reshape(2, 3)
    assert same(days + T(2, "D"), later(days, T(2, "D")))
    assert same(days[:, ::2] + T(2, "W"), later(days[:, ::2], T(2, "W")))

    @nb.njit
    def inside(days, span):
        return later(days, span)

    assert same(days + T(2, "D"), inside(days, T(2, "D")))


def test_cached(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMLIR_CACHE_DIR", str(tmp_path))
    first = nb.njit(cache=True)(operator_add)
    second = nb.njit(cache=True)(operator_add)
    for unit in ("D", "s"):
        assert same(D(3, unit) + T(5, unit), first(D(3, unit), T(5, unit)))
        assert same(D(3, unit) + T(5, unit), second(D(3, unit), T(5, unit)))


def test_common_units():
    def unit(a, b, kind="m"):
        joined = nb.njit(lambda a, b: np.maximum(a, b))
        arguments = np.zeros(1, f"{kind}8[{a}]"), np.zeros(1, f"{kind}8[{b}]")
        check(joined, *arguments)
        return np.datetime_data(joined(*arguments).dtype)

    assert unit("25s", "10s") == ("s", 5)
    assert unit("2W", "21D") == ("D", 7)
    assert unit("generic", "7D") == ("D", 7)
    assert unit("Y", "ns", "M") == ("ns", 1)
    assert unit("3M", "25s", "M") == ("s", 25)
    for a, b, words in (("M", "D", "nonlinear"), ("W", "as", "overflow")):
        with pytest.raises(TypingError, match=words):
            unit_of = nb.njit(lambda a, b: np.maximum(a, b))
            unit_of(np.zeros(1, f"m8[{a}]"), np.zeros(1, f"m8[{b}]"))
