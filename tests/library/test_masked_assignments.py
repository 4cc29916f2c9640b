"""What a mask selects, changed and put back: one loop over all places, or values that are placed one after another."""

import numpy as np
import pytest
from compare import check

from numlir import TypingError, njit

DTYPES = [np.bool_, np.uint8, np.int16, np.int64, np.float32, np.float64, np.complex128]
SHAPES = [(0,), (1,), (7,), (100,), (9, 11), (3, 4, 5), (0, 3)]


def scaled(a, b, w): a[w] *= 2
def added(a, b, w): a[w] += b[w]
def moved(a, b, w): a[w] = b[w]
def computed(a, b, w): a[w] = b[w] + a[w] * 2
def negated(a, b, w): a[~w] -= 1
def compared(a, b, w): a[a > 2] += 1
def both(a, b, w): a[(a > 1) & w] -= b[(a > 1) & w]
def divided(a, b, w): a[w] = 12 // (b[w] + 1)
def rooted(a, b, w): a[w] = np.sqrt(b[w])
def of_itself(a, b, w): a[w] = a[::-1][w]
def counted(a, b, w): a[w] = b.ravel()[: np.count_nonzero(w)]
def one(a, b, w): a[w] = b.ravel()[:1]
def three(a, b, w): a[w] = b.ravel()[:3]
def other_mask(a, b, w): a[w] = b[~w]
def converted(a, b, w): a[w] = np.astype(b, np.float32)[w]


def kept(a, b, w):
    selected = b[w]
    selected += 1
    a[w] = selected
    return selected


def of_before(a, b, w):
    selected = b[w]
    b[...] = 3
    a[w] = selected


def changed_before(a, b, w):
    selected = a[w]
    a[w] = 5
    selected += a[w]
    a[w] = selected


def mask_changes(a, b, w):
    selected = b[w]
    w[...] = ~w
    a[w] = selected


FUNCTIONS = [scaled, added, moved, computed, negated, compared, both, divided, rooted, of_itself, counted, one, three, other_mask,
             converted, kept, of_before, changed_before, mask_changes]  # fmt: skip
# What NumPy has for numbers of all kinds, and for bools.
OF_BOOLS = [moved, of_itself, counted, one, three, other_mask, of_before]
OF_REALS = [compared, both, divided, rooted]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_assignments(function):
    compiled = njit(function)
    for dtype in DTYPES:
        if (dtype == np.bool_ and function not in OF_BOOLS) or (dtype == np.complex128 and function in OF_REALS):
            continue
        if function in (rooted, converted) and np.dtype(dtype).kind not in "fc":
            continue
        if function is converted and dtype == np.complex128:
            continue
        for shape in SHAPES:
            for layout in "CF":
                generator = np.random.default_rng(len(shape))
                a, b = ((generator.random(shape) * 9).astype(dtype, order=layout) for _ in range(2))
                check(compiled, a, b, np.asarray(generator.random(shape) < 0.4, order=layout))


def shared(a, k, w): a[k:][w] += a[: len(w)][w]
def mask_of_itself(a, k, w): a[a] = ~a[a]


@pytest.mark.parametrize("places", [0, 1, 5, 40])
def test_shared_memory(places):
    mask = np.random.default_rng(0).random(60) < 0.5
    check(njit(shared), np.arange(60.0 + places), places, mask)
    check(njit(mask_of_itself), mask, places, mask)


def test_arrays_that_cannot_be_written():
    """A mask and an array of values were written through to what is read-only."""

    @njit
    def place(a, m, b):
        a[m] = b

    @njit
    def double(a, m, b):
        a[m] *= 2

    for write in (place, double):
        for a in (np.arange(6.0), np.frombuffer(bytes(8), "u1")):
            a.flags.writeable = False
            before = a.copy()
            with pytest.raises(TypingError, match="readonly array"):
                write(a, np.ones(len(a), bool), np.full(len(a), 9, a.dtype))
            np.testing.assert_array_equal(a, before)
