"""Objects of NumPy's own for instances that compiled code makes of its classes."""

import numpy as np

from . import instances, types
from ._numlir import Instance, register_class


class Polynomial(Instance):
    """A polynomial that a compiled function returns, on its way to Python."""

    def _converted(self):
        return np.polynomial.Polynomial(self._get("coef"), self._get("domain"), self._get("window"))


class SeededGenerator(Instance):
    """A generator that a compiled function made and returns: Python goes on with its stream."""

    def _converted(self):
        # As `Pcg64` of the runtime lies there, behind five words by which it is called.
        words = [int(word) for word in self._get("_words")]
        state, increment = words[5] | words[6] << 64, words[7] | words[8] << 64
        bits = np.random.PCG64()
        bits.state = {
            "bit_generator": "PCG64",
            "state": {"state": state, "inc": increment},
            "has_uint32": words[9] >> 32,
            "uinteger": words[9] & 0xFFFFFFFF,
        }
        return np.random.Generator(bits)


instances.register("polynomial", lambda fields: types.Opaque("Polynomial"))
instances.register("seededgenerator", lambda fields: types.Opaque("Generator"))
register_class("polynomial", Polynomial)
register_class("seededgenerator", SeededGenerator)
