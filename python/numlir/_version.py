"""The version in parts."""

from typing import NamedTuple

from ._numlir import __version__


class VersionInfo(NamedTuple):
    """``full`` is the whole version, ``short`` its first two numbers."""

    major: int
    minor: int
    patch: int
    short: str
    full: str

    @property
    def tuple(self):
        return self.major, self.minor, self.patch

    @property
    def string(self):
        return self.full


def _parts(text):
    numbers = [int("".join(filter(str.isdigit, part)) or 0) for part in text.split(".")[:3]]
    major, minor, patch = numbers + [0] * (3 - len(numbers))
    return VersionInfo(major, minor, patch, f"{major}.{minor}", text)


version_info = _parts(__version__)
