"""Signatures and the types of values, under numba's names."""

from ...signature import Signature
from . import asnumbatype, typeof

__all__ = ["Signature", "asnumbatype", "signature", "typeof"]


def signature(return_type, *args, recvr=None):
    """The signature of a function: the type of the result, then those of the arguments."""
    return Signature(return_type, args, recvr)
