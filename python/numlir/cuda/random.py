"""Random numbers in kernels: xoroshiro128+, a state for each thread.

The generator is that of Blackman and Vigna (2018), seeded by SplitMix64; states are 2**64 steps apart. The functions that
kernels call are in ``library/numlir.cuda.random``.
"""

import sys

import numpy as np

from .. import njit
from .devicearray import to_device
from .intrinsics import Intrinsic

xoroshiro128p_dtype = np.dtype([("s0", np.uint64), ("s1", np.uint64)], align=True)

for _name in (
    "next jump uniform_float32 uniform_float64 normal_float32 normal_float64".split()
):
    setattr(sys.modules[__name__], f"xoroshiro128p_{_name}", Intrinsic(__name__, f"xoroshiro128p_{_name}"))

_JUMP = np.array([0xBEAC0467EBA5FACB, 0xD86B048B86AA9922], np.uint64)


@njit
def _splitmix(seed):
    z = np.uint64(seed) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit
def _jump(s0, s1):
    """The state 2**64 steps on."""
    one = np.uint64(1)
    j0, j1 = np.uint64(0), np.uint64(0)
    for word in range(2):
        for bit in range(64):
            if _JUMP[word] >> np.uint64(bit) & one:
                j0 ^= s0
                j1 ^= s1
            s1 ^= s0
            s0 = (s0 << np.uint64(55) | s0 >> np.uint64(9)) ^ s1 ^ (s1 << np.uint64(14))
            s1 = s1 << np.uint64(36) | s1 >> np.uint64(28)
    return j0, j1


@njit
def _fill(words, seed, subsequence_start):
    s0 = s1 = _splitmix(seed)
    for _ in range(subsequence_start):
        s0, s1 = _jump(s0, s1)
    for i in range(len(words)):
        words[i, 0] = s0
        words[i, 1] = s1
        s0, s1 = _jump(s0, s1)


def init_xoroshiro128p_states(states, seed, subsequence_start=0, stream=0):
    """Begins the states of an array anew."""
    words = np.empty((len(states), 2), np.uint64)
    _fill(words, np.uint64(seed), int(subsequence_start))
    states.copy_to_device(words.view(xoroshiro128p_dtype).reshape(len(states)), stream)


def create_xoroshiro128p_states(n, seed, subsequence_start=0, stream=0):
    """An array of ``n`` states on the device, each a subsequence of its own."""
    states = to_device(np.zeros(n, xoroshiro128p_dtype), stream)
    init_xoroshiro128p_states(states, seed, subsequence_start, stream)
    return states


