"""The types that annotations mean, under numba's names."""

from ...types.annotations import AsNumbaType, as_numba_type

AsNumbaTypeRegistry = AsNumbaType

__all__ = ["AsNumbaTypeRegistry", "as_numba_type"]
