"""Arrays as compiled code alone sees them, under numba's names of modules."""
