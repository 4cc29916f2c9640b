"""The operator ``@``."""

from numlir.library.numpy import matmul as _matmul_of


def matmul(a, b):
    return _matmul_of(a, b)
