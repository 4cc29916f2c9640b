//! The marks by which layout talks to the grammar. Python forbids these control characters outside string
//! literals, and inside them layout masks them, so a mark in the laid-out text always means what it says here.

pub(crate) const INDENT: u8 = 0x0e;
pub(crate) const DEDENT: u8 = 0x0f;
/// Replaces the first byte of a string literal's prefix or quote.
pub(crate) const STRING: u8 = 0x10;
/// Replaces every byte of an f-string's prefix and quote.
pub(crate) const FSTRING: u8 = 0x11;
/// Replaces every byte of a closing quote.
pub(crate) const END: u8 = 0x12;
/// Stands in string literals for bytes that the grammar would misread.
pub(crate) const MASK: u8 = b'_';

pub(crate) fn is_mark(byte: u8) -> bool {
    (INDENT..=END).contains(&byte)
}
