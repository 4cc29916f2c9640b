#!/usr/bin/env python3
"""Writes src/runtime/string/unicode.rs: what CPython's methods of strings know of each character.

Each flag is read off the methods themselves, so that compiled code agrees with the interpreter that runs this. The mappings to upper
and lower case are those of Rust's standard library; here is only where titles and folded characters differ from them.

    python scripts/unicode_tables.py && cargo fmt
"""

import unicodedata
from pathlib import Path

PAGE = Path(__file__).parent.parent / "src" / "runtime" / "string" / "unicode.rs"

#: The flags, from the lowest bit on, and how a character shows that it has one.
FLAGS = {
    "DECIMAL": (str.isdecimal, "a decimal digit"),
    "DIGIT": (str.isdigit, "a digit, superscripts too"),
    "NUMERIC": (str.isnumeric, "anything that is a number"),
    "ALPHA": (str.isalpha, "a letter"),
    "PRINTABLE": (str.isprintable, "neither a separator nor without a shape"),
    "STARTS_NAME": (str.isidentifier, "may start an identifier"),
    "IN_NAME": (lambda c: ("a" + c).isidentifier(), "may stand in an identifier"),
    "LOWER": (str.islower, "lower case"),
    "UPPER": (str.isupper, "upper case"),
    "TITLE": (lambda c: unicodedata.category(c) == "Lt", "title case"),
    "CASED": (lambda c: (c + "a").title()[-1] == "a", "has a case, so that what follows is within a word"),
    "IGNORED": (lambda c: ("a" + c + "Σ").lower()[-1] == "ς" and (" " + c + "Σ").lower()[-1] == "σ", "passed over where a case is looked for"),
}


def flags(character):
    return sum(1 << bit for bit, (has, _) in enumerate(FLAGS.values()) if has(character))


def exceptions(mapping, usual):
    """Characters that a mapping takes elsewhere than another, with up to three characters each."""
    found = []
    for code in range(0x110000):
        character = chr(code)
        if mapping(character) != usual(character):
            to = [ord(each) for each in mapping(character)]
            found.append(f"(0x{code:x}, &[{', '.join(f'0x{each:x}' for each in to)}])")
    return found


def main():
    runs, kinds, before = [], [], None
    for code in range(0x110000):
        kind = flags(chr(code))
        if kind != before:
            if kind not in kinds:
                kinds.append(kind)
            runs.append(f"0x{code << 5 | kinds.index(kind):x}")
            before = kind
    assert len(kinds) <= 32
    constants = "".join(f"/// {text[0].upper()}{text[1:]}.\npub const {name}: u16 = 1 << {bit};\n" for bit, (name, (_, text)) in enumerate(FLAGS.items()))
    titles, folds = exceptions(str.title, str.upper), exceptions(str.casefold, str.lower)
    PAGE.write_text(
        f"""//! Tables of characters, made by scripts/unicode_tables.py from Unicode {unicodedata.unidata_version}.

{constants}
/// The sets of flags that there are.
pub const KINDS: [u16; {len(kinds)}] = [{", ".join(f"0x{kind:x}" for kind in kinds)}];

/// Where runs of characters of one kind start: the number of the first one, and in the lowest five bits a place in [`KINDS`].
pub const RUNS: [u32; {len(runs)}] = [{", ".join(runs)}];

/// Characters whose title case is not their upper case.
#[rustfmt::skip]
pub const TITLES: [(u32, &[u32]); {len(titles)}] = [
    {(",%s    " % chr(10)).join(", ".join(titles[at : at + 6]) for at in range(0, len(titles), 6))},
];

/// Characters that fold to another than their lower case.
#[rustfmt::skip]
pub const FOLDS: [(u32, &[u32]); {len(folds)}] = [
    {(",%s    " % chr(10)).join(", ".join(folds[at : at + 6]) for at in range(0, len(folds), 6))},
];
"""
    )


if __name__ == "__main__":
    main()
