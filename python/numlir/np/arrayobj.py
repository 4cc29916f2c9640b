"""What intrinsics read arrays with, under numba's name of the module."""

from ..core.cgutils import create_struct_proxy

__all__ = ["make_array"]


def make_array(array_type):
    """The class of the fields of arrays of a type: see :func:`numlir.core.cgutils.create_struct_proxy`."""
    return create_struct_proxy(array_type)
