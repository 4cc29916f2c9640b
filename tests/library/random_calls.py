"""Random calls of NumPy's functions (`random_calls.txt`), and random arguments for them: dtypes, ranks, layouts, empty axes."""

import random
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

DTYPES = {
    "b": ["bool"], "i": ["int64", "int32", "int8"], "u": ["uint8", "uint16", "uint64"], "f": ["float64", "float32", "float16"],
    "c": ["complex128", "complex64"], "r": [np.dtype([("a", "i4"), ("x", "f8"), ("z", "c8", 2)])],
}  # fmt: skip
LAYOUTS = ("C", "C", "C", "F", "gaps", "turned", "permuted", "readonly")
CONSTANTS = {"dtype": ("np.float32", "np.int16", "np.complex128", "np.bool_", "np.float64")}


@dataclass
class Parameter:
    name: str
    role: str
    dtype: str
    rank: int
    layout: str


def templates():
    """The lines of the table, one for each name."""
    for line in Path(__file__).with_name("random_calls.txt").read_text().splitlines():
        names, colon, text = line.partition(": ")
        if colon and not line.startswith("#"):
            yield from (text.replace("NAME", name) for name in names.split())


class Call:
    """A call with its parts chosen, and arguments of one set of types."""

    def __init__(self, template: str, seed: int):
        self.random = random.Random(seed)
        self.parameters = []
        chosen = re.sub(r"\{([^{}]*)\}", self._one_part, template)
        while "{" in chosen:
            chosen = re.sub(r"\{([^{}]*)\}", self._one_part, chosen)
        self.text = re.sub(r"<([a-z]+)(?: ([a-z]+))?(?: (\d))?>", self._argument, chosen)

    def _one_part(self, found):
        return self.random.choice(found[1].split("|"))

    def _argument(self, found):
        role, kinds, rank = found[1], found[2] or found[1], found[3]
        pick, first = self.random.choice, self.parameters[0] if self.parameters else None
        if role in ("axis", "axes"):
            rank = max(first.rank, 1)
            axes = [str(pick(range(-rank, rank)))]
            if role == "axes":
                some = self.random.sample(range(rank), self.random.randrange(1, rank + 1))
                axes += [str(tuple(some)), "None"]
            return pick(axes)
        if role in CONSTANTS:
            return pick(CONSTANTS[role])
        if role not in ("same", "like", "mask", "index", "turned"):
            kinds, role = role, "own"
        kinds = {"mask": "b", "index": "i"}.get(role, kinds)
        if rank:
            rank = int(rank)
        elif role in ("own", "index"):
            rank = pick((0, 1, 1, 2, 2, 3, 4)) if role == "own" else 1
        else:
            rank = first.rank
        name = "abcdefgh"[len(self.parameters)]
        self.parameters.append(Parameter(name, role, pick(DTYPES[pick(kinds)]), rank, pick(LAYOUTS)))
        return name

    def function(self):
        names = ", ".join(parameter.name for parameter in self.parameters)
        return eval(f"lambda {names}: {self.text}", {"np": np})

    def arguments(self, seed: int) -> tuple:
        """Arrays of the call's types; shapes and values are other ones for each seed."""
        values = random.Random(seed)
        made = []
        for parameter in self.parameters:
            shape = tuple(values.choice((0, 1, 1, 2, 3, 3, 4, 5)) for _ in range(parameter.rank))
            if parameter.role in ("same", "mask"):
                shape = made[0].shape
            elif parameter.role == "turned":
                shape = made[0].shape[::-1]
            elif parameter.role == "like":
                shape = tuple(values.choice((extent, extent, 1)) for extent in made[0].shape)
            array = numbers(parameter.dtype, shape, values)
            if parameter.role == "index":
                array = abs(array) % (made[0].shape[0] if made[0].ndim and len(made[0]) else 1)
            made.append(laid_out(array.astype(parameter.dtype), parameter.layout))
        return tuple(made)


def numbers(dtype, shape, values):
    """Halves and small integers, of which sums are exact; sometimes with edges of the type among them."""
    if np.dtype(dtype).names:
        made = np.zeros(shape, dtype)
        for name in made.dtype.names:
            made[name] = numbers(made[name].dtype, made[name].shape, values)
        return made
    kind = np.dtype(dtype).kind
    generator = np.random.default_rng(values.getrandbits(32))
    plain = generator.integers(0 if kind == "u" else -6, 7, shape)
    if kind == "b":
        return np.asarray(plain > 0)
    if kind in "iu":
        if values.random() < 0.8:
            return np.asarray(plain).astype(dtype)
        limits = np.iinfo(dtype)
        edges = generator.choice(np.array([limits.min, limits.max], dtype), shape)
        return np.where(generator.random(shape) < 0.2, edges, np.asarray(plain).astype(dtype))
    plain = plain * 0.5
    if kind == "c":
        plain = plain + 0.5j * generator.integers(-6, 7, shape)
    elif values.random() < 0.3:
        plain = np.where(generator.random(shape) < 0.2, generator.choice([np.nan, np.inf, -np.inf, -0.0], shape), plain)
    return np.asarray(plain).astype(dtype)


def laid_out(array, layout):
    if layout == "readonly":
        array = array.copy()
        array.flags.writeable = False
    elif array.ndim == 0:
        return array
    elif layout == "F":
        array = np.asfortranarray(array)
    elif layout == "permuted":
        array = np.ascontiguousarray(array.T).T if array.ndim < 3 else np.ascontiguousarray(array.swapaxes(0, 1)).swapaxes(0, 1)
    elif layout in ("gaps", "turned"):
        step = 2 if layout == "gaps" else -1
        room = np.zeros(tuple(abs(step) * extent for extent in array.shape), array.dtype)
        view = room[tuple(slice(None, None, step) for _ in array.shape)]
        view[...] = array
        array = view
    return array
