"""Typed lists by numba's name of the module."""

from .lists import List

__all__ = ["List"]
