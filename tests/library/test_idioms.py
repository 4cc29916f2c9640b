"""What scientists write between the loops, many uses in one function: each is compiled and compared with CPython's and NumPy's."""

import numpy as np
import pytest
from compare import check

from numlir import njit

TABLE = np.arange(12.0).reshape(3, 4)
RECORD = np.dtype([("x", "i4"), ("y", "f8"), ("n", [("a", "i2"), ("b", "f4")])])
RECORDS = np.array([(1, 2.5, (3, 4.0)), (5, 6.5, (7, 8.0))], RECORD)
PROGRAMS = []


def program(*arguments):
    def note(function):
        PROGRAMS.append(pytest.param(njit(function), arguments, id=function.__name__))
        return function

    return note


@program(TABLE)
def softmax(a):
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return e / e.sum(axis=1)[:, None]


@program(TABLE)
def standardised(a):
    return (a - a.mean(0)) / a.std(0, ddof=1)


@program(TABLE)
def sums_of_rows(a):
    return [row.sum() for row in a]


@program(TABLE)
def masks(a):
    b = a.copy()
    b[b > 5] = 0
    b[b == 3] *= 10
    b[:, ::2][b[:, ::2] == 0] = -1
    return b


@program(TABLE)
def distances(a):
    return np.sqrt(((a[:, None, :] - a[None, :, :]) ** 2).sum(-1))


@program(np.array([1, 2, 3]))
def one_hot(a):
    z = np.zeros((a.size, 5), dtype=np.int8)
    z[np.arange(a.size), a] = 1
    return z


@program(TABLE)
def fancy_indices(a):
    return (
        a[[0, 2]],
        a[[0, 2], [1, 3]],
        a[np.ix_([0, 2], [1, 3])],
        a[-1, ...],
        a[..., None].shape,
        a[:, [True, False, True, False]],
    )


@program(RECORDS)
def fields_of_records(r):
    s = 0.0
    for e in r:
        s += e["x"] * e["y"] + e["n"]["b"]
    r["x"] += 1
    r[0]["y"] = 9
    r["n"]["a"][1] = 3
    return (s, r["y"].sum(), r[r["x"] > 2]["y"], r["n"]["b"])


@program(RECORDS)
def columns_of_records(r):
    return (np.sort(r["y"])[::-1], r["y"].argmax(), r["x"][0])


@program(TABLE)
def parts_of_complex(a):
    out = np.empty_like(a, dtype=np.complex64)
    out.real = a
    out.imag = -a
    return (out, out.conj().T @ out)


@program(TABLE)
def in_place(a):
    a += 1
    a[1:] *= a[:-1]
    a[::-1] -= a
    a **= 2
    a //= 3
    a %= 7
    return a


@program(np.arange(10, dtype=np.uint8))
def bytes_(a):
    return (
        a * 2,
        a - 3,
        -a,
        a << 2,
        ~a,
        a / 2,
        a ** 2,
        a % 3,
        a.sum(),
        a.mean(),
        np.cumsum(a),
        a.astype(np.int8),
    )


@program(np.arange(10, dtype=np.float32))
def singles(a):
    return (
        a * 2.5,
        a.mean(),
        a.var(),
        np.float64(2) * a,
        a + 1j,
        a.sum(dtype=np.float64),
        np.median(a),
        np.percentile(a, [10, 90]),
    )


@program(np.array([True, False, True]))
def bools(b):
    return (
        b.sum(),
        b.mean(),
        b | ~b,
        b ^ True,
        b & b,
        b.any(),
        b * 3,
        np.count_nonzero(b),
        b.astype(int),
        np.where(b)[0],
        b.argmax(),
        np.cumsum(b),
        +b.astype(np.int8),
    )


@program(np.array(5.0), np.array([1.0, 2.0]))
def without_axes(a, b):
    return (a + b, a * 2, a[()], a.item(), float(a), a.shape, a.reshape(1, 1), np.sum(a), b + a[...])


@program()
def creation():
    return (
        np.array([[1, 2], [3, 4.5]]),
        np.array([(1, 2), (3, 4)]),
        np.array([]),
        np.zeros((2, 0)),
        np.full((2, 2), 1 + 2j),
        np.eye(3, 4, k=-1),
        np.arange(10, 0, -3),
        np.arange(0.0, 1, 0.25),
        np.linspace(0, 1, 5)[::2],
        np.ones(3, dtype="f4"),
        np.empty((0,)),
        np.array(3).ndim,
        np.identity(2, dtype=np.int8),
        np.array([np.arange(2), np.arange(2)]),
    )


@program(TABLE)
def shapes(a):
    return (
        a.reshape(-1, 2),
        a.reshape(2, -1, 3).shape,
        a.T.ravel(),
        a.flatten("F"),
        a.reshape((4, 3), order="F"),
        np.ravel(a, "F"),
        a.T.copy().flags.c_contiguous,
        a.size,
        a.nbytes,
        len(a),
        a.ndim,
        a.itemsize,
        a.transpose(1, 0).shape,
        np.moveaxis(a, 0, -1),
        np.expand_dims(a, (0, 2)).shape,
    )


@program(TABLE)
def statistics(a):
    return (
        np.average(a, axis=0, weights=np.array([1, 2, 3])),
        np.cov(a),
        np.corrcoef(a),
        np.histogram(a, bins=3),
        np.histogram(a, bins=np.array([0.0, 5, 20])),
        np.quantile(a, [0.1, 0.5], axis=1),
        np.ptp(a, 0),
        np.nanmean(np.where(a > 3, a, np.nan), axis=0),
        np.bincount(np.array([1, 1, 2])),
        np.digitize(a, [1, 5]),
    )


@program(TABLE)
def iteration(a):
    s = 0.0
    for i, row in enumerate(a):
        for j, v in enumerate(row):
            s += i * v - j
    for idx, v in np.ndenumerate(a):
        s += idx[0] * v + idx[1]
    for i, j in np.ndindex(a.shape):
        s += a[i, j]
    for i, j in np.ndindex(2, 3):
        s += i * j
    for v in a.flat:
        s += v
    for v in np.nditer(a):
        s += v.item()
    for x, y in zip(a[0], a[1]):
        s += x * y
    return s


@program(np.array([3, 1, 2]))
def sorting(a):
    b = np.sort(a)[::-1]
    i = np.argsort(-a)
    u, c = np.unique(np.array([1, 1, 3]), return_counts=True)
    a.sort()
    return (
        a,
        b,
        i,
        u,
        c,
        np.searchsorted(a, [2, 5], side="right"),
        sorted(a),
        sorted([3, 1, 2], reverse=True),
        np.lexsort((a, b)),
    )


@program(TABLE[:3, :3] + np.eye(3) * 10)
def linear_algebra(m):
    return (
        np.linalg.solve(m, np.ones(3)),
        np.linalg.inv(m),
        np.linalg.det(m),
        np.linalg.norm(m),
        np.linalg.norm(m, axis=1),
        np.linalg.norm(m, ord=1),
        np.linalg.norm(m[0], np.inf),
        np.trace(m),
        m @ m[0],
        m.dot(m),
        np.linalg.matrix_power(m, 2),
        np.linalg.cond(m),
        np.linalg.matrix_rank(m),
        np.linalg.qr(m)[1].shape,
        np.linalg.slogdet(m)[1],
        np.linalg.pinv(m),
        np.linalg.lstsq(m, np.ones(3))[0],
    )


@program(TABLE)
def manipulation(a):
    return (
        np.concatenate((a, a), axis=1),
        np.concatenate([a, a]),
        np.stack((a, a), -1),
        np.hstack([a, a[:, :1]]),
        np.vstack((a, a[0])),
        np.column_stack((a[:, 0], a[:, 1])),
        np.roll(a, 1, axis=0),
        np.roll(a, (1, 2), (0, 1)),
        np.flip(a, 1),
        np.rot90(a),
        np.tile(a[0], (2, 2)),
        np.repeat(a, 2, axis=0),
        np.pad(a, ((1, 0), (0, 2))),
        np.delete(a, 1, 0),
        np.insert(a[0], [1, 2], 9.0),
        np.append(a, a[:1], axis=0),
        np.split(a, 2, axis=1)[1],
        np.diff(a, axis=0),
        np.gradient(a[0]),
        np.outer(a[0], a[1]),
        np.tril(a),
        np.meshgrid(a[0], a[:, 0])[0].shape,
        np.take(a, [0, 2], axis=1),
        np.compress([True, False, True], a, axis=0),
        np.array_split(a[0], 3)[2],
        np.block([[a, a], [a, a]]).shape,
    )


@program(TABLE)
def operators(a):
    return (
        a > 3,
        (a > 3) & (a < 7),
        a == a.T.T,
        -a,
        abs(a - 5),
        a // 2,
        a % 3,
        divmod(a, 4)[1],
        2 ** a,
        a ** (-1.0),
        np.hypot(a, a),
        np.maximum(a, 5),
        np.clip(a, 2, 7),
        a.clip(max=4),
        np.round(a / 3, 2),
        np.sign(a - 4),
        np.isclose(a, a + 1e-09),
        np.allclose(a, a),
        np.logical_not(a),
        np.floor(a / 2),
        np.nan_to_num(a / 0.0),
        np.fmod(a, 3),
        np.arctan2(a, 1),
        np.mod(-a, 3),
    )


@program(TABLE)
def destinations(a):
    o = np.empty_like(a)
    np.add(a, 1, out=o)
    np.sqrt(a, o)
    np.multiply(a, 2, out=o, where=a > 3)
    s = np.empty(3)
    a.sum(1, out=s)
    np.cumsum(a, axis=0, out=o)
    np.dot(a, a.T, out=np.empty((3, 3)))
    return (o, s)


@program(TABLE)
def functions_in_functions(a):
    f = lambda x, p=2: x ** p
    def g(v):
        return f(v).sum() + a[0, 0]
    return (
        g(a),
        [f(x) for x in (1.0, 2.5)],
        sum([x for x in a[0] if x > 1]),
        max(a[0]),
        min(a[1]),
        any(a[0] > 1),
        all(a[0] > 1),
        sum(a[0]),
    )


@program([1, 2, 3], [1.5, 2.5])
def lists(l, m):
    l.append(4)
    l.extend([5, 6])
    l.insert(0, 9)
    x = l.pop()
    l.remove(2)
    l.reverse()
    m[0] = 7.0
    del l[0]
    l[1:2] = [8, 8]
    return (
        l,
        x,
        l.index(8),
        l.count(8),
        8 in l,
        l + [1],
        l * 2,
        l[::-1],
        len(l),
        sum(m),
        np.array(l),
        l == [1],
        [i for i, v in enumerate(l) if v % 2],
        list(range(3)),
        list(zip(l, m)),
    )


@program({1, 2, 3}, {3, 4})
def sets(a, b):
    a.add(7)
    a.discard(1)
    return (
        a | b,
        a & b,
        a - b,
        a ^ b,
        3 in a,
        len(a),
        sorted(a),
        a.issubset(b),
        {x * 2 for x in b},
        max(a),
    )


@program("héllo", "wörld")
def strings(a, b):
    return (
        a + b,
        a[1],
        a[::-1],
        len(a),
        a < b,
        a.upper(),
        f"{a}-{len(b)}",
        str(12),
        str(1.5),
        a in b,
        "l" in a,
        a.find("l"),
        a.split("l"),
        " x ".strip(),
        "-".join([a, b]),
        a * 2,
        a.replace("l", "L"),
        a.startswith("h"),
        a == "héllo",
        [c for c in a],
        a.count("l"),
        str(True),
        int("12"),
        float("1.5"),
        f"{1 + 1}{a!r}",
        a.isalpha(),
        ord(a[0]),
        chr(65),
        a.zfill(8),
        a.center(9, "*"),
    )


@program((1, 2.5, "a"), (1, 2, 3))
def tuples(a, b):
    x, r = b[0], b[1:]
    return (
        a[2],
        b[1:],
        b + (4,),
        len(a),
        b == (1, 2, 3),
        max(b),
        sum(b),
        b[-1],
        x,
        r,
        (a, b),
        b.index(2),
        b.count(1),
        2 in b,
        [i for i in b],
        sorted(b),
        b * 2,
        b < (1, 3),
    )


@program(TABLE)
def aliases(a):
    x = a[0]
    x += 1
    y = a.T
    y[0] = 5
    z = a.reshape(-1)
    z[-1] = 99
    w = a[1:, ::-1]
    w[...] = w * 2
    v = a.diagonal().sum()
    np.fill_diagonal(a, 0)
    return (a, v)


@program(TABLE)
def signals(a):
    return (
        np.convolve(a[0], [1, 2, 1], "same"),
        np.interp(2.5, a[0], a[1]),
        np.interp([1.0, 9], a[0], a[1]),
        np.trapezoid(a[0], dx=0.5),
        np.cross(a[0, :3], a[1, :3]),
        np.kron(np.eye(2), a[:2, :2]),
        np.polyfit(a[0], a[1], 1),
        np.polyval([1, 2], 3.0),
        np.einsum("ij,kj->ik", a, a),
        np.tensordot(a, a, ((1,), (1,))),
        np.vander(a[0], 3),
        np.inner(a, a),
        np.vdot(a, a),
        np.correlate(a[0], [1.0, 2], "full"),
        np.fft.rfft(a[0]),
        np.ediff1d(a[0]),
    )


@program(np.array([1 + 2j, 3 - 4j], dtype=np.complex64))
def complex_numbers(z):
    return (
        z.real,
        z.imag,
        abs(z),
        np.angle(z),
        z.conj(),
        z * 1j,
        z ** 2,
        z.sum(),
        np.exp(z),
        z == z.conj(),
        z.mean(),
        np.abs(z).dtype.itemsize,
        z / 2,
        np.real(z),
        z.astype(np.complex128),
        np.sqrt(z),
        np.vdot(z, z),
        z.prod(),
    )


@program(TABLE)
def sets_of_values(a):
    return (
        np.union1d(a, [1.0, 99]),
        np.intersect1d(a, a[0]),
        np.setdiff1d(a, a[0]),
        np.isin(a, [1.0, 2]),
        np.unique(a % 3),
        np.argwhere(a > 9),
        np.flatnonzero(a > 9),
        np.nonzero(a > 9),
        np.extract(a > 9, a),
        np.where(a > 5, a, -1),
        np.select([a > 9, a > 5], [1, 2], default=0),
        np.choose([0, 1, 0], [[1, 2, 3], [4, 5, 6]]),
    )


@program(np.arange(24).reshape(2, 3, 4))
def three_axes(a):
    return (
        a.sum((0, 2)),
        a.max(axis=-1),
        a.mean(axis=(0, 1), keepdims=True),
        a.argmax(axis=1),
        np.any(a > 20, axis=(1, 2)),
        a.swapaxes(0, 2).shape,
        a[:, 1],
        a[..., -1],
        a[0, ::-1, ::2],
        np.moveaxis(a, (0, 1), (-1, -2)).shape,
        a.cumsum(axis=1),
        a.prod(axis=0),
        a.std(axis=2),
        a[a % 2 == 0].sum(),
        a[1, [0, 2]],
        a[:, [0, 2], 1],
        a[[0, 1], :, [1, 2]],
        np.median(a, axis=1),
        a.transpose(2, 0, 1)[1],
    )


@pytest.mark.parametrize(("function", "arguments"), PROGRAMS)
def test_programs_give_what_numpy_gives(function, arguments):
    check(function, *arguments, tolerance=1e-6)
