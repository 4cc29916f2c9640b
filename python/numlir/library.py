"""Names that only compiled code means something by."""


def new_instance(class_name, *fields):
    """In compiled code, an instance of a class by its compiled name, of the values of its fields or, without them, of zeros."""
    raise TypeError("only compiled code makes instances")
