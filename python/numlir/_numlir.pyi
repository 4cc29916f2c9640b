from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

import numpy as np

_P = ParamSpec("_P")
_R = TypeVar("_R")

__version__: str

class Dispatcher(Generic[_P, _R]):
    """A function that is compiled for the types it is called with."""

    __name__: str
    __qualname__: str
    __wrapped__: Callable[_P, _R]
    def __call__(self, *args: _P.args, **kwargs: _P.kwargs) -> _R: ...
    def __get__(self, instance: Any, owner: type | None = None) -> Any: ...
    @property
    def py_func(self) -> Callable[_P, _R]: ...
    @property
    def signatures(self) -> list[tuple[str, ...]]: ...
    @property
    def nopython_signatures(self) -> list[str]: ...
    @property
    def compile_times(self) -> dict[tuple[str, ...], float]: ...

def dispatcher(function: Callable[_P, _R], options: dict[str, bool]) -> Dispatcher[_P, _R]: ...
def ufunc(
    dispatcher: Dispatcher,
    counts: tuple[int, int],
    identity: int | str | None,
    texts: tuple[str, str],
    core: tuple[str, list[list[int]]] | None,
    dynamic: bool,
    writable: list[int],
) -> np.ufunc: ...
def add_loop(ufunc: np.ufunc, arguments: str, outputs: str | None) -> None: ...
def output_count(dispatcher: Dispatcher) -> int: ...
def live_blocks() -> int: ...
