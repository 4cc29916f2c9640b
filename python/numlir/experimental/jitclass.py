"""``jitclass``: a class whose instances have fields of fixed types, and whose methods are compiled.

>>> import numlir as nb
>>> from numlir.experimental import jitclass
>>> @jitclass([("x", nb.float64), ("y", nb.float64)])
... class Point:
...     def __init__(self, x, y):
...         self.x = x
...         self.y = y
...     def norm(self):
...         return (self.x**2 + self.y**2) ** 0.5
>>> Point(3.0, 4.0).norm()
5.0
"""

import copyreg
import inspect
from collections.abc import Mapping
from types import FunctionType
from uuid import uuid4

from .. import config, extending, instances, types
from .._names import number_of
from .._numlir import Instance, declare_class, register_class
from ..decorators import jit_always
from ..errors import TypingError
from ..library import is_none, new_instance, reject
from ..types.annotations import as_numba_type
from ._class_content import Content, instance_type, note, reduce_class, reduce_instance
from ._generated import function, parameters


def jitclass(cls_or_spec=None, spec=None):
    """Compiles a class: ``@jitclass``, ``@jitclass(spec)`` or ``jitclass(cls, spec)``.

    ``spec`` tells the types of fields, as pairs or a mapping; annotations of the class tell others. Methods, properties and static
    methods are compiled where they are first called. Fields whose types are a ``deferred_type`` may be of the class itself.
    """
    if cls_or_spec is not None and spec is None and not isinstance(cls_or_spec, type):
        return lambda cls: _compiled(cls, cls_or_spec)
    if cls_or_spec is None:
        return lambda cls: _compiled(cls, spec)
    return _compiled(cls_or_spec, spec)


class JitClassType(type):
    """The type of compiled classes."""

    def __new__(mcs, name, bases, namespace):
        if any(isinstance(base, JitClassType) for base in bases):
            raise TypeError(
                f"cannot subclass from a jitclass: {name} derives from {bases[0].__name__}, whose instances have their fields only; "
                "derive both from a plain class"
            )
        return super().__new__(mcs, name, bases, {**_COMMON, **namespace})

    def __setattr__(cls, name, value):
        # A class that arrives from another process gets its members where it gets its content.
        if not isinstance(value, Content):
            super().__setattr__(name, value)
        elif "_content" not in vars(cls):
            _populate(cls, value)

    def __call__(cls, *arguments, **keywords):
        cls.class_type.declare()
        return cls._construct(*arguments, **keywords)

    def __repr__(cls):
        return f"<class {cls.__module__}.{cls.__qualname__}>"


class _ClassType(types.ClassType):
    """What is known of a compiled class: its fields and methods, and the type of its instances."""

    def __init__(self, name, made, fields, methods):
        super().__init__(f"jitclass.{made.__name__}")
        self.compiled_name = name
        self.class_name = made.__name__
        self.python_class = made
        self.struct = fields
        self.methods = methods
        self.instance_type = _InstanceType(self)
        # What makes an instance of values of fields, by the fields' names.
        self.restorers = {}
        self._declared = False

    def __reduce__(self):
        return getattr, (self.python_class, "class_type")

    def declare(self):
        """Tells the compiler of the fields, once the types among them that were put off are known."""
        if self._declared:
            return
        self._declared = True
        texts = [_text(kind) for kind in self.struct.values()]
        for kind in self.struct.values():
            _declare(kind)
        declare_class(self.compiled_name, f"instance.{self.compiled_name}", list(self.struct), texts, self.methods)


class _InstanceType(types.ClassInstanceType):
    def __init__(self, class_type):
        super().__init__(f"instance.{class_type.compiled_name}")
        self.class_type = class_type

    def __str__(self):
        self.class_type.declare()
        return self.name

    def __reduce__(self):
        return instance_type, (self.class_type.python_class,)

    @property
    def struct(self):
        return self.class_type.struct

    @property
    def classname(self):
        return self.class_type.class_name


def _type_of(instance):
    return type(instance).class_type.instance_type


_COMMON = {"__slots__": (), "_numba_type_": property(_type_of), "__reduce__": reduce_instance}
copyreg.pickle(JitClassType, reduce_class)


def _text(kind):
    """The text of a field's type, by which the compiler knows it."""
    if isinstance(kind, types.DeferredType):
        return _text(kind.get())
    if isinstance(kind, types.Optional):
        return f"OptionalType({_text(kind.type)})"
    return kind.name if isinstance(kind, _InstanceType) else str(kind)


def _declare(kind):
    if isinstance(kind, types.DeferredType):
        kind = kind.get()
    if isinstance(kind, _InstanceType):
        kind.class_type.declare()


def _field_type(cls, name, kind):
    try:
        return as_numba_type(kind)
    except TypingError:
        message = f"{cls.__name__}: the type of the field '{name}' is a type of numlir.types, not {kind!r}"
        raise TypeError(message) from None


def _fields(cls, spec):
    given = dict(spec.items() if isinstance(spec, Mapping) else spec or ())
    for name in given:
        if not isinstance(name, str):
            raise TypeError(f"{cls.__name__}: the name of a field is a string, not {name!r}")
    for base in reversed(cls.__mro__):
        for name, kind in inspect.get_annotations(base, eval_str=False).items():
            if isinstance(kind, str):
                kind = inspect.get_annotations(base, eval_str=True)[name]
            given.setdefault(name, kind)
    return {name: _field_type(cls, name, kind) for name, kind in given.items()}


def _compiled(cls, spec):
    if not isinstance(cls, type):
        raise TypeError(f"a class is compiled, not {cls!r}")
    if config.DISABLE_JIT:
        return cls
    fields = _fields(cls, spec)
    members = {}
    for base in reversed(cls.__mro__[:-1]):
        members.update(vars(base))
    for name in fields:
        if name in members:
            raise NameError(f"name shadowing: {name}")
    for key, value in members.items():
        if not isinstance(value, (FunctionType, staticmethod, property)) and not key.startswith("__"):
            what = "class method" if isinstance(value, classmethod) else "class member"
            raise TypeError(f"{cls.__name__}: {what}s are not supported: {key}; use a field, a static method or a global")
    if not isinstance(members.get("__init__"), FunctionType):
        raise TypeError(f"{cls.__name__} has no __init__, which is needed to make instances")
    made = JitClassType(cls.__name__, (Instance,), {"__module__": cls.__module__, "__qualname__": cls.__qualname__, "__doc__": cls.__doc__})
    members = {key: value for key, value in members.items() if isinstance(value, (FunctionType, staticmethod, property))}
    _populate(made, Content(uuid4().hex, cls.__qualname__, fields, members))
    return made


def _populate(made, content):
    """Gives a class without members those of its content."""
    fields, members = content.fields, content.members
    type.__setattr__(made, "__qualname__", content.qualname)
    name = f"jitclass.{made.__name__}#{number_of(made)}"
    methods = [key for key, value in members.items() if not isinstance(value, property) and key != "__init__"]
    class_type = _ClassType(name, made, fields, methods)
    namespace = {field: property(_getter(field), _setter(field)) for field in fields}
    for key, value in members.items():
        if isinstance(value, staticmethod):
            namespace[key] = _static_method(class_type, key, value.__func__)
        elif isinstance(value, property):
            namespace[key] = _property(class_type, key, value)
        elif key != "__init__":
            namespace[key] = _method(class_type, key, value)
    namespace["class_type"] = class_type
    namespace["_content"] = content
    namespace["_construct"] = _constructor(name, made, members["__init__"])
    # cloudpickle leaves out what is named there.
    namespace["__slots__"] = tuple(key for key in namespace if key != "_content")
    for key, value in namespace.items():
        type.__setattr__(made, key, value)
    instances.register(name, lambda fields: class_type.instance_type)
    register_class(name, made)
    note(made)


def _constructor(name, made, init):
    """What makes an instance, in Python and in compiled code."""
    names = {"new_instance": new_instance, "init": jit_always(init), "class_name": name, "is_none": is_none, "reject": reject}
    written, passed = parameters(init, names, skip=1)
    text = f"""def {made.__name__}({written}):
    self = new_instance(class_name)
    if not is_none(init(self, {passed})):
        reject("__init__() should return None, not a value")
    return self
"""
    compiled = jit_always(function(text, names))

    def construct(*arguments, **keywords):
        made.class_type.declare()
        return compiled

    construct.__signature__ = inspect.signature(compiled.py_func)
    extending.overload(made)(construct)
    return compiled


def _getter(field):
    return lambda self: self._get(field)


def _setter(field):
    compiled = None

    def store(self, value):
        nonlocal compiled
        if compiled is None:
            compiled = jit_always(function(f"def store(self, value):\n    self.{field} = value\n", {}))
        compiled(self, value)

    return store


def _serves(kind, given):
    """Registers a function for a kind of access to instances of a class; it takes what `given` takes."""

    def decorate(class_type, compiled):
        def served(*arguments, **keywords):
            return compiled

        served.__signature__ = inspect.signature(given)
        extending._given.setdefault(kind, []).append((class_type.instance_type, served, False))

    return decorate


def _method(class_type, name, given):
    compiled = jit_always(given)
    _serves(f"method.{name}", given)(class_type, compiled)
    return compiled


def _static_method(class_type, name, given):
    compiled = jit_always(given)
    names = {"given": compiled}
    written, passed = parameters(given, names)
    bound = function(f"def {name}({', '.join(filter(None, ('_self', written)))}):\n    return given({passed})\n", names)
    _serves(f"method.{name}", bound)(class_type, jit_always(bound))
    return staticmethod(compiled)


def _property(class_type, name, given):
    accessors = []
    for kind, accessor in (("attribute", given.fget), ("setattr", given.fset)):
        compiled = accessor and jit_always(accessor)
        if accessor is not None:
            _serves(f"{kind}.{name}", accessor)(class_type, compiled)
        accessors.append(compiled)
    return property(*accessors, doc=given.__doc__)
