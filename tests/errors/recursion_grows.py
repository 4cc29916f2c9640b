# Expected: TypingError. A recursion that calls itself with an ever longer tuple must end in an error, not in a hang.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(t):
    return f(t + (1,))


CASES = [((1,),)]
