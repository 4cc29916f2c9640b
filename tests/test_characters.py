"""Methods of strings over all of Unicode, beside CPython's."""

import unicodedata

import numpy as np
import pytest
from numlir import njit



def is_old(character):
    """Whether a character and what it is mapped to were assigned in 2002: every version that runs these tests knows of them the same."""
    others = character + character.upper() + character.lower() + character.title() + character.casefold()
    return all(unicodedata.ucd_3_2_0.category(each) not in ("Cn", "Co") for each in others)


CHARACTERS = [character for character in map(chr, range(0x110000)) if is_old(character)]
SAMPLES = [
    "", "a", "A", "1", "aB c", "Hello World", "HELLO, WORLD", "they're bill's", "ǅ", "ǆ Ǆ", "ﬁnnish", "ῳ", "ß", "straße", "ΑΣ", "ΑΣ.", "Σ",
    "ΑΣΒ", "aΣ\u0301", "aΣ\u0301b", " Σ", "İ", "i\u0307", "²", "①", "½", "٣", "𝟶", "x²", "_a1", "1a", "a b", "\n", "é\u200b", "\ud800a", "Ǆa",
]  # fmt: skip
TESTS = ["isdecimal", "isdigit", "isnumeric", "isalpha", "isalnum", "isprintable", "isidentifier", "islower", "isupper", "isspace", "istitle"]
CASES = ["lower", "upper", "swapcase", "capitalize", "title", "casefold"]


@njit
def classes(characters):
    found = np.zeros(len(characters), np.int64)
    for i in range(len(characters)):
        c = characters[i]
        each = (c.isdecimal(), c.isdigit(), c.isnumeric(), c.isalpha(), c.isalnum(), c.isprintable(), c.isidentifier(), c.islower(),
                c.isupper(), c.isspace(), c.istitle())  # fmt: skip
        for bit in range(len(each)):
            if each[bit]:
                found[i] |= 1 << bit
    return found


def test_classes_of_all_characters():
    expected = [sum(1 << bit for bit, name in enumerate(TESTS) if getattr(c, name)()) for c in CHARACTERS]
    found = classes("".join(CHARACTERS))
    different = [(c, int(one), other) for c, one, other in zip(CHARACTERS, found, expected, strict=True) if one != other]
    assert different == []


@njit
def cases(text):
    return text.lower(), text.upper(), text.swapcase(), text.capitalize(), text.title(), text.casefold()


def test_cases_of_all_characters():
    # Each stands alone between line feeds, behind a letter, and before one.
    for text in ("\n".join(CHARACTERS), "a\na".join(CHARACTERS), " ".join(c + "a" for c in CHARACTERS)):
        for name, found in zip(CASES, cases(text), strict=True):
            expected = getattr(text, name)()
            assert found == expected, (name, next(i for i, (a, b) in enumerate(zip(found, expected)) if a != b))


@njit
def kinds(t):
    return (t.isdecimal(), t.isdigit(), t.isnumeric(), t.isalpha(), t.isalnum(), t.isprintable(), t.isidentifier(), t.islower(),
            t.isupper(), t.isspace(), t.istitle())  # fmt: skip


@pytest.mark.parametrize("text", SAMPLES)
def test_samples(text):
    assert kinds(text) == tuple(getattr(text, name)() for name in TESTS)
    assert cases(text) == tuple(getattr(text, name)() for name in CASES)
