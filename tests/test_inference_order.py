"""Types that rise after others were made of them."""

import numpy as np
from numlir import njit


@njit
def grows(n):
    c = 0
    for _ in range(n):
        c += 1.5
    return c


def test_an_array_of_what_a_call_gives():
    @njit
    def f(n):
        x = grows(n)
        a = np.full(3, x)
        for _ in range(2):
            a = a * x
        return a, (a, x)

    a, (b, x) = f(2)
    assert x == 3.0
    np.testing.assert_array_equal(a, np.full(3, 27.0))
    np.testing.assert_array_equal(a, b)


def test_an_array_in_a_tuple_in_a_loop():
    @njit
    def f(n):
        x = 1
        for _ in range(n):
            t = (x, np.array([x, 2]))
            x = t[0] / 2
        return t

    first, array = f(3)
    assert first == 0.25
    np.testing.assert_array_equal(array, [0.25, 2.0])
