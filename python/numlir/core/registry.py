"""Numba's name of what ``jit`` makes."""

from ..dispatcher import Dispatcher

CPUDispatcher = Dispatcher

__all__ = ["CPUDispatcher"]
