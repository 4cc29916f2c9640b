"""np.frombuffer"""

import numlir as nb
import numpy as np
import pytest
from compare import check


@nb.njit
def words(buffer):
    return np.frombuffer(buffer, dtype=np.int32)


@nb.njit
def some(buffer, count, offset):
    return np.frombuffer(buffer, np.uint16, count=count, offset=offset)


@nb.njit
def numbers(buffer):
    return np.frombuffer(buffer)


@pytest.mark.parametrize("buffer", [np.arange(8.0), b"abcdefgh", np.arange(6, dtype=np.int16), b"", b"abc"], ids=str)
def test_buffers(buffer):
    check(words, buffer)
    check(numbers, buffer)
    for count, offset in ((-1, 0), (1, 0), (2, 1), (0, 2), (9, 0), (1, 99), (1, -1)):
        check(some, buffer, count, offset)


def test_an_array_is_seen_through():
    @nb.njit
    def written(a):
        np.frombuffer(a, np.int64)[0] = 0
        return a

    assert written(np.ones(2)).tolist() == [0.0, 1.0]


def test_gaps_are_refused():
    with pytest.raises(nb.errors.TypingError, match="ndarray is not C-contiguous"):
        words(np.arange(8.0)[::2])
