"""The types of values, under numba's name of the module."""

from ...types.typeof import typeof

__all__ = ["typeof"]
