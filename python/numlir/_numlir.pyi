from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

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
def live_blocks() -> int: ...
