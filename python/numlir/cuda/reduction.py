"""``cuda.reduce``: a reduction by a function of two elements."""

from __future__ import annotations

import numpy as np

from . import kernel as _kernel
from .devicearray import DeviceNDArray, device_array, is_cuda_array, to_device

_THREADS = 256
_MOST_BLOCKS = 1024


class Reduce:
    """Combines all elements of an array of one axis, in any order: the function must be associative and commutative."""

    def __init__(self, functor):
        self._functor = functor
        self._partial = _partial(functor)

    def __call__(self, arr, size=None, res=None, init=0, stream=0):
        """The reduction of the first ``size`` elements and ``init``; into ``res[0]``, on the device, where that is given."""
        if arr.ndim != 1:
            raise TypeError("only support 1D array")
        array = arr if is_cuda_array(arr) else to_device(np.ascontiguousarray(arr), stream)
        if size is not None:
            if size > array.shape[0]:
                raise ValueError("size is larger than the array")
            array = array[:size]
        # Where there is nothing to combine, the result is what it begins with.
        if array.shape[0] == 0:
            if res is None:
                return init
            res[:1] = np.array([init], arr.dtype)
            return None
        while array.shape[0] > 1:
            blocks = min(-(-array.shape[0] // _THREADS), _MOST_BLOCKS)
            partial = device_array(blocks, arr.dtype, stream=stream)
            self._partial[blocks, _THREADS, stream](array, partial)
            array = partial
        value = self._functor(array.copy_to_host()[0], arr.dtype.type(init))
        if res is None:
            return arr.dtype.type(value)
        if isinstance(res, DeviceNDArray):
            res[:1] = np.array([value], res.dtype)
        else:
            res[0] = value
        return None


def _partial(functor):
    from .. import cuda

    step = _kernel.jit(device=True)(functor)

    @_kernel.jit
    def partial(array, out):
        shared = cuda.shared.array(_THREADS, array.dtype)
        tid = cuda.threadIdx.x
        first = cuda.grid(1)
        if first < array.size:
            value = array[first]
            for i in range(first + cuda.gridsize(1), array.size, cuda.gridsize(1)):
                value = step(value, array[i])
            shared[tid] = value
        count = array.size - cuda.blockIdx.x * cuda.blockDim.x
        cuda.syncthreads()
        width = _THREADS // 2
        while width > 0:
            if tid < width and tid + width < count:
                shared[tid] = step(shared[tid], shared[tid + width])
            cuda.syncthreads()
            width //= 2
        if tid == 0:
            out[cuda.blockIdx.x] = shared[0]

    return partial


reduce = Reduce
