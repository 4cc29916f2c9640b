"""Python's own types in compiled code, under numba's names of modules."""
