"""xoroshiro128+ (Blackman and Vigna, 2018), and numbers made of its bits."""

import math

import numpy as np


def xoroshiro128p_next(states, index):
    s0 = states[index]["s0"]
    s1 = states[index]["s1"]
    result = s0 + s1
    s1 ^= s0
    states[index]["s0"] = (s0 << np.uint64(55) | s0 >> np.uint64(9)) ^ s1 ^ (s1 << np.uint64(14))
    states[index]["s1"] = s1 << np.uint64(36) | s1 >> np.uint64(28)
    return result


def xoroshiro128p_uniform_float64(states, index):
    return np.float64(xoroshiro128p_next(states, index) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


def xoroshiro128p_uniform_float32(states, index):
    return np.float32(xoroshiro128p_uniform_float64(states, index))


# Box and Muller's transform; the second number of the pair is not kept. As in Numba, both begin with numbers of 32 bits.


def xoroshiro128p_normal_float64(states, index):
    u1 = xoroshiro128p_uniform_float32(states, index)
    u2 = xoroshiro128p_uniform_float32(states, index)
    return math.sqrt(-2.0 * math.log(u1)) * math.cos(2.0 * math.pi * u2)


def xoroshiro128p_normal_float32(states, index):
    u1 = xoroshiro128p_uniform_float32(states, index)
    u2 = xoroshiro128p_uniform_float32(states, index)
    return math.sqrt(np.float32(-2.0) * math.log(u1)) * math.cos(np.float32(2.0 * math.pi) * u2)
