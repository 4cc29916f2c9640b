"""A tuple carried around a loop."""

from numlir import njit


@njit
def f(n):
    state = (0, 1)
    for _ in range(n):
        state = (state[1], state[0] + state[1])
    return state


CASES = [(0,), (1,), (10,), (90,)]
