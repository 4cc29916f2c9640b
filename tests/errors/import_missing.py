# Expected: TypingError. Nothing is there to import, which is an error even where nothing uses it.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    import numlir_has_no_such_module as missing
    from math import no_such_function

    return x


CASES = [(1.0,)]
