"""Heaps in lists, as Python's module `heapq` keeps them: an item is at most those at twice its place plus one and plus two.

The order in which items come to lie is CPython's, where equal items could tell the difference.
"""

from numlir.library import is_list, is_typed_list, reject


def _check(heap):
    if not (is_list(heap) or is_typed_list(heap)):
        reject("heap argument must be a list")


def _rise(heap, start, place):
    """Moves the item at a place up to where its parent is at most it, not above `start`."""
    item = heap[place]
    while place > start:
        parent = (place - 1) >> 1
        if not item < heap[parent]:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = item


def _sink(heap, start):
    """Puts the item at a place where it belongs below: smaller children move up as far as a leaf, from where the item rises."""
    end = len(heap)
    place = start
    item = heap[start]
    child = 2 * place + 1
    while child < end:
        right = child + 1
        if right < end and not heap[child] < heap[right]:
            child = right
        heap[place] = heap[child]
        place = child
        child = 2 * place + 1
    heap[place] = item
    _rise(heap, start, place)


def heapify(heap, /):
    _check(heap)
    for place in range(len(heap) // 2 - 1, -1, -1):
        _sink(heap, place)


def heappush(heap, item, /):
    _check(heap)
    heap.append(item)
    _rise(heap, 0, len(heap) - 1)


def heappop(heap, /):
    _check(heap)
    if len(heap) == 0:
        raise IndexError("index out of range")
    last = heap.pop()
    if len(heap) == 0:
        return last
    least = heap[0]
    heap[0] = last
    _sink(heap, 0)
    return least


def heapreplace(heap, item, /):
    _check(heap)
    if len(heap) == 0:
        raise IndexError("index out of range")
    least = heap[0]
    heap[0] = item
    _sink(heap, 0)
    return least


def heappushpop(heap, item, /):
    _check(heap)
    if len(heap) > 0 and heap[0] < item:
        least = heap[0]
        heap[0] = item
        _sink(heap, 0)
        return least
    return item
