"""`math.prod` of lists and of generators."""

import math

from numlir import njit


@njit
def f(values):
    return math.prod(values), math.prod(values, start=2), math.prod([x + 1 for x in values])


CASES = [([1, 2, 3],), ([1.5, 2.5],), ([2**40, 2**30],)]
EXPECTED = [(6, 12, 24), (3.75, 7.5, 8.75), (0 + (2**70) % 2**64, 0, (2**40 + 1) * (2**30 + 1) % 2**64 - (2**64 if (2**40 + 1) * (2**30 + 1) % 2**64 >= 2**63 else 0))]
