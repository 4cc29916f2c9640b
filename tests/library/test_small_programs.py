"""Small programs as users of packages for science write them, beside NumPy."""

import numlir as nb
import numpy as np
import pytest
from compare import check

RNG = np.random.default_rng(0)
X = RNG.normal(size=(30, 4))
LABELS = RNG.integers(0, 3, 30)
WEIGHTS = RNG.random(30)
TIMES = np.sort(RNG.random(30))
IMAGE = RNG.random((12, 10))
PROGRAMS = {}


def program(*arguments):
    def note(function):
        PROGRAMS[function.__name__] = nb.njit(function), arguments
        return function

    return note


@program(X)
def principal_components(a):
    mu = a.mean(axis=0, keepdims=True)
    sd = a.std(axis=0, ddof=1, keepdims=True)
    z = (a - mu) / np.where(sd == 0, 1.0, sd)
    u, s, vt = np.linalg.svd(z, full_matrices=False)
    return np.abs(z @ vt.T), s**2 / (len(a) - 1)


@program(X, LABELS)
def class_means(a, b):
    classes, counts = np.unique(b, return_counts=True)
    means = np.empty((classes.size, a.shape[1]))
    for k, c in enumerate(classes):
        means[k] = a[b == c].mean(axis=0)
    d = ((a[:, None, :] - means[None]) ** 2).sum(-1)
    return classes[d.argmin(axis=1)], counts / counts.sum(), means


@program(X, LABELS)
def ranking_curve(a, b):
    order = np.argsort(a[:, 0], kind="mergesort")[::-1]
    score = a[order, 0]
    distinct = np.where(np.diff(score))[0]
    idx = np.r_[distinct, b.size - 1]
    tps = np.cumsum(b[order] > 0)[idx]
    fps = 1 + idx - tps
    return np.trapezoid(tps, fps), tps, fps


@program(X)
def neighbours(a):
    n = a.shape[0]
    d = np.sqrt(np.maximum(0, (a**2).sum(1)[:, None] + (a**2).sum(1) - 2 * a @ a.T))
    np.fill_diagonal(d, np.inf)
    nn = np.argpartition(d, 3, axis=1)[:, :3]
    nn.sort(axis=1)
    return nn.sum(axis=1), np.take_along_axis(d, nn, axis=1).max()


@program(IMAGE)
def smoothed(a):
    k = np.array([1, 4, 6, 4, 1]) / 16
    out = np.apply_along_axis(lambda r: np.convolve(r, k, mode="same"), 1, a)
    p = np.pad(out, ((2, 2), (0, 0)), mode="reflect")
    win = np.lib.stride_tricks.sliding_window_view(p, 5, axis=0)
    return np.einsum("ijk,k->ij", win, k)


@program(X, LABELS)
def cross_table(a, b):
    edges = np.quantile(a[:, 0], np.linspace(0, 1, 6))
    codes = np.clip(np.searchsorted(edges, a[:, 0], side="right") - 1, 0, 4)
    tab = np.zeros((5, 3), dtype=np.int64)
    np.add.at(tab, (codes, b), 1)
    return tab, tab / tab.sum(axis=1, keepdims=True), np.bincount(codes, weights=a[:, 1], minlength=6)


@program(TIMES)
def rates(a):
    gap = np.diff(a, prepend=0.0)
    rate = np.where(gap > 0, 1 / np.maximum(gap, 1e-9), np.nan)
    return np.nanmedian(rate), np.nanpercentile(rate, [25, 75]), np.flatnonzero(np.isnan(rate))


@program(TIMES)
def spectrum(a):
    f = np.fft.rfft(a - a.mean())
    freq = np.fft.rfftfreq(a.size, d=0.1)
    power = np.abs(f) ** 2
    return freq[power.argmax()], power[1:].sum(), np.fft.irfft(f, n=a.size)


@program(X, LABELS)
def least_squares(a, b):
    A = np.column_stack((np.ones(len(a)), a))
    coef, res, rank, sv = np.linalg.lstsq(A, b.astype(np.float64), rcond=None)
    pred = A @ coef
    return coef, 1 - ((b - pred) ** 2).sum() / ((b - b.mean()) ** 2).sum(), rank


@program(X, WEIGHTS)
def ridge(a, b):
    W = np.diag(b)
    H = a.T @ W @ a + 1e-3 * np.eye(a.shape[1])
    L = np.linalg.cholesky(H)
    return np.linalg.solve(L.T, np.linalg.solve(L, a.T @ b)), 2 * np.log(np.diag(L)).sum()


@program(WEIGHTS, TIMES)
def ranks(a, b):
    r = np.empty_like(a)
    r[np.argsort(a)] = np.arange(1, a.size + 1)
    rank = r.copy()
    return np.corrcoef(rank, b)[0, 1], rank


@program(IMAGE)
def pooled(a):
    q = a.reshape(6, 2, 5, 2).mean(axis=(1, 3))
    up = np.kron(q, np.ones((2, 2)))
    return q, np.abs(a - up).max(), np.roll(up, (1, -1), axis=(0, 1))


@program(IMAGE)
def orientations(a):
    gy, gx = np.gradient(a)
    mag = np.hypot(gx, gy)
    ang = np.rad2deg(np.arctan2(gy, gx)) % 180
    h, e = np.histogram(ang, bins=9, range=(0, 180), weights=mag)
    return h / np.linalg.norm(h), e


@program(X[:8])
def distances(a):
    i, j = np.triu_indices(a.shape[0], k=1)
    d = np.linalg.norm(a[i] - a[j], axis=-1)
    m = np.zeros((a.shape[0], a.shape[0]))
    m[i, j] = d
    return m + m.T


@program(X)
def split(a):
    mask = np.ones(a.shape[0], dtype=bool)
    mask[::3] = False
    train, test = a[mask], a[~mask]
    return train.shape[0], test.mean(0), np.vstack([train, test])[-1]


@program(X, LABELS)
def cross_entropy(a, b):
    e = np.exp(a - a.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    onehot = np.eye(4)[b]
    loss = -np.log(np.clip(p, 1e-12, None))[np.arange(len(b)), b].mean()
    return loss, (p - onehot).T @ a / len(a)


@program(WEIGHTS)
def moving_means(a):
    c = np.cumsum(np.insert(a, 0, 0.0))
    k = 5
    return (c[k:] - c[:-k]) / k, np.convolve(a, np.ones(k), "valid") / k


@program(WEIGHTS - WEIGHTS.mean())
def autoregression(a):
    lag = np.array([np.dot(a[: a.size - k], a[k:]) for k in range(6)])
    T = lag[np.abs(np.arange(5)[:, None] - np.arange(5))]
    return np.linalg.solve(T, lag[1:])


@program()
def grid():
    x = np.linspace(0, 1, 7)
    xx, yy = np.meshgrid(x, x, indexing="ij")
    pts = np.stack([xx.ravel(), yy.ravel()], axis=-1)
    inside = np.all((pts > 0.2) & (pts < 0.9), axis=1)
    return pts[inside], inside.reshape(xx.shape).sum(axis=0)


@program(WEIGHTS, 3)
def bootstrap(a, b):
    g = np.random.default_rng(b)
    idx = g.integers(0, len(a), size=(5, len(a)))
    boot = a[idx].mean(axis=1)
    return np.percentile(boot, [2.5, 97.5]), boot.std(ddof=1)


@program(X)
def clusters(a):
    np.random.seed(1)
    c = a[np.random.choice(len(a), 3, replace=False)]
    for _ in range(5):
        lab = ((a[:, np.newaxis] - c) ** 2).sum(axis=2).argmin(axis=1)
        for k in range(3):
            if np.any(lab == k):
                c[k] = a[lab == k].mean(axis=0)
    return lab, c


@program(WEIGHTS - 0.5)
def runs(a):
    s = np.sign(a)
    runs = np.flatnonzero(np.concatenate(([True], s[1:] != s[:-1], [True])))
    return np.diff(runs), s[runs[:-1]]


@program(X, LABELS)
def group_means(a, b):
    v, inv = np.unique(b, return_inverse=True)
    tot = np.bincount(inv, weights=a[:, 0])
    cnt = np.bincount(inv)
    mx = np.full(v.size, -np.inf)
    np.maximum.at(mx, inv, a[:, 0])
    return tot / cnt, mx, a[:, 0] - (tot / cnt)[inv]


@program(X)
def factored(a):
    Q, R = np.linalg.qr(a)
    w, v = np.linalg.eigh(R.T @ R)
    return np.abs(w), np.allclose(Q.T @ Q, np.eye(4)), np.linalg.matrix_rank(a), np.linalg.cond(R)


@program(TIMES)
def polynomial(a):
    p = np.polyfit(np.arange(a.size), a, deg=3)
    d = np.polyder(p)
    return np.polyval(p, 2.5), np.polyval(d, 1.0), np.sort(np.abs(np.roots(np.append(p[:1], [1.0, -2.0]))))


@program(np.where(X > 2, np.nan, X))
def extremes_of_rows(a):
    out = np.full((a.shape[0], 2), np.nan)
    valid = ~np.isnan(a).any(axis=1)
    out[valid] = np.stack((np.nanmin(a[valid], axis=1), np.nanmax(a[valid], axis=1)), 1)
    return out, np.count_nonzero(~valid), np.isnan(a).sum(axis=0)


@program(X, WEIGHTS)
def winsorised(a, b):
    lo, hi = np.percentile(a, (5, 95), axis=0)
    w = np.clip(a, lo, hi)
    return w.var(axis=0, ddof=1), np.cov(w, rowvar=False), np.average(w, axis=0, weights=b)


@program(TIMES, WEIGHTS)
def binned_sums(a, b):
    bins = np.arange(0, 1.01, 0.25)
    k = np.digitize(a, bins)
    res = [b[k == i].sum() for i in range(1, len(bins))]
    return np.array(res), np.histogram(a, bins)[0]


@program(X, RNG.random((20, 3)))
def counted_points(a, b):
    grid = np.zeros((4, 4), dtype=np.int32)
    ij = (b[:, :2] * 4).astype(np.intp)
    np.add.at(grid, (ij[:, 0], ij[:, 1]), 1)
    return grid, np.argwhere(grid == grid.max()), np.unravel_index(grid.argmax(), grid.shape)


@program(IMAGE)
def sparse_rows(a):
    a = a.copy()
    a[a < 0.2] = 0
    nz = np.nonzero(a)
    rows = np.repeat(np.arange(a.shape[0]), np.count_nonzero(a, axis=1))
    indptr = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(np.count_nonzero(a, axis=1))))
    return np.array_equal(rows, nz[0]), indptr, a[nz]


@program(X)
def outliers(a):
    x = a[:, 0]
    med = np.median(x)
    mad = np.median(np.abs(x - med))
    keep = np.abs(x - med) < 3 * 1.4826 * mad
    return np.ptp(x[keep]), np.interp(np.linspace(0, 29, 5), np.arange(30)[keep], x[keep]), keep.sum()


@program(X, WEIGHTS)
def products(a, b):
    t = np.tensordot(a, b, axes=(0, 0))
    o = np.multiply.outer(a[0], b[:3])
    return t, o.sum(), np.inner(a, a).trace(), np.vdot(b, b), np.outer(b, b)[::5, ::7]


@program(X)
def cumulative_distribution(a):
    s = np.sort(a, axis=None)
    ecdf = np.searchsorted(s, a.ravel(), side="right") / s.size
    return ecdf.reshape(a.shape).max(axis=0), s[[0, -1]], np.lexsort((a[:, 1], np.round(a[:, 0])))


@program(X)
def folds(a):
    parts = np.array_split(np.arange(a.shape[0]), 4)
    tot = 0.0
    for k in range(4):
        test = parts[k]
        train = np.setdiff1d(np.arange(a.shape[0]), test)
        tot += np.abs(a[train].mean() - a[test].mean())
    return tot


@program()
def laplacian():
    M = np.zeros((5, 5))
    M[np.arange(4), np.arange(1, 5)] = 1
    M += M.T
    D = np.diag(M.sum(1))
    w = np.linalg.eigvalsh(D - M)
    return w, np.linalg.matrix_power(M, 3), np.tril(M, -1).sum()


@program(X)
def mutual_information(a):
    h, xe, ye = np.histogram2d(a[:, 0], a[:, 1], bins=(4, 3), density=True)
    p = h / h.sum()
    px = p.sum(axis=1, keepdims=True)
    py = p.sum(axis=0, keepdims=True)
    nz = p > 0
    return (p[nz] * np.log(p[nz] / (px * py)[nz])).sum(), xe, ye


@program(WEIGHTS[:8], TIMES[:6])
def warped(a, b):
    d = np.zeros((a.size, b.size))
    d[:, 0] = a
    d[0, :] = np.cumsum(b)
    for i in range(1, a.size):
        d[i, 1:] = np.minimum.accumulate(np.minimum(d[i - 1, 1:], d[i - 1, :-1]) + np.abs(a[i] - b[1:]))
    return d[-1, -1], d.argmin(axis=0)


@program(X, WEIGHTS)
def lasso(a, b):
    def soft(z, g):
        return np.sign(z) * np.maximum(np.abs(z) - g, 0)
    c = np.zeros(a.shape[1])
    n = (a**2).sum(axis=0)
    for _ in range(20):
        for j in range(a.shape[1]):
            r = b - a @ c + a[:, j] * c[j]
            c[j] = soft(a[:, j] @ r, 0.5) / n[j]
    return c, np.flatnonzero(c)


@program()
def roots_of_unity():
    q = np.zeros((2, 2)) + np.array([[1, 2], [3, 4]], dtype=np.float32)
    z = np.exp(2j * np.pi * np.arange(4) / 4)
    return q @ q, z.round(12), np.angle(z, deg=True), np.real_if_close(z.real), np.isclose(np.abs(z), 1).all()


@program(np.arange(6, dtype=np.uint8))
def bits(a):
    bits = np.unpackbits(a.view(np.uint8)).reshape(-1, 8)
    return bits.sum(axis=1), np.packbits(bits, axis=1).ravel(), np.bitwise_xor.reduce(a), a >> 2 & 3


@program(X)
def iterated(a):
    n = 0
    tot = np.zeros(3)
    for idx, v in np.ndenumerate(a[:3, :3]):
        tot[idx[1]] += v * (idx[0] + 1)
    for i, j in np.ndindex(2, 3):
        n += i * j
    for v in np.nditer(a[:2]):
        n += v > 0
    return tot, n


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name):
    function, arguments = PROGRAMS[name]
    check(function, *arguments, tolerance=1e-9)
