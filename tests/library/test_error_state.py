"""`with np.errstate(…):`, which has nothing to do in compiled code."""

import numpy as np
import pytest
from compare import check

import numlir as nb


@nb.njit
def quotients(a):
    with np.errstate(all="ignore"):
        b = a / 0
    with np.errstate(divide="ignore"), np.errstate(invalid="ignore", over="ignore"):
        for x in a:
            if x == 1:
                break
        else:
            return b, -1.0
    return b, x


@nb.njit
def returned(a):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(a)


def test_blocks():
    check(quotients, np.arange(3.0))
    check(quotients, np.arange(2.0) - 4)
    check(returned, np.arange(-1.0, 3.0))


@pytest.mark.parametrize("given", ["divide='raise'", "all='warn'", "invalid='ignore', over='call'"])
def test_nothing_else_can_be_asked_for(given):
    namespace = {"np": np}
    exec(f"def f(a):\n    with np.errstate({given}):\n        return a / 0\n", namespace)
    with pytest.raises(nb.errors.NumlirError, match="errstate|with"):
        nb.njit(namespace["f"])(np.arange(3.0))


def test_errors_leave_the_block():
    @nb.njit
    def f(a):
        with np.errstate(all="ignore"):
            raise ValueError("within")

    with pytest.raises(ValueError, match="within"):
        f(np.arange(3.0))
