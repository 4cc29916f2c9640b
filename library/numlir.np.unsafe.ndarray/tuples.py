"""Arrays as tuples."""

from numlir.library import Literal, is_literal, raise_if, reject, repeated, replaced


def to_fixed_tuple(array, length: Literal):
    if not is_literal(length):
        reject("*length* argument must be a constant")
    if array.ndim != 1:
        reject("only arrays of one axis become tuples")
    raise_if(array.size < length, "IndexError", "index {} is out of bounds for axis 0 with size {}", array.size, array.size)
    if length == 0:
        return ()
    elements = repeated(array[0], length)
    for index in range(1, length):
        elements = replaced(elements, index, array[index])
    return elements
