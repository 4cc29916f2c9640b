"""Selection: the element that sorting would put at a position, in linear time."""

import numpy as np
from numlir.library import call_c, is_bool, is_integer, layout

from .sorting import _number_kind


def _select(row, position, low, high):
    """Moves the element of the sorted order at `position` there, none larger before and none smaller behind.

    Hoare's selection with the median of three as pivot. Where that has halved the range too seldom, the pivot is the
    median of medians of five (Blum, Floyd, Pratt, Rivest, Tarjan 1973), which keeps the time linear: Musser's
    introselect. The runtime has it for the numbers that it sorts.
    """
    if _number_kind(row) > 0 and layout(row) != "A":
        call_c("numlir_sort_to", None, _number_kind(row), row[low : high + 1], high + 1 - low, position - low)
        return
    patience = 2 * _bits(high - low)
    while high - low > 8:
        middle = low + (high - low) // 2
        if patience > 0:
            _sort_pair(row, low, middle)
            _sort_pair(row, middle, high)
            _sort_pair(row, low, middle)
            pivot = row[middle]
        else:
            pivot = _median_of_medians(row, low, high)
        patience -= 1
        left, right = low, high
        while left <= right:
            while np.less(row[left], pivot):
                left += 1
            while np.less(pivot, row[right]):
                right -= 1
            if left <= right:
                row[left], row[right] = row[right], row[left]
                left += 1
                right -= 1
        if position <= right:
            high = right
        elif position >= left:
            low = left
        else:
            return
    _insertion_sort(row, low, high)


def _bits(x):
    count = 0
    while x > 0:
        x >>= 1
        count += 1
    return count


def _sort_pair(row, first, second):
    if np.less(row[second], row[first]):
        row[first], row[second] = row[second], row[first]


def _insertion_sort(row, low, high):
    for i in range(low + 1, high + 1):
        x = row[i]
        place = i
        while place > low and np.less(x, row[place - 1]):
            row[place] = row[place - 1]
            place -= 1
        row[place] = x


def _median_of_medians(row, low, high):
    """Collects the medians of groups of five at the front, and gives their median."""
    count = 0
    for start in range(low, high - 3, 5):
        _insertion_sort(row, start, start + 4)
        row[low + count], row[start + 2] = row[start + 2], row[low + count]
        count += 1
    _select(row, low + count // 2, low, low + count - 1)
    return row[low + count // 2]


def _without_nan(row):
    """Moves NaN behind the numbers, and gives the count of numbers."""
    if is_bool(row) or is_integer(row):
        return len(row)
    else:
        count = 0
        for i in range(len(row)):
            x = row[i]
            if not np.isnan(x):
                row[i] = row[count]
                row[count] = x
                count += 1
        return count
