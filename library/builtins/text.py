"""Texts of values."""

import numpy as np
from numlir.library import is_bool, is_integer, is_scalar, reject


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
