"""The kernels that are measured."""

import math

import numpy as np
from numlir import cuda

TPB = 16


@cuda.jit
def vecadd(x, y, out):
    i = cuda.grid(1)
    if i < out.size:
        out[i] = x[i] + y[i]


@cuda.jit
def saxpy(n, a, x, y):
    start = cuda.grid(1)
    stride = cuda.gridsize(1)
    for i in range(start, n, stride):
        y[i] = a * x[i] + y[i]


@cuda.jit
def reduce_sum(x, out):
    shared = cuda.shared.array(256, np.float32)
    tid = cuda.threadIdx.x
    i = cuda.grid(1)
    shared[tid] = x[i] if i < x.size else np.float32(0)
    cuda.syncthreads()
    s = cuda.blockDim.x // 2
    while s > 0:
        if tid < s:
            shared[tid] += shared[tid + s]
        cuda.syncthreads()
        s //= 2
    if tid == 0:
        cuda.atomic.add(out, 0, shared[0])


@cuda.jit
def partial_sums(x, sums):
    shared = cuda.shared.array(256, np.float32)
    tid = cuda.threadIdx.x
    i = cuda.grid(1)
    if i < len(x):
        shared[tid] = x[i]
    else:
        shared[tid] = 0.0
    cuda.syncthreads()
    stride = cuda.blockDim.x // 2
    while stride > 0:
        if tid < stride:
            shared[tid] += shared[tid + stride]
        cuda.syncthreads()
        stride //= 2
    if tid == 0:
        sums[cuda.blockIdx.x] = shared[0]


@cuda.jit
def warp_sum(x, out):
    i = cuda.grid(1)
    value = x[i] if i < x.size else np.float32(0)
    for step in (16, 8, 4, 2, 1):
        value += cuda.shfl_down_sync(0xFFFFFFFF, value, step)
    if cuda.laneid == 0:
        cuda.atomic.add(out, 0, value)


@cuda.jit
def matmul(A, B, C):
    sA = cuda.shared.array((TPB, TPB), np.float32)
    sB = cuda.shared.array((TPB, TPB), np.float32)
    x, y = cuda.grid(2)
    tx = cuda.threadIdx.x
    ty = cuda.threadIdx.y
    tmp = np.float32(0.0)
    for i in range((A.shape[1] + TPB - 1) // TPB):
        sA[ty, tx] = 0
        sB[ty, tx] = 0
        if y < A.shape[0] and tx + i * TPB < A.shape[1]:
            sA[ty, tx] = A[y, tx + i * TPB]
        if x < B.shape[1] and ty + i * TPB < B.shape[0]:
            sB[ty, tx] = B[ty + i * TPB, x]
        cuda.syncthreads()
        for j in range(TPB):
            tmp += sA[ty, j] * sB[j, tx]
        cuda.syncthreads()
    if y < C.shape[0] and x < C.shape[1]:
        C[y, x] = tmp


@cuda.jit
def mcpi(samples, out):
    i = cuda.grid(1)
    state = np.uint64(i) * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
    inside = 0
    for _ in range(samples):
        state = state * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
        x = (state >> np.uint64(11)) * (1.0 / 9007199254740992.0)
        state = state * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
        y = (state >> np.uint64(11)) * (1.0 / 9007199254740992.0)
        if x * x + y * y <= 1.0:
            inside += 1
    if i < out.size:
        out[i] = inside


@cuda.jit
def pi_hits(states, counts, samples):
    i = cuda.grid(1)
    if i >= len(counts):
        return
    count = 0
    state = states[i]
    for _ in range(samples):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        x = (state & 0xFFFF) / 65535.0
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        y = (state & 0xFFFF) / 65535.0
        if x * x + y * y <= 1.0:
            count += 1
    counts[i] = count
    states[i] = state


@cuda.jit
def pairdist(X, D):
    i, j = cuda.grid(2)
    if i < X.shape[0] and j < X.shape[0]:
        d = 0.0
        for k in range(X.shape[1]):
            tmp = X[i, k] - X[j, k]
            d += tmp * tmp
        D[i, j] = math.sqrt(d)


@cuda.jit(device=True)
def cnd(d):
    k = 1.0 / (1.0 + 0.2316419 * math.fabs(d))
    value = 0.3989422804014327 * math.exp(-0.5 * d * d) * (
        k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))))
    )
    if d > 0:
        value = 1.0 - value
    return value


@cuda.jit
def blackscholes(call, put, S, X, T, R, V):
    i = cuda.grid(1)
    if i >= S.shape[0]:
        return
    root = math.sqrt(T[i])
    d1 = (math.log(S[i] / X[i]) + (R + 0.5 * V * V) * T[i]) / (V * root)
    d2 = d1 - V * root
    cndd1 = cnd(d1)
    cndd2 = cnd(d2)
    discounted = math.exp(-1.0 * R * T[i])
    call[i] = S[i] * cndd1 - X[i] * discounted * cndd2
    put[i] = X[i] * discounted * (1.0 - cndd2) - S[i] * (1.0 - cndd1)
