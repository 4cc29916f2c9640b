// The kernels of kernels.py as one would write them in CUDA C++: what nvcc makes of them is printed beside.

constexpr int TPB = 16;

extern "C" __global__ void vecadd(const float *__restrict__ x, const float *__restrict__ y, float *__restrict__ out, long n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n)
        out[i] = x[i] + y[i];
}

extern "C" __global__ void saxpy(long n, float a, const float *x, float *y) {
    long stride = (long)gridDim.x * blockDim.x;
    for (long i = (long)blockIdx.x * blockDim.x + threadIdx.x; i < n; i += stride)
        y[i] = a * x[i] + y[i];
}

extern "C" __global__ void reduce_sum(const float *x, float *out, long n) {
    __shared__ float shared[256];
    int tid = threadIdx.x;
    long i = (long)blockIdx.x * blockDim.x + tid;
    shared[tid] = i < n ? x[i] : 0.0f;
    __syncthreads();
    for (int s = blockDim.x / 2; s > 0; s /= 2) {
        if (tid < s)
            shared[tid] += shared[tid + s];
        __syncthreads();
    }
    if (tid == 0)
        atomicAdd(out, shared[0]);
}

extern "C" __global__ void partial_sums(const float *x, float *sums, long n) {
    __shared__ float shared[256];
    int tid = threadIdx.x;
    long i = (long)blockIdx.x * blockDim.x + tid;
    if (i < n)
        shared[tid] = x[i];
    else
        shared[tid] = 0.0f;
    __syncthreads();
    for (int stride = blockDim.x / 2; stride > 0; stride /= 2) {
        if (tid < stride)
            shared[tid] += shared[tid + stride];
        __syncthreads();
    }
    if (tid == 0)
        sums[blockIdx.x] = shared[0];
}

extern "C" __global__ void warp_sum(const float *x, float *out, long n) {
    long i = (long)blockIdx.x * blockDim.x + threadIdx.x;
    float value = i < n ? x[i] : 0.0f;
    for (int step = 16; step > 0; step /= 2)
        value += __shfl_down_sync(0xFFFFFFFF, value, step);
    if (threadIdx.x % 32 == 0)
        atomicAdd(out, value);
}

extern "C" __global__ void matmul(const float *A, const float *B, float *C, long rows, long inner, long columns) {
    __shared__ float sA[TPB][TPB], sB[TPB][TPB];
    int tx = threadIdx.x, ty = threadIdx.y;
    long x = (long)blockIdx.x * blockDim.x + tx, y = (long)blockIdx.y * blockDim.y + ty;
    float sum = 0;
    for (long i = 0; i < (inner + TPB - 1) / TPB; i++) {
        sA[ty][tx] = 0;
        sB[ty][tx] = 0;
        if (y < rows && tx + i * TPB < inner)
            sA[ty][tx] = A[y * inner + tx + i * TPB];
        if (x < columns && ty + i * TPB < inner)
            sB[ty][tx] = B[(ty + i * TPB) * columns + x];
        __syncthreads();
        for (int j = 0; j < TPB; j++)
            sum += sA[ty][j] * sB[j][tx];
        __syncthreads();
    }
    if (y < rows && x < columns)
        C[y * columns + x] = sum;
}

extern "C" __global__ void mcpi(long samples, long *out, long n) {
    long i = (long)blockIdx.x * blockDim.x + threadIdx.x;
    unsigned long state = i * 6364136223846793005ul + 1442695040888963407ul;
    long inside = 0;
    for (long sample = 0; sample < samples; sample++) {
        state = state * 6364136223846793005ul + 1442695040888963407ul;
        double x = (state >> 11) * (1.0 / 9007199254740992.0);
        state = state * 6364136223846793005ul + 1442695040888963407ul;
        double y = (state >> 11) * (1.0 / 9007199254740992.0);
        if (x * x + y * y <= 1.0)
            inside += 1;
    }
    if (i < n)
        out[i] = inside;
}

extern "C" __global__ void pi_hits(long *states, long *counts, long samples, long n) {
    long i = (long)blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n)
        return;
    long count = 0, state = states[i];
    for (long sample = 0; sample < samples; sample++) {
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF;
        double x = (state & 0xFFFF) / 65535.0;
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF;
        double y = (state & 0xFFFF) / 65535.0;
        if (x * x + y * y <= 1.0)
            count += 1;
    }
    counts[i] = count;
    states[i] = state;
}

extern "C" __global__ void pairdist(const double *X, double *D, long rows, long columns) {
    long i = (long)blockIdx.x * blockDim.x + threadIdx.x, j = (long)blockIdx.y * blockDim.y + threadIdx.y;
    if (i < rows && j < rows) {
        double d = 0;
        for (long k = 0; k < columns; k++) {
            double difference = X[i * columns + k] - X[j * columns + k];
            d += difference * difference;
        }
        D[i * rows + j] = sqrt(d);
    }
}

__device__ double cnd(double d) {
    double k = 1.0 / (1.0 + 0.2316419 * fabs(d));
    double value = 0.3989422804014327 * exp(-0.5 * d * d) *
                   (k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429)))));
    return d > 0 ? 1.0 - value : value;
}

extern "C" __global__ void blackscholes(double *call, double *put, const double *S, const double *X, const double *T, double R,
                                        double V, long n) {
    long i = (long)blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n)
        return;
    double root = sqrt(T[i]);
    double d1 = (log(S[i] / X[i]) + (R + 0.5 * V * V) * T[i]) / (V * root);
    double d2 = d1 - V * root;
    double cndd1 = cnd(d1);
    double cndd2 = cnd(d2);
    double discounted = exp(-1.0 * R * T[i]);
    call[i] = S[i] * cndd1 - X[i] * discounted * cndd2;
    put[i] = X[i] * discounted * (1.0 - cndd2) - S[i] * (1.0 - cndd1);
}
