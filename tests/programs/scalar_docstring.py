"""Docstrings, comments, pass and bare expressions are no work."""

from numlir import njit


@njit
def f(x):
    """Returns x squared.

    Over several lines, with "quotes" and \\ backslashes.
    """
    # a comment
    x
    "a bare string"
    pass
    ...
    return (  # a continued line
        x
        * x
    )


CASES = [(3,), (2.5,)]
