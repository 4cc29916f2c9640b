"""Texts of values."""


def ascii(object):
    """What `repr` gives, with escapes for what is not ASCII."""
    text = repr(object)
    if text.isascii():
        return text
    escaped = ""
    for character in text:
        code = ord(character)
        if code < 128:
            escaped += character
        elif code < 256:
            escaped += f"\\x{code:02x}"
        elif code < 65536:
            escaped += f"\\u{code:04x}"
        else:
            escaped += f"\\U{code:08x}"
    return escaped
