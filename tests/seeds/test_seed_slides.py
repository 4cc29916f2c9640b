"""What the listings of a talk's slides do: compiling an addition, and what becomes of it."""

import numlir as nb
from numlir import jit


@jit
def do_math(a, b):
    return a + b


def branches(n):
    if n == 10:
        return 1
    return 0


def test_an_addition_is_compiled():
    assert do_math(2, 3) == 5
    assert do_math(2, 3.5) == 5.5


def test_an_addition_is_one_instruction_of_llvm():
    @nb.njit
    def add(a, b):
        return a + b

    assert add(20, 22) == 42
    [text] = add.inspect_llvm().values()
    assert "add i64" in text and "alloca" not in text


def test_jumps_become_branches():
    compiled = nb.njit(branches)
    assert [compiled(n) for n in (9, 10)] == [0, 1]
