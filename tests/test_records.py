"""Records whose fields are arrays, and signatures of records: compared with NumPy."""

import enum
import operator

import numpy as np
import pytest

import numlir as nb

POINT = np.dtype([("name", "i4"), ("position", "f8", (3,)), ("frame", "i2", (2, 3))])
ALIGNED = np.dtype([("flag", "?"), ("items", [("a", "i8"), ("b", "f4")], (2, 2))], align=True)


def points(count=4):
    a = np.zeros(count, POINT)
    a["name"] = np.arange(count)
    a["position"] = np.arange(count * 3).reshape(count, 3) / 2
    a["frame"] = np.arange(count * 6).reshape(count, 2, 3)
    return a


def whole(a):
    return a["position"], a["frame"]


def of_one(a, i):
    return a[i]["position"], a[i]["frame"][1], a[i]["frame"][1, 2], a["frame"][i, 0]


def of_slice(a):
    return a[::2]["frame"][:, 1], a[1:]["position"].sum()


def written(a):
    a["position"][1] = 7.5
    a[0]["frame"][1] = np.array([1, 2, 3])
    a[2]["position"] = np.array([9.0, 8.0, 7.0])
    a[3]["frame"] = -1
    a[1]["frame"][0, 2] = 5
    return a


def copied(a):
    a[0] = a[3]
    return a


@pytest.mark.parametrize("function", [whole, of_slice, written, copied])
def test_fields_that_are_arrays(function):
    ours, theirs = function.__call__(points()), nb.njit(function)(points())
    for a, b in zip(ours if isinstance(ours, tuple) else [ours], theirs if isinstance(theirs, tuple) else [theirs]):
        assert np.asarray(a).dtype == np.asarray(b).dtype and np.array_equal(a, b)


def test_fields_of_one_record():
    for index in (0, 2, -1):
        for a, b in zip(of_one(points(), index), nb.njit(of_one)(points(), index)):
            assert np.array_equal(a, b)


def test_a_field_is_a_view():
    a = points()
    view = nb.njit(lambda a: a["frame"])(a)
    view[2, 1, 0] = 99
    assert a["frame"][2, 1, 0] == 99 and view.shape == (4, 2, 3)


def test_records_within_arrays_within_records():
    @nb.njit
    def total(a):
        result = 0.0
        for i in range(a.shape[0]):
            for j in range(2):
                for k in range(2):
                    result += a[i]["items"][j, k]["a"] * a[i]["items"][j, k]["b"]
        return result

    a = np.zeros(3, ALIGNED)
    a["items"]["a"] = np.arange(12).reshape(3, 2, 2)
    a["items"]["b"] = 0.5
    assert total(a) == 33.0
    with pytest.raises(IndexError):
        nb.njit(lambda a, i: a[0]["items"][i, 0]["a"])(a, 2)


def test_a_field_that_is_not_there_is_named():
    with pytest.raises(nb.errors.TypingError, match="Field 'x' was not found in record with fields \\('name', 'position', 'frame'\\)"):
        nb.njit(lambda a: a["x"])(points())


def test_records_in_signatures_are_of_either_class():
    dtype = np.dtype([("x", "f8"), ("n", "i4")])
    f = nb.njit(nb.types.float64(nb.from_dtype(dtype)[:]))(lambda a: a[1].x)
    plain, records = np.ones(2, dtype), np.ones(2, dtype).view(np.recarray)
    assert f(plain) == 1.0 == f(records)


@pytest.mark.parametrize("name", "add sub mul truediv floordiv mod pow and_ or_ xor lshift rshift eq ne lt le gt ge".split())
def test_operators_as_functions(name):
    function = getattr(operator, name)
    compiled = nb.njit(lambda a, b: function(a, b))
    for a, b in [(7, 2), (6, 3), (1, 5)]:
        assert compiled(a, b) == function(a, b)
    inplace = getattr(operator, f"i{name.rstrip('_')}", None)
    if inplace is not None:
        assert nb.njit(lambda a, b: inplace(a, b))(7, 2) == function(7, 2)
    if name in ("truediv", "floordiv", "mod"):
        with pytest.raises(ZeroDivisionError):
            compiled(1, 0)


def test_operators_of_one_operand():
    for function in (operator.neg, operator.pos, operator.invert, operator.not_, operator.truth):
        assert nb.njit(lambda a: function(a))(5) == function(5)
    others = nb.njit(lambda a, b: (operator.is_(a, None), operator.contains(a, b), operator.getitem(a, 1), operator.concat((b,), (3,))))
    assert others(np.arange(3), 2) == (False, True, 1, (2, 3))


RECORDS = points().view(np.recarray)
RECORD = points()[2]
TABLES = (np.arange(3), (np.ones((2, 2)), 4), points())


def test_global_records_and_tuples_that_hold_arrays():
    @nb.njit
    def f(i):
        return RECORDS[i].position[1], RECORD["frame"][1, 2], TABLES[0][i], TABLES[1][0].sum() + TABLES[1][1], TABLES[2]["name"][i]

    assert f(1) == (RECORDS[1].position[1], RECORD["frame"][1, 2], 1, 8.0, 1)
    with pytest.raises(nb.errors.TypingError, match="Cannot modify readonly array of type"):

        @nb.njit("void()")
        def write():
            TABLES[0][0] = 1


class Level(enum.IntEnum):
    LOW = 0
    HIGH = 2


def test_members_of_integer_enumerations_are_integers():
    f = nb.njit("int64(int64[:])")(lambda a: a[Level.HIGH] + Level.LOW)
    assert f(np.arange(3) * 5) == 10
    g = nb.njit((nb.types.int64[:], nb.types.IntEnumMember(Level, nb.types.int64)))(lambda a, i: a[i])
    assert g(np.arange(3) * 5, Level.HIGH) == 10


PAIR = np.dtype([("x", "i4"), ("y", "f8")])


@nb.njit
def made_of_tuples(k):
    return np.array([(1, 2.5), (k, 4.0)], dtype=PAIR), np.array([(i, i * 0.5) for i in range(k)], PAIR)


@nb.njit
def joined(r):
    return np.concatenate((r, r)), np.stack((r, r[::-1])), np.append(r, r[:1]), np.array([r[1], r[0]], PAIR), np.ones_like(r), np.ones(2, r.dtype)


def test_arrays_of_tuples_and_of_other_records():
    for function, argument in ((made_of_tuples, 3), (joined, np.array([(1, 2.5), (3, 4.5)], PAIR))):
        for ours, theirs in zip(function(argument), function.py_func(argument)):
            assert ours.dtype == theirs.dtype and ours.tolist() == theirs.tolist()


@pytest.mark.parametrize(
    "function",
    [
        lambda r: r.astype(np.float64),
        lambda r: np.linalg.norm(r),
        lambda r: float(r[0]),
        lambda r: r.fill(0),
        lambda r: np.round(r),
        lambda r: np.histogram(r),
        lambda r: np.cumsum(r),
        lambda r: r * r["x"],
        lambda r: r.clip(0, 1),
        lambda r: np.where(r["x"] > 1, r, r),
    ],
)
def test_records_are_no_numbers(function):
    with pytest.raises(nb.errors.NumlirError) as caught:
        nb.njit(function)(np.zeros(2, PAIR))
    assert "compiler-fault" not in str(caught.value)


def test_fields_by_number():
    @nb.njit
    def fields(r):
        r[0] = r[0] + 1
        r[-1] = 7
        return r[0], r[1]

    record = np.array([(1, 2.5)], PAIR)
    assert fields(record[0]) == (2, 7.0) and record.tolist() == [(2, 7.0)]
    with pytest.raises(nb.errors.TypingError, match="too many indices"):
        nb.njit(lambda r: r[2])(record[0])


@nb.njit
def copied(a):
    return np.copy(a), a.copy(), np.concatenate((a, a)), a.T.copy()


def test_copies_of_rows_of_records():
    """Rows of up to eight places are copied by vectors, which hold no records."""
    room = np.zeros((40, 8), np.dtype([("a", "i4"), ("x", "f8"), ("z", "c8", 2)]))
    room["x"] = np.arange(320).reshape(40, 8)
    for a in (room[:, :3], room[::2, ::-2], room[:20], room[::-1]):
        for ours, theirs in zip(copied(a), copied.py_func(a), strict=True):
            np.testing.assert_array_equal(ours, theirs)
