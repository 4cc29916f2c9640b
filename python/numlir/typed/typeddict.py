"""Typed dictionaries by numba's name of the module."""

from .tables import Dict

__all__ = ["Dict"]
