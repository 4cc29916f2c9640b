"""What `is` says of arrays: whether they are one memory, seen in one way. Views have no identity of their own in compiled code."""

from numlir.library import address


def array_is(a, b):
    if a.ndim != b.ndim or a.dtype != b.dtype:
        return False
    return address(a) == address(b) and a.shape == b.shape and a.strides == b.strides


def array_is_not(a, b):
    return not array_is(a, b)
