"""What has no compiled form says why; and functions that make arrays of what is iterated over."""

import numlir as nb
import numpy as np
import pytest
from compare import check


@nb.njit
def iterated(a):
    return (
        np.fromiter(range(20), np.int64),
        np.fromiter(a, np.float32, 2),
        np.fromiter(range(0), np.int8),
        np.require(a, np.float32, "F"),
        np.require(a),
        np.iterable(a),
        np.iterable(3),
        np.iterable((1, 2)),
        np.iterable("ab"),
    )


def test_iterated():
    check(iterated, np.arange(5.0)[::-1])


def test_too_few():
    with pytest.raises(ValueError, match="iterator too short: Expected 5 but iterator had only 3 items."):
        nb.njit(lambda: np.fromiter(range(3), np.int64, 5))()


@pytest.mark.parametrize(
    "call, reason",
    [
        (lambda a: np.unstack(a), "which is not known when compiling"),
        (lambda a: np.real_if_close(a + 1j), "depends on the values"),
        (lambda a: np.shares_memory(a, a), "not compared by place"),
        (lambda a: a.data, "memoryviews are not made"),
        (lambda a: a.base, "not known in compiled code"),
        (lambda a: np.rot90(a[0]), "Input must be >= 2-d."),
        (lambda a: np.logspace("a", 2), "must be a number"),
        (lambda a: np.cov(a, ddof=1j), "ddof must be a real numerical scalar type"),
    ],
)
def test_reasons(call, reason):
    with pytest.raises(nb.errors.TypingError) as error:
        nb.njit(call)(np.ones((2, 2)))
    # What follows shows the line above.
    assert reason in str(error.value).splitlines()[0]


@pytest.mark.parametrize("mode", ["valid", "same", "full"])
def test_modes_at_run_time(mode):
    @nb.njit
    def convolved(a, b, mode):
        return np.convolve(a, b, mode), np.correlate(b, a, mode)

    check(convolved, np.arange(5.0), np.array([1, 2, 3]), mode)
    with pytest.raises(ValueError, match="mode must be one of 'valid', 'same', or 'full'"):
        convolved(np.ones(3), np.ones(2), "wide")
