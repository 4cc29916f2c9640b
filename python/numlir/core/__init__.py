"""The place where Numba's programs find its errors: ``nb.core.errors.TypingError``."""

from . import errors

__all__ = ["errors"]
