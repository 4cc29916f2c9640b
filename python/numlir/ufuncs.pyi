from collections.abc import Callable, Sequence
from typing import Any, Literal, overload

import numpy as np

@overload
def vectorize(function: Callable[..., Any], /) -> np.ufunc: ...
@overload
def vectorize(
    signatures: Any = None,
    /,
    *,
    identity: Literal[0, 1, -1, "reorderable"] | None = None,
    cache: bool = False,
    target: Literal["cpu", "parallel", "cuda"] = "cpu",
    **options: Any,
) -> Callable[[Callable[..., Any]], np.ufunc]: ...
def guvectorize(
    *arguments: Any,
    identity: Literal[0, 1, -1, "reorderable"] | None = None,
    cache: bool = False,
    target: Literal["cpu", "parallel", "cuda"] = "cpu",
    writable_args: Sequence[int | str] = (),
    **options: Any,
) -> Callable[[Callable[..., Any]], np.ufunc]: ...
