"""The layout of a gufunc: which axes its function gets of each operand, as in ``'(m,n),(n)->(m)'``."""

import re

_DIMENSION = r"(?:[A-Za-z_]\w*\??|\d+\??)"
_OPERAND = rf"\(\s*(?:{_DIMENSION}\s*(?:,\s*{_DIMENSION}\s*)*)?\)"
_OPERANDS = rf"{_OPERAND}(?:\s*,\s*{_OPERAND})*"
_LAYOUT = re.compile(rf"\s*({_OPERANDS})?\s*(?:->\s*({_OPERANDS})?\s*)?")


class Layout:
    """The core dimensions of each operand, by name.

    ``inputs`` and ``outputs`` are lists of tuples of names. Raises ``ValueError`` for a text that is no layout.
    """

    def __init__(self, text):
        found = _LAYOUT.fullmatch(text)
        if found is None or not any(found.groups()):
            raise ValueError(f"{text!r} is no layout of a gufunc: write core dimensions as in '(m,n),(n)->(m)'")
        self.inputs, self.outputs = (_operands(part or "") for part in found.groups())
        if not self.inputs:
            raise ValueError(f"the layout {text!r} has no inputs")
        known = {_plain(name) for operand in self.inputs for name in operand}
        for name in (name for operand in self.outputs for name in operand):
            if _plain(name) not in known and not _plain(name).isdigit():
                raise NameError(f"the output dimension {name!r} of {text!r} is none of an input")

    @property
    def operands(self):
        return self.inputs + self.outputs

    @property
    def signature(self):
        """The text that NumPy is given; without outputs it has no arrow."""
        inputs, outputs = (
            ",".join(f"({','.join(operand)})" for operand in side) for side in (self.inputs, self.outputs)
        )
        return f"{inputs}->{outputs}" if outputs else inputs

    @property
    def dimensions(self):
        """For each operand the numbers of its core dimensions, which count from 0 as they first appear."""
        numbers = {}
        return [[numbers.setdefault(_plain(name), len(numbers)) for name in operand] for operand in self.operands]

    def writable(self, wanted, names):
        """The positions of inputs that are given by position or name."""
        positions = []
        for each in wanted:
            if isinstance(each, str):
                if each not in names:
                    raise RuntimeError(f"writable_args: the function has no parameter {each!r}")
                each = names.index(each)
            if not 0 <= each < len(self.inputs):
                raise ValueError(f"writable_args: {each} is none of the {len(self.inputs)} inputs")
            positions.append(each)
        if len(positions) > len(self.inputs):
            raise ValueError(f"writable_args has {len(positions)} entries for {len(self.inputs)} inputs")
        return positions

    def check(self, types, names):
        """Raises ``TypeError`` where types are not those of operands of this layout."""
        if len(types) != len(self.operands):
            raise TypeError(f"the layout {self.signature} has {len(self.operands)} operands; the signature has {len(types)}")
        for position, (ty, core, name) in enumerate(zip(types, self.operands, names, strict=True)):
            rank = getattr(ty, "ndim", None)
            if rank is None and position >= len(self.inputs):
                raise TypeError(f"the output {name!r} is an array, not {ty}: write {ty}[:]")
            if (rank or 0) != len(core) and not (rank == 1 and not core):
                shown = "(" + ",".join(core) + ")"
                raise TypeError(f"{name!r} has the core dimensions {shown}; {ty} does not have as many axes")


def _operands(text):
    return [tuple(re.findall(_DIMENSION, operand)) for operand in re.findall(_OPERAND, text)]


def _plain(name):
    return name.removesuffix("?")
