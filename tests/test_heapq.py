"""`heapq` and `bisect` in compiled code, compared with Python's."""

import bisect
import heapq

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numlir import njit
from numlir.typed import List

NUMBERS = st.lists(st.integers(-20, 20), min_size=1, max_size=30)


@njit
def operate(heap, values):
    """What comes out of a heap, and the heap itself."""
    heapq.heapify(heap)
    taken = [heap[0]]
    for value in values:
        if value % 4 == 0:
            taken.append(heapq.heappop(heap))
            heapq.heappush(heap, value)
        elif value % 4 == 1:
            taken.append(heapq.heapreplace(heap, value))
        elif value % 4 == 2:
            taken.append(heapq.heappushpop(heap, value))
        else:
            heapq.heappush(heap, value)
    return taken, heap


@given(NUMBERS, NUMBERS)
def test_heaps(heap, values):
    expected = operate.py_func(heap[:], values)
    assert operate(heap[:], values) == expected
    taken, typed = operate(List(heap), List(values))
    assert (taken, list(typed)) == expected


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 3)), min_size=1))
def test_heaps_of_tuples(values):
    @njit
    def drained(heap):
        heapq.heapify(heap)
        return [heapq.heappop(heap) for _ in range(len(heap))]

    assert drained(values[:]) == sorted(values)


@njit
def extremes(n, values):
    return heapq.nlargest(n, values), heapq.nsmallest(n, values), heapq.nlargest(n, values, key=lambda x: -x)


@given(st.integers(-1, 8), NUMBERS)
def test_the_largest_and_smallest(n, values):
    assert extremes(n, values) == extremes.py_func(n, values)


def test_an_empty_heap():
    @njit
    def pop(heap):
        heap.pop()
        return heapq.heappop(heap)

    with pytest.raises(IndexError, match="index out of range"):
        pop([1])


@njit
def places(a, x):
    found = bisect.bisect_left(a, x), bisect.bisect_right(a, x), bisect.bisect(a, x), bisect.bisect_left(a, x, 1, 2)
    bisect.insort(a, x)
    bisect.insort_left(a, x)
    return found, a


@given(NUMBERS, st.integers(-20, 20))
def test_bisect(values, x):
    values = sorted([*values, 0])
    assert places(values[:], x) == places.py_func(values[:], x)
