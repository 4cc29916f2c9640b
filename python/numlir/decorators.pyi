from collections.abc import Callable
from typing import Literal, ParamSpec, TypeVar, overload

from ._numlir import Dispatcher
from .signature import Signature
from .types import Type

_P = ParamSpec("_P")
_R = TypeVar("_R")

@overload
def jit(function: Callable[_P, _R], /) -> Dispatcher[_P, _R]: ...
@overload
def jit(
    signature: str | Signature | tuple[Type, ...] | list[str | Signature | tuple[Type, ...]] | None = None,
    /,
    *,
    boundscheck: bool | None = None,
    cache: bool = False,
    error_model: Literal["python", "numpy"] | None = None,
    fallback: bool | None = None,
    fastmath: bool | set[str] | dict[str, bool] | None = None,
    forceobj: bool | None = None,
    inline: Literal["never", "always"] = "never",
    locals: dict[str, Type] | None = None,
    looplift: bool | None = None,
    nogil: bool | None = None,
    nopython: bool | None = True,
    parallel: bool = False,
    vector_math: bool | None = None,
) -> Callable[[Callable[_P, _R]], Dispatcher[_P, _R]]: ...

njit = jit
