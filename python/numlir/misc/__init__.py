"""Numba's name of a package: ``numlir.misc.special``."""

from . import special

__all__ = ["special"]
