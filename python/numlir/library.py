"""Names that only compiled code means something by."""


def new_instance(class_name, *fields):
    """In compiled code, an instance of a class by its compiled name, of the values of its fields or, without them, of zeros."""
    raise TypeError("only compiled code makes instances")


def is_none(value):
    """In compiled code, whether a value is None, known when compiling."""
    raise TypeError("only compiled code knows types when compiling")


def reject(text):
    """In compiled code, an error of compilation."""
    raise TypeError(text)


def call_llvm(text, symbol, frame, result, *arguments):
    """In compiled code, calls a function that a module of LLVM IR, as text, defines; see :func:`numlir.extending.intrinsic`."""
    raise TypeError("only compiled code calls functions of LLVM")


def seldom(function):
    """Of a function in library/: it is not put in its callers' place."""
    return function
