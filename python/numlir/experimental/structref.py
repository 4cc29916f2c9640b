"""``structref``: structures by reference, with fields of whatever types they are made with.

>>> from numlir import njit, types
>>> from numlir.experimental import structref
>>> @structref.register
... class PairType(types.StructRef):
...     pass
>>> class Pair(structref.StructRefProxy):
...     @property
...     def first(self):
...         return first_of(self)
>>> structref.define_proxy(Pair, PairType, ["first", "second"])
>>> @njit
... def first_of(pair):
...     return pair.first
>>> Pair(1, 2.5).first
1

A ``StructRef`` is a family of types; each combination of fields with their types is one of it. In compiled code a proxy is
called to make a structure, and its fields are attributes; :func:`numlir.extending.overload_method` and
:func:`numlir.extending.overload_attribute` add methods and attributes. Python has references to the same structures, through
proxies that offer what their class says.
"""

from .. import extending, instances, types
from .._names import number_of
from .._numlir import Instance, declare_class, register_class
from ..decorators import jit_always
from ..library import new_instance
from ..types import StructRef
from ._generated import function

# Classes of types that were registered, with the names of those types that the compiler knows by now.
_registered = {}
# The Python classes of proxies, by the classes of types.
_proxies = {}
# The names of types, and types by their names once their fields have been declared.
_names = {}
_declared = {}


def register(struct_type):
    """Registers a class that derives from ``types.StructRef``: its types can be those of values then. A class decorator."""
    _check(struct_type)
    _registered.setdefault(struct_type, [])
    return struct_type


def define_proxy(py_class, struct_typeclass, fields):
    """Makes ``py_class`` what structures of a class of types are in Python, and what makes them from values of ``fields``."""
    define_constructor(py_class, struct_typeclass, fields)
    define_boxing(struct_typeclass, py_class)


def define_constructor(py_class, struct_typeclass, fields):
    """Makes ``py_class`` make structures, in Python and in compiled code: it is called with a value for each of ``fields``."""
    _check(struct_typeclass)
    parameters = ", ".join(fields)
    made = {}

    def make(kinds):
        kinds = tuple(map(types.unliteral, kinds))
        if kinds not in made:
            # Fields may have any names; what is no field begins with two underscores.
            names = {"__new": new_instance, "__name": compiled_name(struct_typeclass(list(zip(fields, kinds))))}
            stores = "".join(f"    __made.{field} = {field}\n" for field in fields)
            text = f"def {py_class.__name__}({parameters}):\n    __made = __new(__name)\n{stores}    return __made\n"
            made[kinds] = jit_always(function(text, names))
        return made[kinds]

    kinds = "".join(f"{field}, " for field in fields)
    extending.overload(py_class)(function(f"def construct({parameters}):\n    return __make(({kinds}))\n", {"__make": make}))
    text = f"def construct({parameters}):\n    return __proxy({parameters})\n"
    py_class._construct = staticmethod(jit_always(function(text, {"__proxy": py_class})))


def define_boxing(struct_type, obj_class):
    """Makes ``obj_class``, which derives from :class:`StructRefProxy`, what structures of a class of types are in Python."""
    _check(struct_type)
    if not (isinstance(obj_class, type) and issubclass(obj_class, StructRefProxy)):
        raise TypeError(f"a structure's class in Python derives from StructRefProxy, not {obj_class!r}")
    _proxies[struct_type] = obj_class
    for name in _registered.get(struct_type, ()):
        register_class(name, obj_class)


def new(struct_type):
    """A structure of a type, in compiled code: its fields have yet to be assigned."""
    raise TypeError("structref.new() is called in compiled code")


@extending.overload(new)
def _new(struct_type):
    if isinstance(struct_type, types.TypeRef) and isinstance(struct_type.instance_type, StructRef):
        name = compiled_name(struct_type.instance_type)

        def implementation(struct_type):
            return new_instance(name)

        return implementation


class StructRefProxy(Instance):
    """A structure in Python: a reference to it, without its fields. Subclasses add what of it Python sees, as properties that
    call compiled functions. One that defines ``__new__`` calls this class's with the fields' values, in order."""

    __slots__ = ()

    def __new__(cls, *args):
        construct = getattr(cls, "_construct", None)
        if construct is None:
            raise TypeError(f"{cls.__name__} makes no structures: structref.define_proxy() has not been called")
        return construct(*args)

    @property
    def _numba_type_(self):
        return types._described(self._description)


def compiled_name(kind):
    """The name that the compiler knows a type by. Its fields are declared, unless they are being made just now."""
    name = kind.__dict__.get("_compiled")
    is_whole = "_fields" in kind.__dict__
    if name is None:
        if type(kind) not in _registered:
            raise TypeError(f"{type(kind).__name__} is not registered: @structref.register does that")
        name = _names.get(kind) if is_whole else None
        if name is None:
            number = number_of(type(kind), kind._fields if is_whole else "")
            name = f"structref.{type(kind).__name__}#{number}"
            _names[kind if is_whole else name] = name
        kind._compiled = name
    if is_whole and name not in _declared:
        _declared[name] = kind
        _registered[type(kind)].append(name)
        declare_class(name, f"instance.{name}", [field for field, _ in kind._fields], [str(of) for _, of in kind._fields], [])
        instances.register(name, lambda _: kind)
        if type(kind) in _proxies:
            register_class(name, _proxies[type(kind)])
    return name


def _check(struct_type):
    if not (isinstance(struct_type, type) and issubclass(struct_type, StructRef)) or struct_type is StructRef:
        raise ValueError(f"cannot register {struct_type!r}: a class that derives from types.StructRef is registered")
