"""Types of NumPy's dtypes beside numbers: records, strings of fixed length, dates. And the way between types and dtypes."""

import numpy as _np

from .base import SCALARS, Hashable, Type
from .containers import Array, NestedArray


class CharSeq(Hashable):
    """Bytes of a fixed length: NumPy's ``S``."""

    mutable = True

    def __init__(self, count):
        super().__init__(f"[char x {count}]")
        self.count = count


class UnicodeCharSeq(Hashable):
    """Text of a fixed length: NumPy's ``U``."""

    mutable = True

    def __init__(self, count):
        super().__init__(f"[unichr x {count}]")
        self.count = count


class _DateTimeBase(Hashable):
    kind = None

    def cast_python_value(self, value):
        cls = getattr(_np, self.kind)
        return cls(value, self.unit) if self.unit else cls(value)

    def __init__(self, unit=""):
        unit = "" if unit == "generic" else unit
        super().__init__(f"{self.kind}[{unit}]")
        self.unit = unit


class NPDatetime(_DateTimeBase):
    """``datetime64`` of a unit; without one, of none."""

    kind = "datetime64"


class NPTimedelta(_DateTimeBase):
    """``timedelta64`` of a unit; without one, of none."""

    kind = "timedelta64"


def date_named(name):
    """The type of a name such as ``datetime64[ns]``."""
    kind, _, unit = name.rstrip("]").partition("[")
    return {made.kind: made for made in (NPDatetime, NPTimedelta)}[kind](unit)


class Field:
    """A field of a record: its type, where it lies, how it is aligned, its title."""

    def __init__(self, type, offset, alignment=None, title=None):
        self.type, self.offset, self.alignment, self.title = type, offset, alignment, title

    def __eq__(self, other):
        return isinstance(other, Field) and self._values() == other._values()

    def __hash__(self):
        return hash(self._values())

    def __iter__(self):
        return iter(self._values())

    def _values(self):
        return self.type, self.offset, self.alignment, self.title


class Record(Type):
    """A structured dtype: ``fields`` as pairs of a name and a dictionary of ``type`` and ``offset``, size in bytes."""

    mutable = True

    def __init__(self, fields, size, aligned):
        self.fields = {}
        for name, value in fields:
            self.fields[name] = value if isinstance(value, Field) else Field(**value)
        self.size = size
        self.aligned = aligned
        described = ",".join(
            f"{name}[type={field.type};offset={field.offset}"
            + (f";alignment={field.alignment}]" if field.alignment is not None else "]")
            for name, field in self.fields.items()
        )
        super().__init__(f"Record({described};{size};{aligned})")

    @classmethod
    def make_c_struct(cls, name_types):
        """The record that a C compiler lays out: pairs of names and types, in order."""
        fields = [(name, as_dtype(type_)) for name, type_ in name_types]
        dtype = _np.dtype(fields, align=True)
        made = []
        for name, type_ in name_types:
            alignment = dtype.fields[name][0].base.alignment
            made.append((name, Field(type_, dtype.fields[name][1], alignment)))
        return cls(made, dtype.itemsize, True)

    def __len__(self):
        return len(self.fields)

    @property
    def members(self):
        """Names with types, in the order of memory."""
        ordered = sorted(self.fields.items(), key=lambda item: item[1].offset)
        return [(name, field.type) for name, field in ordered]

    @property
    def dtype(self):
        return as_dtype(self)

    @property
    def bitwidth(self):
        return self.size * 8

    def typeof(self, key):
        return self.fields[key].type

    def offset(self, key):
        return self.fields[key].offset

    def alignment(self, key):
        return self.fields[key].alignment

    def has_titles(self):
        return any(field.title is not None for field in self.fields.values())

    def is_title(self, key):
        return any(field.title == key for field in self.fields.values())


def from_dtype(dtype):
    """The type of a NumPy dtype. Raises ``NumbaNotImplementedError`` where there is none."""
    dtype = _np.dtype(dtype)
    if dtype.subdtype is not None:
        element, shape = dtype.subdtype
        return NestedArray(from_dtype(element), shape)
    if dtype.names is not None:
        return from_struct_dtype(dtype)
    if dtype.isnative:
        kind = dtype.kind
        if kind in "biufc":
            # Two names of one width, where the platform's C has both.
            name = "bool" if kind == "b" else f"{dtype.type.__name__.rstrip('0123456789_')}{8 * dtype.itemsize}"
            name = {"longlong64": "int64", "ulonglong64": "uint64", "intc32": "int32", "uintc32": "uint32"}.get(name, name)
            if name in SCALARS:
                return SCALARS[name]
        if kind in "mM":
            unit, count = _np.datetime_data(dtype)
            return (NPDatetime if kind == "M" else NPTimedelta)(unit if count == 1 else f"{count}{unit}")
        if kind == "U":
            return UnicodeCharSeq(dtype.itemsize // 4)
    if dtype.kind == "S":
        return CharSeq(dtype.itemsize)
    if dtype.kind == "O":
        from .base import PyObject

        return PyObject("pyobject")
    from ..errors import NumbaNotImplementedError

    raise NumbaNotImplementedError(f"{dtype!r} cannot be represented as a type")


def from_struct_dtype(dtype):
    """The record of a structured dtype."""
    fields = []
    for name in dtype.names:
        info = dtype.fields[name]
        title = info[2] if len(info) == 3 else None
        fields.append((name, Field(from_dtype(info[0]), info[1], None, title)))
    return Record(fields, dtype.itemsize, dtype.isalignedstruct)


def as_dtype(type_):
    """The dtype of a type. Raises ``NumbaNotImplementedError`` where NumPy has none."""
    if isinstance(type_, NestedArray):
        return _np.dtype((as_dtype(type_.dtype), type_.shape))
    if isinstance(type_, Array):
        return as_dtype(type_.dtype)
    if isinstance(type_, Record):
        return _np.dtype(
            {
                "names": list(type_.fields),
                "formats": [as_dtype(field.type) for field in type_.fields.values()],
                "offsets": [field.offset for field in type_.fields.values()],
                "itemsize": type_.size,
            },
            align=type_.aligned,
        )
    if isinstance(type_, _DateTimeBase):
        return _np.dtype(f"{type_.kind}[{type_.unit}]" if type_.unit else type_.kind)
    if isinstance(type_, CharSeq):
        return _np.dtype(f"S{type_.count}")
    if isinstance(type_, UnicodeCharSeq):
        return _np.dtype(f"U{type_.count}")
    type_ = getattr(type_, "literal_type", type_)
    if type_.name in SCALARS:
        return _np.dtype(type_.name)
    from ..errors import NumbaNotImplementedError

    raise NumbaNotImplementedError(f"{type_} has no dtype")
