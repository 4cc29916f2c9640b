"""Texts of values."""

import numpy as np
from numlir.library import Literal, is_array, is_bool, is_bytes, is_integer, is_none, is_scalar, is_string, reject


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


def bytes(source=b"", encoding: Literal = None):
    """Bytes of bytes, of an encoded string, of so many zeros, or of numbers."""
    if is_bytes(source):
        return source
    if is_array(source):
        return source.tobytes()
    if is_string(source):
        if is_none(encoding):
            reject("string argument without an encoding")
        return source.encode(encoding)
    if is_integer(source):
        if source < 0:
            raise ValueError("negative count")
        return b"\0" * source
    made = [b""]
    made.pop()
    for number in source:
        if number < 0 or number > 255:
            raise ValueError("bytes must be in range(0, 256)")
        made.append(chr(number).encode("latin-1"))
    return b"".join(made)


def hex(number):
    return f"{_index(number):#x}"


def oct(number):
    return f"{_index(number):#o}"


def bin(number):
    return f"{_index(number):#b}"


def _index(number):
    if not is_scalar(number) or not (is_integer(number) or is_bool(number)):
        reject("an integer is expected")
    if is_bool(number):
        return np.int64(number)
    return number
