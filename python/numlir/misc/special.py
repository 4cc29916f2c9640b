"""What programs call in compiled code, under numba's name of the module."""

from ..literals import literal_unroll, literally
from ..loops import pndindex, prange
from ..types.typeof import typeof

__all__ = ["literal_unroll", "literally", "pndindex", "prange", "typeof"]
