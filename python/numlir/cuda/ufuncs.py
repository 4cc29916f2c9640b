"""``vectorize`` and ``guvectorize`` with ``target='cuda'``: ufuncs whose loops are kernels.

A twin for the CPU, a ufunc of NumPy's, says what it says of types and shapes. Arrays of a device give an array there; others
are copied there, and the result comes back.
"""

from __future__ import annotations

import numpy as np

from .devicearray import as_cuda_array, device_array, is_cuda_array
from .kernel import jit
from .target import platform

_THREADS = 256
_MOST_BLOCKS = 4096

_LOOP = """
def {name}({parameters}):
    for i in range(cuda.grid(1), {last}.{count}, cuda.gridsize(1)):
        {body}
"""


def _made(name, operands, count, body, function):
    """A kernel that runs a statement for each position of a loop."""
    from .. import cuda

    text = _LOOP.format(name=name, parameters=", ".join(operands), last=operands[-1], count=count, body=body)
    names = {"cuda": cuda, "function": function}
    exec(compile(text, f"<loop of {name}>", "exec"), names)  # noqa: S102
    return jit(names[name])


def _launch(kernel, count, views, stream):
    if count:
        blocks = min(-(-count // _THREADS), _MOST_BLOCKS)
        kernel[blocks, _THREADS, stream]._launch_places(tuple(views))


class DeviceUfunc:
    """What both kinds have in common. Attributes of the twin are attributes of it."""

    def __init__(self, twin, function, options):
        self._twin = twin
        self._function = jit(function, device=True, **options)
        self.__name__ = self.__qualname__ = function.__name__
        self.__doc__ = function.__doc__
        self.__module__ = function.__module__
        self.py_func = function

    def __getattr__(self, name):
        if name in ("nin", "nout", "nargs", "ntypes", "types", "identity", "signature"):
            return getattr(self._twin, name)
        raise AttributeError(name)

    def __repr__(self):
        return f"<cuda ufunc {self.__name__!r}>"

    def _given(self, arguments, out):
        """Inputs and outputs of a call; an output may be behind the inputs."""
        nin, nout = self._twin.nin, self._twin.nout
        if not nin <= len(arguments) <= nin + nout:
            raise TypeError(f"{self.__name__}() takes {nin} inputs, not {len(arguments)}")
        outputs = list(arguments[nin:])
        if out is not None:
            if outputs:
                raise TypeError(f"{self.__name__}() got its output twice")
            outputs = list(out) if isinstance(out, tuple) else [out]
        return list(arguments[:nin]), outputs + [None] * (nout - len(outputs))

    def _dtypes(self, inputs, outputs):
        """The types of the loop that NumPy would take; Python's own numbers are weak."""
        said = [type(each) if type(each) in (int, float, complex) else _dtype(each) for each in inputs]
        said += [None if each is None else each.dtype for each in outputs]
        return self._twin.resolve_dtypes(tuple(said), casting="unsafe" if any(said[len(inputs) :]) else "same_kind")


def _dtype(value):
    return value.dtype if hasattr(value, "dtype") else np.asarray(value).dtype


def _on_device(value, dtype, stream):
    """A description of a value on the device, of a type."""
    if is_cuda_array(value):
        view = as_cuda_array(value)._view
        if view.dtype == dtype:
            return view
        made = platform().empty(view.shape, dtype)
        platform().copy(made, view, stream)
        return made
    host = np.asarray(value)
    made = platform().empty(host.shape, dtype, "C")
    platform().write(made, host, stream)
    return made


def _outputs(wanted, shapes, dtypes, stream):
    """Arrays of the device for the outputs: those that were given where they lie there."""
    made = []
    for given, shape, dtype in zip(wanted, shapes, dtypes):
        if given is not None and given.shape != shape:
            raise ValueError(f"an output of shape {given.shape} for a result of shape {shape}")
        if given is not None and is_cuda_array(given) and given.dtype == dtype:
            made.append(as_cuda_array(given))
        else:
            made.append(device_array(shape, dtype, stream=stream))
    return made


def _results(wanted, made, on_device, stream):
    """What a call gives: outputs that were given, arrays of the device, or of the host."""
    results = []
    for given, array in zip(wanted, made):
        if given is None:
            results.append(array if on_device else _host(array, stream))
        elif is_cuda_array(given):
            if as_cuda_array(given)._view is not array._view:
                platform().copy(as_cuda_array(given)._view, array._view, stream)
            results.append(given)
        else:
            platform().read_into(array._view, given, stream)
            results.append(given)
    return results[0] if len(results) == 1 else tuple(results)


def _host(array, stream):
    host = array.copy_to_host(stream=stream)
    if stream:
        stream.synchronize()
    return host if host.ndim else host[()]


def _spread(view, shape):
    """A description of another shape. What has that shape stays as it is, and may be written."""
    return view if view.shape == shape else np.broadcast_to(view, shape)


class Vectorized(DeviceUfunc):
    """A function of numbers, for each element of arrays."""

    def __init__(self, twin, function, options):
        super().__init__(twin, function, options)
        self._loops = {}
        self._reduction = None

    def __call__(self, *arguments, out=None, stream=0):
        inputs, wanted = self._given(arguments, out)
        dtypes = self._dtypes(inputs, wanted)
        views = [_on_device(value, dtype, stream) for value, dtype in zip(inputs, dtypes)]
        shape = np.broadcast_shapes(*(view.shape for view in views))
        shapes = [shape] * self._twin.nout
        made = _outputs(wanted, shapes, dtypes[len(inputs) :], stream)
        operands = views + [array._view for array in made]
        count = int(np.prod(shape))
        # Where all lie in one order, a loop over elements is enough.
        if all(view.flags.c_contiguous and view.shape == shape or view.size == 1 for view in operands):
            flat = [_spread(view.reshape(-1, copy=False), (count,)) for view in operands]
            _launch(self._loop("[i]"), count, flat, stream)
        else:
            spread = [_spread(view, shape) for view in operands]
            _launch(self._loop(".flat[i]"), count, spread, stream)
        on_device = any(map(is_cuda_array, inputs))
        return _results(wanted, made, on_device, stream)

    def _loop(self, index):
        if index not in self._loops:
            sources = [f"x{number}" for number in range(self._twin.nin)]
            targets = [f"y{number}" for number in range(self._twin.nout)]
            at = [", ".join(f"{name}{index}" for name in names) for names in (targets, sources)]
            body = f"{at[0]} = function({at[1]})"
            made = _made(f"loop_of_{self._function.__name__}", sources + targets, "size", body, self._function)
            self._loops[index] = made
        return self._loops[index]

    def reduce(self, arg, init=0, stream=0):
        """Combines all elements of an array of one axis."""
        from .reduction import Reduce

        if self._twin.nin != 2 or self._twin.nout != 1:
            raise TypeError("only functions of two numbers reduce")
        if self._reduction is None:
            self._reduction = Reduce(self.py_func)
        if arg.ndim != 1:
            raise NotImplementedError("only arrays of one axis are reduced")
        # The first element is what it begins with, for functions of which `init` is not the neutral one.
        if arg.shape[0] == 0:
            return init
        return self._reduction(arg, init=init, stream=stream)


class Guvectorized(DeviceUfunc):
    """A function of arrays, for each of the positions of the loop that is around its core dimensions."""

    def __init__(self, twin, function, options, layout, scalars):
        super().__init__(twin, function, options)
        self._layout = layout
        # For each input without core dimensions, whether the function takes it as a number.
        self._scalars = scalars
        self._loop = None

    def __call__(self, *arguments, out=None, stream=0):
        inputs, wanted = self._given(arguments, out)
        dtypes = self._dtypes(inputs, wanted)
        views = [_on_device(value, dtype, stream) for value, dtype in zip(inputs, dtypes)]
        sizes, loops = {}, []
        for names, view in zip(self._layout.inputs, views):
            if view.ndim < len(names):
                raise ValueError(f"{self.__name__}: an input of {view.ndim} axes has no core dimensions {names}")
            core = view.shape[view.ndim - len(names) :]
            loops.append(view.shape[: view.ndim - len(names)])
            for name, extent in zip(names, core):
                if sizes.setdefault(name, extent) != extent:
                    raise ValueError(f"{self.__name__}: the core dimension {name} is {sizes[name]} and {extent}")
        loop = np.broadcast_shapes(*loops)
        cores = [tuple(int(name) if name.isdigit() else sizes[name] for name in names) for names in self._layout.outputs]
        made = _outputs(wanted, [loop + core for core in cores], dtypes[len(inputs) :], stream)
        count = int(np.prod(loop))
        operands = []
        shapes = [view.shape[view.ndim - len(names) :] for names, view in zip(self._layout.inputs, views)]
        for view, core in zip(views + [array._view for array in made], shapes + cores):
            operands.append(_flattened(_spread(view, loop + core), (count, *core), stream))
        _launch(self._kernel(), count, operands, stream)
        return _results(wanted, made, any(map(is_cuda_array, inputs)), stream)

    def _kernel(self):
        if self._loop is None:
            operands, parts = [], []
            for number, names in enumerate(self._layout.operands):
                operands.append(f"x{number}")
                # An output without core dimensions is an array of one element.
                alone = not names and (number >= len(self._layout.inputs) or not self._scalars[number])
                parts.append(f"x{number}[i:i + 1]" if alone else f"x{number}[i]")
            body = f"function({', '.join(parts)})"
            self._loop = _made(f"loop_of_{self._function.__name__}", operands, "shape[0]", body, self._function)
        return self._loop


def _flattened(view, shape, stream):
    """A description with the loop's axes as one; a copy where they are not one in memory."""
    try:
        return view.reshape(shape, copy=False)
    except ValueError:
        dense = platform().empty(view.shape, view.dtype)
        platform().copy(dense, view, stream)
        return dense.reshape(shape, copy=False)
