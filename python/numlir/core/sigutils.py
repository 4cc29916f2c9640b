"""Signatures, under numba's names."""

from ..signature import is_signature, normalize

__all__ = ["is_signature", "normalize_signature"]

#: The types of the arguments as a tuple, and that of the result or None.
normalize_signature = normalize
