"""The exceptions of numlir, under the names that numba uses where it has one."""

import warnings
from contextlib import contextmanager
from functools import wraps


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


class HeterogeneousError(TypingError, TypeError):
    """A list or a set among the arguments whose elements have several types."""


class LiteralTypingError(TypingError):
    """A value that has no literal type."""


class RequireLiteralValueError(TypingError):
    """An argument whose value must be known when compiling."""


class UntypedAttributeError(TypingError):
    """An attribute that values of a type do not have."""


class NumlirValueError(TypingError):
    """A value that cannot be, found while types were looked at."""


class NumlirAttributeError(TypingError):
    """An attribute that cannot be, found while types were looked at."""


class NumlirAssertionError(TypingError):
    """An assertion that does not hold, found while types were looked at."""


class NumlirNotImplementedError(TypingError):
    """A type or an operation on it that is not there."""


class NumlirKeyError(TypingError):
    """A key that is not there, found while types were looked at."""


class NumlirIndexError(TypingError):
    """An index that is out of bounds, found while types were looked at."""


class NumlirRuntimeError(NumlirError):
    """An error of the package at run time."""


class ByteCodeSupportError(NumlirError):
    """A code object that cannot be read."""


class ConstantInferenceError(NumlirError):
    """A value that must be a constant and is not."""


class DeprecationError(NumlirError):
    """Something that is no longer there."""


class IRError(InternalError):
    """A form of a function that is not what it must be."""


class RedefinedError(IRError):
    """A name that has two definitions where one must be."""


class NotDefinedError(IRError):
    """A name that has no definition where one must be."""


class VerificationError(IRError):
    """A form of a function that the verifier refuses."""


class ForbiddenConstruct(LoweringError):
    """Code that has no native form."""


class UnsupportedParforsError(UnsupportedError):
    """A parallel loop that cannot be one."""


class UnsupportedRewriteError(UnsupportedError):
    """A loop that cannot be compiled apart."""


class InternalTargetMismatchError(InternalError):
    """Code of one target where another's must be."""


class NonexistentTargetError(InternalError):
    """A target that does not exist."""


class ForceLiteralArg(NumlirError):
    """A demand that an argument be compiled as a constant."""


class NumlirWarning(Warning):
    """Something that works, but not as its author may expect."""


class NumlirPerformanceWarning(NumlirWarning):
    """Something that works, but slowly."""


class NumlirFallbackWarning(NumlirWarning):
    """A function that is not compiled, but run by Python."""


class NumlirDeprecationWarning(NumlirWarning, DeprecationWarning):
    """Something that will not be there for ever."""


class NumlirPendingDeprecationWarning(NumlirWarning, PendingDeprecationWarning):
    """Something that may not be there for ever."""


class NumlirParallelWarning(NumlirWarning):
    """A parallel loop that may not compute what its author expects, or that runs serially."""


class NumlirTypeSafetyWarning(NumlirWarning):
    """A conversion that loses something."""


class NumlirExperimentalFeatureWarning(NumlirWarning):
    """Something that may change."""


class NumlirInvalidConfigWarning(NumlirWarning):
    """A setting that means nothing."""


class NumlirPedanticWarning(NumlirWarning):
    """Something that is no fault, but could be said better."""


class NumlirIRAssumptionWarning(NumlirPedanticWarning):
    """A form of a function that a pass did not expect."""


class NumlirDebugInfoWarning(NumlirWarning):
    """Debugging information that is incomplete."""


class NumlirSystemWarning(NumlirWarning):
    """A machine or library that lacks something."""


class WarningsFixer:
    """Warnings of a class that are kept until :meth:`flush`, and then given with the file and line that they are about.

    >>> fixer = WarningsFixer(NumlirWarning)
    >>> with fixer.catch_warnings("model.py", 10):
    ...     warnings.warn(NumlirWarning("slow"))
    >>> fixer.flush()
    """

    def __init__(self, category):
        self._category = category
        # Each said once, by what is said: (file, line, class) to texts.
        self._kept = {}

    @contextmanager
    def catch_warnings(self, filename=None, lineno=None):
        """Keeps the warnings of the class that are given within; others are given at once."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield
        for warning in caught:
            if issubclass(warning.category, self._category):
                place = filename or warning.filename, lineno or warning.lineno, warning.category
                self._kept.setdefault(place, set()).add(str(warning.message))
            else:
                warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)

    def flush(self):
        """Gives what was kept, in an order that does not depend on that of the program."""
        kept, self._kept = self._kept, {}
        for (filename, line, category), texts in sorted(kept.items(), key=str):
            for text in sorted(texts):
                warnings.warn_explicit(text, category, filename or "<unknown>", line or 0)


def deprecated(arg):
    """A decorator for functions that another one replaces: a call warns, and names it."""

    def decorate(function):
        @wraps(function)
        def calling(*args, **kwargs):
            text = f"Call to deprecated function {function.__name__}; use {arg} instead"
            warnings.warn(text, DeprecationWarning, stacklevel=2)
            return function(*args, **kwargs)

        return calling

    return decorate


# Numba's names. A type that does not fit is all that `TypingError` ever means.
NumlirTypeError = NumbaTypeError = TypingError
RequireLiteralValue = RequireLiteralValueError
CompilerError = InternalError
UnsupportedBytecodeError = UnsupportedError
NumbaError = NumlirError
NumbaValueError = NumlirValueError
NumbaAttributeError = NumlirAttributeError
NumbaAssertionError = NumlirAssertionError
NumbaNotImplementedError = NumlirNotImplementedError
NumbaKeyError = NumlirKeyError
NumbaIndexError = NumlirIndexError
NumbaRuntimeError = NumlirRuntimeError
NumbaWarning = NumlirWarning
NumbaPerformanceWarning = NumlirPerformanceWarning
NumbaDeprecationWarning = NumlirDeprecationWarning
NumbaPendingDeprecationWarning = NumlirPendingDeprecationWarning
NumbaParallelSafetyWarning = NumlirParallelWarning
NumbaTypeSafetyWarning = NumlirTypeSafetyWarning
NumbaExperimentalFeatureWarning = NumlirExperimentalFeatureWarning
NumbaInvalidConfigWarning = NumlirInvalidConfigWarning
NumbaPedanticWarning = NumlirPedanticWarning
NumbaIRAssumptionWarning = NumlirIRAssumptionWarning
NumbaDebugInfoWarning = NumlirDebugInfoWarning
NumbaSystemWarning = NumlirSystemWarning

#: The names that ``numlir`` itself offers.
__all__ = [
    "ByteCodeSupportError",
    "CompilerError",
    "ConstantInferenceError",
    "DeprecationError",
    "ForbiddenConstruct",
    "HeterogeneousError",
    "ForceLiteralArg",
    "IRError",
    "InternalError",
    "InternalTargetMismatchError",
    "LiteralTypingError",
    "LoweringError",
    "NonexistentTargetError",
    "NotDefinedError",
    "RedefinedError",
    "RequireLiteralValue",
    "TypingError",
    "UndeclaredNameError",
    "UnsupportedBytecodeError",
    "UnsupportedError",
    "UnsupportedParforsError",
    "UnsupportedRewriteError",
    "UntypedAttributeError",
    "VerificationError",
    *(name for name in dir() if name.startswith(("Numba", "Numlir"))),
]
