"""Types that hold others: tuples, arrays, lists, sets and dictionaries."""

from .base import Opaque, Type, uint8, unliteral


class Sized(Type):
    """What has a length."""


class Container(Sized):
    """What has a length and holds values."""


class Sequence(Container):
    """What has a length and items."""


class MutableSequence(Sequence):
    mutable = True


class BaseTuple(Sequence):
    """A tuple: ``types`` of its elements."""

    def __init__(self, name, types):
        super().__init__(name)
        self.types = tuple(types)
        self.count = len(self.types)

    @classmethod
    def from_types(cls, tys, pyclass=None):
        """The tuple of these types, of the class of a named tuple where one is given."""
        tys = tuple(tys)
        homogeneous = tys and all(each == tys[0] for each in tys)
        if pyclass is not None and pyclass is not tuple:
            return NamedUniTuple(tys[0], len(tys), pyclass) if homogeneous else NamedTuple(tys, pyclass)
        return Tuple(tys)

    @property
    def key(self):
        return self.types

    def __iter__(self):
        return iter(self.types)

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        return self.types[index]


class BaseAnonymousTuple(BaseTuple):
    pass


class BaseNamedTuple(BaseTuple):
    @property
    def key(self):
        return self.instance_class, self.types


class UniTuple(BaseAnonymousTuple):
    """A tuple of ``count`` values of one type."""

    def __init__(self, dtype, count):
        super().__init__(f"UniTuple({dtype} x {count})", (dtype,) * count)
        self.dtype = dtype

    @property
    def key(self):
        return self.dtype, self.count


class Tuple(BaseAnonymousTuple):
    """A tuple of values of several types; of one type, a ``UniTuple``."""

    def __new__(cls, types):
        types = tuple(types)
        if types and all(element == types[0] for element in types):
            return UniTuple(types[0], len(types))
        return super().__new__(cls)

    def __init__(self, types):
        types = tuple(types)
        super().__init__(f"Tuple({', '.join(map(str, types))})", types)


class NamedUniTuple(BaseNamedTuple):
    def __init__(self, dtype, count, cls):
        super().__init__(f"{cls.__name__}({dtype} x {count})", (dtype,) * count)
        self.dtype = dtype
        self.fields = tuple(cls._fields)
        self.instance_class = cls


class NamedTuple(BaseNamedTuple):
    def __init__(self, types, cls):
        types = tuple(types)
        super().__init__(f"{cls.__name__}({', '.join(map(str, types))})", types)
        self.fields = tuple(cls._fields)
        self.instance_class = cls


class Buffer(Sequence):
    """Elements of one type in memory, with axes."""

    kind = None
    slice_is_copy = False

    def __init__(self, dtype, ndim, layout, readonly=False, name=None):
        super().__init__(name or f"{'readonly ' if readonly else ''}{self.kind}({dtype}, {ndim}d, {layout})")
        self.dtype = unliteral(dtype)
        self.ndim = ndim
        self.layout = layout
        self.mutable = not readonly

    @property
    def key(self):
        return self.dtype, self.ndim, self.layout, self.mutable

    @property
    def is_c_contig(self):
        return self.layout == "C" or (self.ndim <= 1 and self.layout in "CF")

    @property
    def is_f_contig(self):
        return self.layout == "F" or (self.ndim <= 1 and self.layout in "CF")

    @property
    def is_contig(self):
        return self.layout in "CF"

    def __getitem__(self, index):
        raise KeyError("an array of arrays is no type")


class Array(Buffer):
    """An array: element type, number of axes, layout ``C``, ``F`` or ``A``."""

    def __init__(self, dtype, ndim, layout, readonly=False, name=None, aligned=True):
        if isinstance(dtype, NestedArray) and type(self) is not NestedArray:
            # NumPy's arrays of arrays have the axes of both.
            dtype, ndim = dtype.dtype, ndim + dtype.ndim
        if isinstance(dtype, Array) and not isinstance(dtype, NestedArray):
            from ..errors import NumbaTypeError

            raise NumbaTypeError("Array dtype cannot be Array")
        if layout not in ("C", "F", "A"):
            raise ValueError(f"invalid layout {layout!r}: it is 'C', 'F' or 'A'")
        # Of packed records not even the fields are where processors want them.
        aligned = aligned and getattr(dtype, "aligned", True)
        kind = f"{'' if aligned else 'unaligned '}{'readonly ' if readonly else ''}array"
        super().__init__(dtype, ndim, layout, readonly, name or f"{kind}({dtype}, {ndim}d, {layout})")
        self.aligned = aligned

    @property
    def key(self):
        return self.dtype, self.ndim, self.layout, self.mutable, self.aligned

    def copy(self, dtype=None, ndim=None, layout=None, readonly=None):
        """The same with another element type, number of axes, layout or flag."""
        readonly = not self.mutable if readonly is None else readonly
        ndim = self.ndim if ndim is None else ndim
        return Array(dtype or self.dtype, ndim, layout or self.layout, readonly, aligned=self.aligned)


class NestedArray(Array):
    """A field of a record that is an array: element type and extents."""

    def __init__(self, dtype, shape):
        if isinstance(dtype, NestedArray):
            dtype, shape = dtype.dtype, tuple(shape) + dtype.shape
        shape = tuple(shape)
        super().__init__(dtype, len(shape), "C", name=f"nestedarray({dtype}, {shape})")
        self.shape = shape

    @property
    def key(self):
        return self.dtype, self.shape

    @property
    def nitems(self):
        count = 1
        for extent in self.shape:
            count *= extent
        return count

    @property
    def size(self):
        from .records import as_dtype

        return self.nitems * as_dtype(self.dtype).itemsize


class Bytes(Buffer):
    """``bytes``."""

    kind = "bytes"
    slice_is_copy = True

    def __init__(self, dtype=uint8, ndim=1, layout="C", readonly=False):
        super().__init__(dtype, ndim, layout, readonly)
        self.mutable = False


class ByteArray(Buffer):
    """``bytearray``."""

    kind = "bytearray"
    slice_is_copy = True


class MemoryView(Buffer):
    """``memoryview``."""

    kind = "memoryview"


class PyArray(Buffer):
    """``array.array``."""

    kind = "pyarray"
    slice_is_copy = True


class List(MutableSequence):
    """A list of values of one type; a reflected one is an argument's, whose changes Python sees."""

    def __init__(self, dtype, reflected=False, initial_value=None):
        dtype = unliteral(dtype)
        super().__init__(f"{'reflected ' if reflected else ''}list({dtype})<iv={initial_value}>")
        self.dtype = dtype
        self.reflected = reflected
        self.initial_value = initial_value

    @property
    def key(self):
        return self.dtype, self.reflected, str(self.initial_value)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return super().__getitem__(index)
        return self.dtype


class Set(Container):
    """A set of values of one type."""

    mutable = True

    def __init__(self, dtype, reflected=False):
        dtype = unliteral(dtype)
        super().__init__(f"{'reflected ' if reflected else ''}set({dtype})")
        self.dtype = dtype
        self.reflected = reflected

    @property
    def key(self):
        return self.dtype, self.reflected


class ListType(Type):
    """``numlir.typed.List``."""

    mutable = True

    def __init__(self, itemty):
        itemty = unliteral(itemty)
        super().__init__(f"ListType[{itemty}]")
        self.item_type = self.dtype = itemty

    @property
    def key(self):
        return self.item_type


class DictType(Type):
    """``numlir.typed.Dict``."""

    mutable = True

    def __init__(self, keyty, valty, initial_value=None):
        keyty, valty = unliteral(keyty), unliteral(valty)
        super().__init__(f"DictType[{keyty},{valty}]<iv={initial_value}>")
        self.key_type = keyty
        self.value_type = valty
        self.initial_value = initial_value

    @property
    def key(self):
        return self.key_type, self.value_type, str(self.initial_value)


class SetType(Type):
    """``numlir.typed.Set``."""

    mutable = True

    def __init__(self, keyty):
        keyty = unliteral(keyty)
        super().__init__(f"SetType[{keyty}]")
        self.dtype = keyty

    @property
    def key(self):
        return self.dtype


class LiteralList(Opaque):
    """A list display of values of several types."""

    def __init__(self, types):
        self.types = tuple(types)
        super().__init__(f"LiteralList({', '.join(map(str, self.types))})")
        self.count = len(self.types)


class LiteralStrKeyDict(Opaque):
    """A dictionary display whose keys are constant strings, with values of several types."""

    def __init__(self, literal_value):
        self.literal_value = dict(literal_value)
        pairs = ", ".join(f"{key}: {value}" for key, value in self.literal_value.items())
        super().__init__(f"LiteralStrKey[Dict]({{{pairs}}})")
