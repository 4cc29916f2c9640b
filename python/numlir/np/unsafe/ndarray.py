"""Arrays as tuples, under numba's name."""

__all__ = ["to_fixed_tuple"]


def to_fixed_tuple(array, length):
    """The first `length` elements of an array of one axis, as a tuple; in compiled code `length` is a constant.

    ``IndexError`` where the array is shorter.
    """
    return tuple(array[index] for index in range(length))
