"""`a.flags`: how the elements of an array lie."""

import numpy as np
import pytest
from compare import check

from numlir import njit


@njit
def flags(a):
    return (
        a.flags.c_contiguous,
        a.flags.f_contiguous,
        a.flags.contiguous,
        a.flags.fortran,
        a.flags.forc,
        a.flags.fnc,
        a.flags.writeable,
        a.flags["C_CONTIGUOUS"],
        a.flags["F"],
    )


@njit
def unknown_flag(a):
    return a.flags["Q"]


ARRAYS = [
    np.ones((2, 3)),
    np.ones((2, 3)).T,
    np.ones((4, 4))[::2],
    np.ones((1, 3))[:, ::2],
    np.zeros((0, 3))[:, ::2],
    np.array(3),
    np.ones((3, 4, 5)).transpose(1, 0, 2),
    np.ones((5, 1))[::2],
    np.ones(3)[::-1],
    np.broadcast_to(np.ones(3), (2, 3)),
]


@pytest.mark.parametrize("a", ARRAYS)
def test_flags_are_numpys(a):
    check(flags, a)


def test_unknown_flags():
    with pytest.raises(KeyError, match="Unknown flag"):
        unknown_flag(np.ones(3))
