"""``vectorize`` and ``guvectorize`` for ``target='cuda'``: a thread of a grid for each place of the result.

What they give is called as a ufunc is, with ``out=`` and ``stream=``; arrays of the host are copied to the device and results back,
arrays of the device stay there. A ufunc of NumPy with the same signatures says which types are taken (:attr:`resolver`).
"""

from __future__ import annotations

from functools import WRAPPER_ASSIGNMENTS, update_wrapper

import numpy as np

from . import kernel as _kernel
from .devicearray import device_array, is_cuda_array, to_device
from .reduction import Reduce


class _DeviceUfunc:
    """What the two kinds share. ``resolver`` is the ufunc of NumPy's."""

    def __init__(self, function, resolver, options):
        self.py_func = function
        self.resolver = resolver
        self._core = _kernel.jit(device=True, **options)(function)
        self._kernel = self._make_kernel()
        update_wrapper(self, function, WRAPPER_ASSIGNMENTS)

    nin = property(lambda self: self.resolver.nin)
    nout = property(lambda self: self.resolver.nout)
    nargs = property(lambda self: self.resolver.nargs)
    types = property(lambda self: self.resolver.types)
    identity = property(lambda self: self.resolver.identity)
    signature = property(lambda self: self.resolver.signature)

    def __repr__(self):
        return f"<cuda ufunc {self.__name__!r}>"

    def _operands(self, arguments, out):
        """The inputs as arrays of the host or of the device, the outputs that are given, else ``None``, and the loop's dtypes."""
        if not self.nin <= len(arguments) <= self.nargs:
            raise TypeError(f"{self.__name__}() takes from {self.nin} to {self.nargs} arguments but {len(arguments)} were given")
        inputs, outs = arguments[: self.nin], arguments[self.nin :]
        if out is not None:
            if outs:
                raise TypeError("cannot specify 'out' as both a positional and keyword argument")
            outs = out if isinstance(out, tuple) else (out,)
        if outs and len(outs) != self.nout:
            raise ValueError("The 'out' tuple must have exactly one entry per ufunc output")
        outs = list(outs) or [None] * self.nout
        # Numbers of Python's have no dtype.
        kinds = [type(each) if type(each) in (int, float, complex) else None for each in inputs]
        inputs = [each if is_cuda_array(each) else np.asarray(each) for each in inputs]
        kinds = [kind or each.dtype for kind, each in zip(kinds, inputs)]
        kinds += [None if out is None else out.dtype for out in outs]
        return inputs, outs, self.resolver.resolve_dtypes(tuple(kinds), casting="same_kind")

    def _input(self, operand, dtype, shape):
        """An operand's elements in order, on the device, with the loop's dimensions in one axis."""
        loop = shape[0]
        if is_cuda_array(operand) and (operand.dtype != dtype or operand.shape != loop + shape[1]):
            operand = operand.copy_to_host()
        if not is_cuda_array(operand):
            operand = to_device(np.ascontiguousarray(np.broadcast_to(operand, loop + shape[1]), dtype))
        return operand.reshape((int(np.prod(loop, dtype=np.int64)),) + shape[1])

    def _launch(self, inputs, outs, dtypes, shapes, stream):
        """``shapes`` has for each operand the loop's dimensions, its core dimensions, and those that the kernel sees."""
        on_device = any(map(is_cuda_array, [*inputs, *outs]))
        loop = shapes[0][0]
        count = int(np.prod(loop, dtype=np.int64))
        given = [self._input(each, dtype, (loop, shape[1])) for each, dtype, shape in zip(inputs, dtypes, shapes)]
        given = [each.reshape((count,) + shape[2]) for each, shape in zip(given, shapes)]
        results = [
            device_array((count,) + shape[2], dtype, stream=stream)
            for dtype, shape in zip(dtypes[self.nin :], shapes[self.nin :])
        ]
        if count:
            self._kernel.forall(count, stream=stream)(count, *given, *results)
        final = []
        for result, out, shape in zip(results, outs, shapes[self.nin :]):
            result = result.reshape(loop + shape[1])
            if is_cuda_array(out):
                out[...] = result if result.dtype == out.dtype else result.copy_to_host().astype(out.dtype)
                final.append(out)
            elif out is not None:
                np.copyto(out, result.copy_to_host(), casting="same_kind")
                final.append(out)
            else:
                final.append(result if on_device else result.copy_to_host()[()])
        return final[0] if len(final) == 1 else tuple(final)


class DeviceVectorize(_DeviceUfunc):
    """A ufunc on a device."""

    def _make_kernel(self):
        return _kernel_of(self._core, self.nin, self.nout)

    def __call__(self, *arguments, out=None, stream=0):
        inputs, outs, dtypes = self._operands(arguments, out)
        loop = np.broadcast_shapes(*(each.shape for each in inputs))
        return self._launch(inputs, outs, dtypes, [(loop, (), ())] * self.nargs, stream)

    def reduce(self, array, axis=0, stream=0):
        """The reduction of an array of one axis, in any order."""
        if axis not in (0, -1) or array.ndim != 1:
            raise NotImplementedError("on a device, arrays of one axis are reduced")
        if array.size == 0:
            return self.resolver.reduce(np.asarray(array))
        dtype = self.resolver.resolve_dtypes((array.dtype, array.dtype, None))[-1]
        array = array.copy_to_host() if is_cuda_array(array) else np.asarray(array)
        if not hasattr(self, "_reduction"):
            self._reduction = Reduce(self.py_func)
        return self._reduction(array[1:].astype(dtype), init=array[0], stream=stream)


class DeviceGUVectorize(_DeviceUfunc):
    """A gufunc on a device: a thread calls the function for each place of the loop dimensions."""

    def __init__(self, function, resolver, options, core):
        self._dimensions = core
        super().__init__(function, resolver, options)

    def _make_kernel(self):
        return _kernel_of(self._core, self.nin, -self.nout)

    def __call__(self, *arguments, out=None, stream=0):
        inputs, outs, dtypes = self._operands(arguments, out)
        sizes, loops = {}, []
        for position, (each, names) in enumerate(zip(inputs, self._dimensions)):
            if each.ndim < len(names):
                raise ValueError(
                    f"{self.__name__}: Input operand {position} does not have enough dimensions "
                    f"(has {each.ndim}, gufunc core with signature {self.signature} requires {len(names)})"
                )
            split = each.ndim - len(names)
            loops.append(each.shape[:split])
            for axis, (name, size) in enumerate(zip(names, each.shape[split:])):
                known = sizes.setdefault(name, int(name) if name.isdigit() else size)
                if size != known:
                    raise ValueError(
                        f"{self.__name__}: Input operand {position} has a mismatch in its core dimension {axis}, "
                        f"with gufunc signature {self.signature} (size {size} is different from {known})"
                    )
        loop = np.broadcast_shapes(*loops)
        shapes = []
        for position, names in enumerate(self._dimensions):
            core = tuple(sizes[name] if name in sizes else int(name) for name in names)
            # The kernel gets an output without core dimensions as an array of one element.
            shapes.append((loop, core, core if core or position < self.nin else (1,)))
        return self._launch(inputs, outs, dtypes, shapes, stream)


def _kernel_of(core, nin, results):
    """The kernel whose threads call ``core`` with elements of ``nin`` arrays; ``results`` of it are written to arrays, or, where
    that is negative, so many arrays' parts are passed to it."""
    from .. import cuda

    inputs = [f"a{index}" for index in range(nin)]
    outputs = [f"r{index}" for index in range(abs(results))]
    places = [f"{name}[i]" for name in inputs]
    if results > 0:
        call = f"{', '.join(f'{name}[i]' for name in outputs)} = core({', '.join(places)})"
    else:
        call = f"core({', '.join(places + [f'{name}[i]' for name in outputs])})"
    text = f"""def places(count, {", ".join(inputs + outputs)}):
    i = cuda.grid(1)
    if i < count:
        {call}
"""
    names = {"cuda": cuda, "core": core, "__name__": __name__}
    exec(compile(text, "<kernel of a ufunc>", "exec"), names)
    return _kernel.jit(names["places"])
