"""What compiled code may do with Python's values, and Python may not."""
