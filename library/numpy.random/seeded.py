"""Generators that compiled code makes itself."""

import numpy as np
from numlir.library import call_c, is_array, is_bool, is_instance, is_integer, is_list, is_none, is_scalar, is_tuple, new_instance, raise_if, reject

# The runtime's `pcg64::WORDS`: the interface of the bit generator, its state, and what is left of a number.
WORDS = 12


def default_rng(seed=None):
    """A generator with NumPy's stream for the seed: an integer, integers, or nothing; a generator is itself."""
    if is_none(seed):
        return _made(np.empty(1, np.uint64), 0)
    elif is_array(seed) or is_list(seed) or is_tuple(seed):
        integers = np.asarray(seed)
        if not is_integer(integers):
            reject("a seed is an integer, or integers")
        raise_if(np.any(integers < 0), "ValueError", "expected non-negative integer")
        words = np.ascontiguousarray(integers.ravel().astype(np.uint64))
        return _made(words, words.size)
    elif is_scalar(seed):
        if is_bool(seed) or not is_integer(seed):
            reject("a seed is an integer, or integers")
        raise_if(seed < 0, "ValueError", "expected non-negative integer")
        return _made(np.full(1, seed, np.uint64), 1)
    else:
        return seed


def _made(seed, count):
    words = np.empty(WORDS, np.uint64)
    call_c("numlir_random_make_pcg64", None, words, seed, count)
    return new_instance("seededgenerator", words)


def _stream(generator):
    """Where a generator has its bits from, as the runtime is told: the interface of NumPy's, or the array that begins with one."""
    return generator._words if is_instance(generator) else generator


def PCG64(seed=None):
    """The only source of bits there is in compiled code, so it is the generator itself."""
    return default_rng(seed)


def Generator(bit_generator):
    return bit_generator
