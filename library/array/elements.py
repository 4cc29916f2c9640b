"""Methods that NumPy has as functions too."""

import numpy as np
from numlir.library import Literal, is_tuple, raise_if
from numlir.library.numpy.axes import _check_place, _position


def copy(self, order: Literal = "C"):
    """The compiler's own where no order is asked for."""
    return np.array(self, order=order)


def repeat(self, repeats, axis: Literal = None):
    return np.repeat(self, repeats, axis)


def clip(self, min=None, max=None, out=None):
    """The compiler's own, of bounds that are lists or tuples."""
    return np.clip(self, min, max, out)


def take(self, indices, axis: Literal = None, out=None, mode: Literal = "raise"):
    return np.take(self, indices, axis, out, mode)


def put(self, indices, values, mode: Literal = "raise"):
    np.put(self, indices, values, mode)


def compress(self, condition, axis: Literal = None, out=None):
    return np.compress(condition, self, axis, out)


def choose(self, choices, out=None, mode: Literal = "raise"):
    return np.choose(self, choices, out, mode)


def nonzero(self):
    return np.nonzero(self)


def tolist(self):
    if self.ndim == 0:
        return self[()]
    items = []
    for i in range(self.shape[0]):
        if self.ndim == 1:
            items.append(self[i])
        else:
            items.append(self[i].tolist())
    return items


def item(self, *args):
    if len(args) == 0:
        if self.size != 1:
            raise ValueError("can only convert an array of size 1 to a Python scalar")
        return self[(0,) * self.ndim]
    if len(args) > 1 or is_tuple(args[0]):
        place = args if len(args) > 1 else args[0]
        if len(place) != self.ndim:
            raise ValueError("incorrect number of indices for array")
        _check_place(place, self.shape, 0)
        return self[place]
    index = args[0]
    size = self.size
    wrong = index < -size or index >= size
    text = "index {} is out of bounds for axis 0 with size {}" if self.ndim == 1 else "index {} is out of bounds for size {}"
    raise_if(wrong, "IndexError", text, index, size)
    return self[_position(self.shape, index % size)]
