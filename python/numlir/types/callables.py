"""Types of what can be called, and of random number generators."""

from .base import Dummy, Opaque, Type


class Callable(Type):
    """What can be called."""


class Function(Callable, Opaque):
    """A function known to the compiler."""


class BoundFunction(Callable, Opaque):
    """A method of a value."""


class Dispatcher(Callable, Dummy):
    """A function of the user's."""


class NumberClass(Callable, Opaque):
    """The class of a scalar, such as ``np.float64``."""

    def __init__(self, instance_type):
        super().__init__(f"class({instance_type})")
        self.instance_type = instance_type
        self.dtype = instance_type

    @property
    def key(self):
        return self.instance_type


class FunctionType(Type):
    """A function of a signature, whichever it is: what may be passed where another of the signature was."""

    def __init__(self, signature):
        from ..signature import Signature, normalize

        if not isinstance(signature, Signature):
            args, return_type = normalize(signature)
            signature = Signature(return_type, args)
        self.signature = signature
        super().__init__(f"FunctionType[{signature.return_type}({', '.join(map(str, signature.args))})]")

    @property
    def key(self):
        return self.signature

    @property
    def nargs(self):
        return len(self.signature.args)


class FunctionPrototype(Type):
    def __init__(self, rtype, atypes):
        self.rtype, self.atypes = rtype, tuple(atypes)
        super().__init__(f"{rtype}({', '.join(map(str, self.atypes))})")


class UndefinedFunctionType(FunctionType):
    pass


class ExternalFunction(Callable):
    """A C function by its symbol."""

    def __init__(self, symbol, sig):
        super().__init__(f"ExternalFunction({symbol}, {sig})")
        self.symbol, self.sig = symbol, sig


class ExternalFunctionPointer(Callable):
    """A C function by its address, which ``get_pointer`` tells."""

    def __init__(self, sig, get_pointer, cconv=None):
        super().__init__(f"ExternalFunctionPointer(sig={sig})")
        self.sig, self.get_pointer, self.cconv = sig, get_pointer, cconv

    @property
    def key(self):
        return self.sig, self.cconv, self.get_pointer


class ExceptionClass(Callable, Opaque):
    def __init__(self, exc_class):
        super().__init__(exc_class.__name__)
        self.exc_class = exc_class


class ClassType(Callable, Opaque):
    """A jitclass itself."""


class ClassInstanceType(Type):
    """An instance of a jitclass."""


class StructRef(Type):
    """A structure by reference, with fields as pairs of a name and a type; see :mod:`numlir.experimental.structref`."""

    mutable = True

    def __init__(self, fields):
        fields = self.preprocess_fields(tuple(map(self._field, fields)))
        self._fields = tuple(map(self._field, fields))
        super().__init__(f"numba.{type(self).__qualname__}{self._fields}")

    @staticmethod
    def _field(pair):
        name, kind = pair
        if not isinstance(name, str):
            raise ValueError(f"expecting a str for field name, not {name!r}")
        if not isinstance(kind, Type):
            raise ValueError(f"expecting a Numba Type for field type, not {kind!r}")
        return name, kind

    def __str__(self):
        if type(self) is StructRef:
            return self.name
        from ..experimental.structref import compiled_name

        return f"instance.{compiled_name(self)}"

    def preprocess_fields(self, fields):
        """The fields that the type has for those that were given: subclasses may change names and types."""
        return fields

    @property
    def field_dict(self):
        return dict(self._fields)


class NumPyRandomGeneratorType(Type):
    pass


class NumPyRandomBitGeneratorType(Type):
    pass


class WrapperAddressProtocol:
    """An object that is a function of C for compiled code: it tells its address and its signature.

    It can be a global of a compiled function or its argument, and is called there as any function is. Its types are numbers
    and pointers.
    """

    def __wrapper_address__(self):
        """The address of the function, a positive integer. It has to stay valid as long as the process."""
        raise NotImplementedError(f"{type(self).__name__} does not tell its address")

    def signature(self):
        """The signature: ``float64(float64)``, say."""
        raise NotImplementedError(f"{type(self).__name__} does not tell its signature")


def bound_functions(arguments, declared):
    """The functions among arguments that are declared to be of a signature: pairs of each, and of it for that signature alone."""
    found = []
    for argument, kind in zip(arguments, declared, strict=True):
        if isinstance(kind, FunctionType):
            # What has a signature of its own keeps it.
            if getattr(argument, "_can_compile", False):
                found.append((argument, CompileResultWAP(_Compiled(kind.signature, argument))))
        elif isinstance(argument, tuple) and hasattr(kind, "types"):
            found += bound_functions(argument, kind.types)
    return found


class _Compiled:
    def __init__(self, signature, entry_point):
        self.signature, self.entry_point = signature, entry_point


class CompileResultWAP:
    """What a function was compiled to for one signature, as a function of this signature alone: an element of ``f.overloads``."""

    def __init__(self, cres):
        from ..decorators import jit_always

        self.signature_of_function = cres.signature
        called = cres.entry_point
        # Another function than the one it is of, which arguments tell from it.
        self._numlir_dispatcher = jit_always(getattr(called, "__self__", called).py_func)

    @property
    def _numlir_signature(self):
        return self.signature_of_function.args, self.signature_of_function.return_type

    def signature(self):
        return self.signature_of_function

    def __call__(self, *arguments, **keywords):
        return self._numlir_dispatcher(*arguments, **keywords)
