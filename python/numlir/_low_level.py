"""Numba's names for changing the compiler from Python, which numlir refuses: each says what serves instead."""

from .errors import UnsupportedError

_OVERLOAD = "numlir.extending.overload, overload_method or overload_attribute"
_STRUCTURES = "numlir.experimental.structref or jitclass"

# What serves in the place of each name.
INSTEAD = {
    "lower_builtin": _OVERLOAD,
    "lower_getattr": "numlir.extending.overload_attribute",
    "lower_getattr_generic": "numlir.extending.overload_attribute",
    "lower_setattr": _STRUCTURES,
    "lower_setattr_generic": _STRUCTURES,
    "lower_cast": _OVERLOAD,
    "type_callable": _OVERLOAD,
    "infer": _OVERLOAD,
    "infer_global": _OVERLOAD,
    "infer_getattr": "numlir.extending.overload_attribute",
    "overload_classmethod": "numlir.extending.overload",
    "register_model": _STRUCTURES,
    "make_attribute_wrapper": _STRUCTURES,
    "models": _STRUCTURES,
    "typeof_impl": f"{_STRUCTURES}, or an attribute _numba_type_ of the object",
    "box": "numlir.experimental.structref.define_boxing",
    "unbox": _STRUCTURES,
    "reflect": _STRUCTURES,
    "NativeValue": _STRUCTURES,
}


class LowLevel:
    """A name of numba's that changes its compiler. Whatever is done with it raises :class:`numlir.errors.UnsupportedError`."""

    def __init__(self, name):
        self._name = name

    def __repr__(self):
        return f"<numba's {self._name}, which numlir has not>"

    def _refuse(self):
        raise UnsupportedError(
            f"numlir has no {self._name}: its compiler is not changed from Python. Instead of it serves {INSTEAD[self._name]} "
            "(docs/extending.md)"
        )

    def __call__(self, *arguments, **keywords):
        self._refuse()

    def __getattr__(self, attribute):
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        self._refuse()
