"""What memoryviews say of their memory: as arguments they are arrays; what an array's memory holds."""

import numpy as np
from numlir.library import Literal, call_c, is_none, layout, reject


@property
def contiguous(self):
    return self.flags.c_contiguous or self.flags.f_contiguous


@property
def c_contiguous(self):
    return self.flags.c_contiguous


@property
def f_contiguous(self):
    return self.flags.f_contiguous


@property
def readonly(self):
    return not self.flags.writeable


def tobytes(self, order: Literal = "C"):
    """The bytes of all elements, in the order of C or of Fortran; `A` is Fortran's for arrays that are laid out so."""
    if order != "C" and order != "F" and order != "A" and order != "K" and not is_none(order):
        reject("order must be one of 'C', 'F', 'A', or 'K'")
    if order == "F" or (order == "A" and layout(self) == "F"):
        return _bytes(np.ascontiguousarray(self.T))
    return _bytes(np.ascontiguousarray(self))


def _bytes(a):
    return call_c("numlir_bytes_of", bytes, a, a.nbytes)
