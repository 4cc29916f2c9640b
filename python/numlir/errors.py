"""The exceptions of numlir, under the names that numba uses where it has one."""


class NumlirError(Exception):
    """Whatever the compiler complains about. ``code`` is the complaint's short, stable name."""

    code = None


class TypingError(NumlirError):
    """Types that do not agree, or values that have no type."""


class UndeclaredNameError(TypingError, NameError):
    """A name that means nothing, or a local variable that certainly has no value."""


class UnsupportedError(NumlirError):
    """Python that numlir does not compile."""


class NumlirSyntaxError(NumlirError):
    """Text that is not Python, as far as the compiler can tell."""


class LoweringError(NumlirError):
    """Code that was understood but could not be made native."""


class InternalError(LoweringError):
    """A fault of numlir itself; please report it."""


class NumlirWarning(Warning):
    """Something that works, but not as its author may expect."""


class NumlirParallelWarning(NumlirWarning):
    """A parallel loop that may not compute what its author expects, or that runs serially."""


NumbaError = NumlirError
NumbaTypeError = TypingError
NumbaWarning = NumlirWarning
CompilerError = InternalError
UnsupportedBytecodeError = UnsupportedError
