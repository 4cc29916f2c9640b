"""What bounds checks cost: each kernel with them, which is the default, and with `boundscheck=False`.

    python benches/bounds_checks.py [kernel ...]

Milliseconds a call, the least of many, and the ratio. Below 1, the checked form is the faster one: an index below the extent
costs one comparison, where unchecked code computes what it would be from the end.
"""

import sys
import time

import numpy as np

import numlir

ROUNDS = 60


def pairwise(X):
    m, n = X.shape
    D = np.empty((m, m))
    for i in range(m):
        for j in range(m):
            d = 0.0
            for k in range(n):
                tmp = X[i, k] - X[j, k]
                d += tmp * tmp
            D[i, j] = np.sqrt(d)
    return D


def matmul(A, B):
    m, n = A.shape
    p = B.shape[1]
    C = np.zeros((m, p))
    for i in range(m):
        for j in range(p):
            s = 0.0
            for k in range(n):
                s += A[i, k] * B[k, j]
            C[i, j] = s
    return C


def jac(u):
    v = u.copy()
    h, w = u.shape
    for i in range(1, h - 1):
        for j in range(1, w - 1):
            v[i, j] = 0.25 * (u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1])
    return v


def hist(a, n):
    out = np.zeros(n, np.int64)
    for x in a:
        out[int(x * n)] += 1
    return out


def sumsq(a):
    s = 0.0
    for i in range(len(a)):
        s += a[i] * a[i]
    return s


def mandel(h, w, it):
    out = np.zeros((h, w), np.int64)
    for i in range(h):
        for j in range(w):
            c = complex(-2 + 3 * j / w, -1.5 + 3 * i / h)
            z = 0j
            for k in range(it):
                z = z * z + c
                if z.real * z.real + z.imag * z.imag > 4:
                    break
            out[i, j] = k
    return out


def gather(a, idx):
    s = 0.0
    for i in range(len(idx)):
        s += a[idx[i]]
    return s


def take(a, idx):
    o = np.empty(len(idx))
    for i in range(len(idx)):
        o[i] = a[idx[i]]
    return o


def spmv(ptr, ind, val, x):
    y = np.zeros(len(ptr) - 1)
    for i in range(len(ptr) - 1):
        s = 0.0
        for k in range(ptr[i], ptr[i + 1]):
            s += val[k] * x[ind[k]]
        y[i] = s
    return y


def sieve(n):
    f = np.ones(n, np.bool_)
    i = 2
    while i * i < n:
        if f[i]:
            j = i * i
            while j < n:
                f[j] = False
                j += i
        i += 1
    return f.sum()


def lcs(a, b):
    m, n = len(a), len(b)
    L = np.zeros((m + 1, n + 1), np.int64)
    for i in range(1, m + 1):
        for j in range(1, n + 1):
            if a[i - 1] == b[j - 1]:
                L[i, j] = L[i - 1, j - 1] + 1
            else:
                L[i, j] = max(L[i - 1, j], L[i, j - 1])
    return L[m, n]


def bubble(x):
    x = x.copy()
    n = len(x)
    for i in range(n):
        for j in range(0, n - i - 1):
            if x[j] > x[j + 1]:
                x[j], x[j + 1] = x[j + 1], x[j]
    return x


def bsearch(a, q):
    c = 0
    for i in range(len(q)):
        lo, hi = 0, len(a)
        while lo < hi:
            mid = (lo + hi) // 2
            if a[mid] < q[i]:
                lo = mid + 1
            else:
                hi = mid
        c += lo
    return c


def moving(a, w):
    n = len(a)
    o = np.empty(n - w + 1)
    for i in range(n - w + 1):
        s = 0.0
        for k in range(w):
            s += a[i + k]
        o[i] = s
    return o


def periodic(u):
    n = len(u)
    v = np.empty(n)
    for i in range(n):
        v[i] = u[(i + 1) % n] + u[i - 1] - 2 * u[i]
    return v


def insertion(x):
    x = x.copy()
    for i in range(1, len(x)):
        k = x[i]
        j = i - 1
        while j >= 0 and x[j] > k:
            x[j + 1] = x[j]
            j -= 1
        x[j + 1] = k
    return x


def hist2(x, y, nx, ny):
    h = np.zeros((nx, ny), np.int64)
    for i in range(len(x)):
        h[int(x[i] * nx), int(y[i] * ny)] += 1
    return h


def cases():
    random = np.random.default_rng(0)
    floats, places = random.random(100_000), random.integers(0, 100_000, 200_000)
    starts, columns, values = np.arange(0, 200_001, 20), random.integers(0, 10_000, 200_000), random.random(200_000)
    letters = random.integers(0, 4, (2, 400))
    square = random.random((150, 150))
    return {
        pairwise: (random.random((300, 20)),),
        matmul: (square, square),
        jac: (random.random((500, 500)),),
        hist: (random.random(1_000_000), 50),
        sumsq: (random.random(1_000_000),),
        mandel: (80, 80, 50),
        gather: (floats, places),
        take: (floats, places),
        spmv: (starts, columns, values, floats),
        sieve: (300_000,),
        lcs: (letters[0], letters[1]),
        bubble: (random.random(500),),
        bsearch: (np.sort(floats), floats[:5000]),
        moving: (floats, 30),
        periodic: (floats,),
        insertion: (random.random(700),),
        hist2: (floats, random.random(100_000), 30, 30),
    }


def main(words):
    for kernel, arguments in cases().items():
        if words and kernel.__name__ not in words:
            continue
        ways = [numlir.njit(kernel), numlir.njit(boundscheck=False)(kernel)]
        best = [float("inf")] * 2
        for way in ways:
            way(*arguments)
        for _ in range(ROUNDS):
            for index, way in enumerate(ways):
                start = time.perf_counter()
                way(*arguments)
                best[index] = min(best[index], time.perf_counter() - start)
        checked, plain = (seconds * 1e3 for seconds in best)
        print(f"{kernel.__name__:10} {checked:8.3f} {plain:8.3f}  {checked / plain:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
