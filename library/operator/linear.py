"""The operator ``@``."""

from numlir.library import has_method, is_instance
from numlir.library.numpy import matmul as _matmul_of


def matmul(a, b):
    if is_instance(a):
        return a.__matmul__(b)
    if is_instance(b) and has_method(b, "__rmatmul__"):
        return b.__rmatmul__(a)
    return _matmul_of(a, b)
