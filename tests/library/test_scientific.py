"""Functions as scientific programs have them: statistics, signals, images, geometry, graphs, fits."""

import numlir as nb
import numpy as np
import pytest
from compare import check

RANDOM = np.random.default_rng(3)
X = RANDOM.random((20, 4))
x = RANDOM.random(30)
im = RANDOM.integers(0, 256, (8, 8))


def zscore(x, axis=0):
    return (x - x.mean(axis=axis, keepdims=True)) / x.std(axis=axis, ddof=1, keepdims=True)


def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def pca(x, k):
    c = x - x.mean(axis=0)
    u, s, vt = np.linalg.svd(c, full_matrices=False)
    return (np.abs(c @ vt[:k].T), s ** 2 / (len(x) - 1))


def savgol(y, w, p):
    h = w // 2
    A = np.vander(np.arange(-h, h + 1).astype(np.float64), p + 1, increasing=True)
    return np.convolve(y, np.linalg.pinv(A)[0][::-1], mode='same')


def kmeans(x, c, it):
    lab = np.zeros(len(x), np.int64)
    for _ in range(it):
        d = ((x[:, None, :] - c[None, :, :]) ** 2).sum(axis=2)
        lab = np.argmin(d, axis=1)
        for k in range(len(c)):
            m = lab == k
            if m.any():
                c[k] = x[m].mean(axis=0)
    return (c, lab)


def autocorr(x):
    x = x - np.mean(x)
    n = len(x)
    f = np.fft.rfft(x, 2 * n)
    ac = np.fft.irfft(f * np.conj(f))[:n]
    return ac / ac[0]


def rle(a):
    ch = np.flatnonzero(np.diff(a) != 0) + 1
    s = np.concatenate((np.array([0]), ch))
    return (s, np.diff(np.append(s, len(a))), a[s])


def groupmean(v, g):
    u, inv = np.unique(g, return_inverse=True)
    return (u, np.bincount(inv, weights=v) / np.bincount(inv))


def haversine(lat, lon):
    la = np.deg2rad(lat)
    lo = np.deg2rad(lon)
    dla = la[:, None] - la
    dlo = lo[:, None] - lo
    h = np.sin(dla / 2) ** 2 + np.cos(la)[:, None] * np.cos(la) * np.sin(dlo / 2) ** 2
    return 2 * 6371 * np.arcsin(np.sqrt(np.clip(h, 0, 1)))


def laplace(u, n):
    for _ in range(n):
        u[1:-1, 1:-1] = 0.25 * (u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2])
    return u


def ewma(x, a):
    o = np.empty_like(x)
    o[0] = x[0]
    for i in range(1, len(x)):
        o[i] = a * x[i] + (1 - a) * o[i - 1]
    return o


def ols(X, y):
    X1 = np.column_stack((np.ones(len(X)), X))
    b, _, rk, _ = np.linalg.lstsq(X1, y, rcond=None)
    res = y - X1 @ b
    return (b, rk, res @ res, np.sqrt(np.diag(np.linalg.inv(X1.T @ X1)) * (res @ res) / (len(y) - X1.shape[1])))


def rolling(x, w):
    return np.lib.stride_tricks.sliding_window_view(x, w).max(axis=-1)


def pairwise(x):
    g = x @ x.T
    sq = np.diag(g)
    return np.sqrt(np.maximum(sq[:, None] + sq[None, :] - 2 * g, 0))


def ranks(x):
    o = np.argsort(x, kind='mergesort')
    rk = np.empty(len(x))
    rk[o] = np.arange(1, len(x) + 1)
    return rk


def entropy(l, nbins):
    h, e = np.histogram(l, bins=nbins)
    p = h / h.sum()
    p = p[p > 0]
    return (-(p * np.log2(p)).sum(), e)


def otsu(im):
    h, _ = np.histogram(im, 256, (0, 256))
    c = np.cumsum(h)
    s = np.cumsum(h * np.arange(256))
    w = c / c[-1]
    mu = s / np.where(c > 0, c, 1)
    m = s[-1] / c[-1]
    v = np.where((w > 0) & (w < 1), (m * w - s / c[-1]) ** 2 / np.where((w > 0) & (w < 1), w * (1 - w), 1.0), 0.0)
    return (np.argmax(v), mu[-1])


def onehot(y, k):
    o = np.zeros((y.size, k))
    o[np.arange(y.size), y] = 1
    return (o, np.eye(k)[y])


def fdr(p):
    o = np.argsort(p)
    n = len(p)
    q = p[o] * n / np.arange(1, n + 1)
    q = np.minimum.accumulate(q[::-1])[::-1]
    out = np.empty(n)
    out[o] = np.minimum(q, 1)
    return out


def interp2(x, y, q):
    return np.interp(q, x, y, left=np.nan, right=np.nan)


def dct(x):
    n = len(x)
    k = np.arange(n)
    return 2 * np.sum(x * np.cos(np.pi * (2 * k + 1) * k[:, None] / (2 * n)), axis=1)


def quat(q, v):
    t = 2 * np.cross(q[1:], v)
    return v + q[0] * t + np.cross(q[1:], t)


def percent(x):
    return (np.percentile(x, [5, 50, 95]), np.quantile(x, np.array([0.1, 0.9]), axis=0))


def meshf(n):
    x = np.linspace(-1, 1, n)
    X, Y = np.meshgrid(x, x, indexing='ij')
    R = np.hypot(X, Y)
    return (np.where(R < 1, np.exp(-R ** 2), 0).sum(), np.trapezoid(np.trapezoid(R, x, axis=1), x))


def loc_max(x):
    return np.where((x[1:-1] > x[:-2]) & (x[1:-1] > x[2:]))[0] + 1


def cumret(p):
    r_ = p[1:] / p[:-1] - 1
    eq = np.cumprod(1 + r_)
    dd = eq / np.maximum.accumulate(eq) - 1
    return (r_.mean() / r_.std() * np.sqrt(252), dd.min(), np.argmin(dd))


def adj(e, n):
    A = np.zeros((n, n), dtype=np.int64)
    A[e[:, 0], e[:, 1]] = 1
    A |= A.T
    d = A.sum(axis=1)
    L = np.diag(d) - A
    return (L, np.linalg.eigvalsh(L.astype(np.float64)), np.linalg.matrix_power(A, 3).trace() // 6)


def mahal(x):
    c = np.linalg.inv(np.cov(x, rowvar=False))
    d = x - x.mean(0)
    return np.einsum('ij,jk,ik->i', d, c, d)


def nanfill(x):
    m = np.isnan(x)
    idx = np.where(~m, np.arange(len(x)), 0)
    np.maximum.accumulate(idx, out=idx)
    return (x[idx], np.nanmean(x))


def topk(x, k):
    i = np.argpartition(-x, k)[:k]
    return np.sort(x[i])[::-1]


def powspec(x, dt):
    return (np.fft.rfftfreq(len(x), dt), np.abs(np.fft.rfft(x * np.hanning(len(x)))) ** 2)


def gram(x):
    q = np.zeros_like(x)
    for j in range(x.shape[1]):
        v = x[:, j] - q[:, :j] @ (q[:, :j].T @ x[:, j])
        q[:, j] = v / np.linalg.norm(v)
    return q


def rotz(t):
    c, s = (np.cos(t), np.sin(t))
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ np.array([1.0, 2.0, 3.0])


def expit_loss(w, X, y, l):
    z = X @ w
    slope = -(X * (y / (1 + np.exp(y * z)))[:, None]).mean(axis=0) + l * w
    return np.mean(np.logaddexp(0, -y * z)) + 0.5 * l * np.dot(w, w), slope


def histmatch(a, b):
    _, inv, ca = np.unique(a.ravel(), return_inverse=True, return_counts=True)
    vb, cb = np.unique(b.ravel(), return_counts=True)
    return np.interp(np.cumsum(ca) / a.size, np.cumsum(cb) / b.size, vb)[inv].reshape(a.shape)


PROGRAMS = [
    (zscore, (X,)),
    (softmax, (X,)),
    (pca, (X, 2,)),
    (savgol, (x, 5, 2,)),
    (kmeans, (X, X[:3].copy(), 5,)),
    (autocorr, (x,)),
    (rle, (np.array([1, 1, 2, 2, 2, 3]),)),
    (groupmean, (x, RANDOM.integers(0, 4, 30),)),
    (haversine, (x * 90, x * 180,)),
    (laplace, (RANDOM.random((6, 7)), 3,)),
    (ewma, (x, 0.3,)),
    (ols, (X, X[:, 0] * 2 + 1 + 0.1 * RANDOM.random(20),)),
    (rolling, (x, 4,)),
    (pairwise, (X,)),
    (ranks, (x,)),
    (entropy, (x, 7,)),
    (otsu, (im,)),
    (onehot, (np.array([0, 2, 1]), 3,)),
    (fdr, (x,)),
    (interp2, (np.sort(x), x, np.linspace(-1, 2, 9),)),
    (dct, (x,)),
    (quat, (np.array([0.5, 0.5, 0.5, 0.5]), np.array([1.0, 2, 3]),)),
    (percent, (X,)),
    (meshf, (9,)),
    (loc_max, (x,)),
    (cumret, (x + 1,)),
    (adj, (np.array([[0, 1], [1, 2], [2, 0], [2, 3]]), 4,)),
    (mahal, (X,)),
    (nanfill, (np.array([1.0, np.nan, 2, np.nan]),)),
    (topk, (x, 4,)),
    (powspec, (x, 0.1,)),
    (gram, (X,)),
    (rotz, (0.3,)),
    (expit_loss, (X[0], X, np.sign(X[:, 0] - 0.5), 0.1,)),
    (histmatch, (im, im.T // 2,)),
]


@pytest.mark.parametrize("function, arguments", PROGRAMS, ids=[function.__name__ for function, _ in PROGRAMS])
def test_program(function, arguments):
    check(nb.njit(function), *arguments, tolerance=1e-8)
