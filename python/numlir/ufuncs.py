"""``vectorize`` and ``guvectorize``: ufuncs of NumPy whose loops are compiled."""

from __future__ import annotations

from types import FunctionType

from . import _numlir, _ufunc_pickling  # noqa: F401  it says how ufuncs pickle
from .layout import Layout

_TARGETS = ("cpu", "parallel")


def vectorize(signatures=None, /, *, identity=None, cache=False, target="cpu", **options):
    """Makes a ``numpy.ufunc`` of a function of numbers.

    >>> @vectorize
    ... def clipped_sum(x, y):
    ...     return min(x + y, 1.0)
    >>> clipped_sum([0.25, 0.75], 0.5)
    array([0.75, 1.  ])

    ``signatures`` is one or a list of them, each a text (``'float64(float64, float64)'``), a call of types
    (``float64(float64, float64)``) or a tuple of argument types; NumPy takes the first whose types all inputs cast to
    safely. Without signatures a loop is compiled for the types of each call. A function that returns a tuple makes a
    ufunc of so many outputs.

    - ``identity``: what reductions begin with: 0, 1, -1, ``None`` (none, and they have one axis) or ``'reorderable'``.
    - ``target``: ``'cpu'``, ``'parallel'`` for loops on all cores, or ``'cuda'`` for kernels (docs/cuda.md): no ufunc of NumPy's
      then, but called like one.
    - ``cache``, and what :func:`numlir.jit` has: ``fastmath``, ``boundscheck``, ``error_model`` (here ``'numpy'`` unless
      said otherwise), ``vector_math``.
    """
    if isinstance(signatures, (FunctionType, _numlir.Dispatcher)):
        return _vectorized(signatures, [], identity, (target, cache, options))
    listed = _listed(signatures)
    return lambda function: _vectorized(function, listed, identity, (target, cache, options))


def guvectorize(*arguments, identity=None, cache=False, target="cpu", writable_args=(), **options):
    """Makes a generalised ``numpy.ufunc`` of a function of arrays, which writes its outputs.

    >>> @guvectorize(['void(float64[:], float64[:], float64[:])'], '(n),(n)->()')
    ... def dot(a, b, out):
    ...     out[0] = 0.0
    ...     for i in range(len(a)):
    ...         out[0] += a[i] * b[i]

    ``guvectorize(signatures, layout)`` compiles for the signatures, ``guvectorize(layout)`` for the types of each call.
    ``layout`` says the core dimensions of each operand. One without any is a number, or an array of one element;
    outputs always are arrays. ``writable_args`` are the inputs, by position or name, that the function also writes. For the
    other options see :func:`vectorize`.
    """
    if not 1 <= len(arguments) <= 2:
        raise TypeError(f"guvectorize takes signatures and a layout, not {len(arguments)} arguments")
    *signatures, layout = arguments
    if not isinstance(layout, str):
        raise TypeError(f"the layout of a gufunc is a text such as '(n),(n)->()', not {layout!r}")
    listed = _listed(signatures[0]) if signatures else []

    def decorate(function):
        return _guvectorized(function, listed, layout, identity, writable_args, (target, cache, options))

    return decorate


def _listed(signatures):
    if signatures is None:
        return []
    return list(signatures) if isinstance(signatures, list) else [signatures]


def _kernel(function, target, cache, options):
    """The compiled function that a ufunc is made of."""
    from .decorators import jit_always

    if target not in _TARGETS:
        raise ValueError(f"target is 'cpu', 'parallel' or 'cuda', not {target!r}")
    options = {"error_model": "numpy", "parallel": target == "parallel", **options}
    if cache:
        options["cache"] = cache
    return jit_always(_plain(function), **options)


def _plain(function):
    """The Python function of a compiled one."""
    return function.py_func if isinstance(function, _numlir.Dispatcher) else function


def _vectorized(function, signatures, identity, how):
    target, cache, options = how
    if target == "cuda":
        from .cuda.ufuncs import Vectorized

        twin = _vectorized(function, signatures, identity, ("cpu", cache, options))
        return Vectorized(twin, _plain(function), _of_devices(options))
    kernel = _kernel(function, *how)
    code = kernel.py_func.__code__
    inputs = code.co_argcount
    if code.co_kwonlyargcount or code.co_flags & 0x0C:
        raise TypeError(f"the function of a ufunc has positional parameters only: {kernel.__name__}")
    if inputs == 0:
        raise TypeError(f"the function of a ufunc has at least one parameter: {kernel.__name__}")
    declared = [_normalized(signature) for signature in signatures]
    counts = {1 if result is None else len(_outputs(result)) for _, result in declared}
    if len(counts) > 1:
        raise TypeError("the signatures of a ufunc all have the same number of outputs")
    outputs = counts.pop() if counts and declared[0][1] is not None else _numlir.output_count(kernel)
    loops = [(_text(arguments), None if result is None else _text(_outputs(result))) for arguments, result in declared]
    return assemble(kernel, {"counts": (inputs, outputs), "reductions": identity, "loops": loops})


def _guvectorized(function, signatures, text, identity, writable, how):
    layout = Layout(text)
    target, cache, options = how
    if target == "cuda":
        if writable:
            raise TypeError("writable_args are not supported for target='cuda'")
        from .cuda.ufuncs import Guvectorized

        twin = _guvectorized(function, signatures, text, identity, writable, ("cpu", cache, options))
        takes = [_normalized(signature)[0] for signature in signatures]
        scalars = [all(not hasattr(types[number], "layout") for types in takes) for number in range(len(layout.inputs))]
        return Guvectorized(twin, _plain(function), _of_devices(options), layout, scalars)
    kernel = _kernel(function, *how)
    names = kernel.py_func.__code__.co_varnames[: kernel.py_func.__code__.co_argcount]
    if len(names) != len(layout.operands):
        raise TypeError(f"{kernel.__name__} has {len(names)} parameters; the layout {text!r} has {len(layout.operands)}")
    positions = layout.writable(writable, names)
    counts = (len(layout.inputs), len(layout.outputs))
    loops = []
    for signature in signatures:
        arguments, result = _normalized(signature)
        if result is not None and result.name not in ("none", "void"):
            raise TypeError(f"the function of a gufunc returns nothing, not {result}: outputs are its last parameters")
        layout.check(arguments, names)
        loops.append((_text(arguments), None))
    core = (layout.signature, layout.dimensions, positions)
    return assemble(kernel, {"counts": counts, "reductions": identity, "loops": loops, "core": core})


def _compiler(kernel):
    """Numba's ``add``: checks that the function can be compiled for a signature. Loops are made at the first call with their types."""

    def add(signature):
        kernel.compile(_normalized(signature)[0])

    return add


def _of_devices(options):
    """The options that functions of kernels have too."""
    return {name: options[name] for name in ("fastmath", "boundscheck") if name in options}


def assemble(kernel, making):
    """The ufunc of a compiled function; ``making`` is plain data: ``counts`` of inputs and outputs, what ``reductions`` begin
    with, the types of ``loops``, and of a gufunc the ``core`` dimensions, with the inputs that are written."""
    function = kernel.py_func
    texts = (function.__name__, function.__doc__ or "")
    counts, identity, core = making["counts"], making["reductions"], making.get("core")
    made = _numlir.ufunc(kernel, counts, identity, texts, core, not making["loops"], {"making": making})
    try:
        made.__module__ = function.__module__
        made.__qualname__ = function.__qualname__
        made.py_func = function
        if not making["loops"]:
            # A reference to the ufunc would be a cycle, which NumPy does not collect.
            made.add = made._compile_for_argtys = _compiler(kernel)
    except AttributeError:
        # Before NumPy 2.2 ufuncs have no attributes of their own.
        pass
    for arguments, outputs in making["loops"]:
        _numlir.add_loop(made, arguments, outputs)
    return made


def _normalized(signature):
    from .signature import normalize

    return normalize(signature)


def _outputs(result):
    """The types of the outputs that a result type says."""
    return list(result.types) if hasattr(result, "types") else [result]


def _text(types):
    """Types as the compiler reads them."""
    return ",".join(map(_text_of, types))


def _text_of(ty):
    if not hasattr(ty, "layout"):
        return ty.name
    axes = [":"] * ty.ndim
    if ty.layout == "C":
        axes[-1:] = ["::1"] * min(ty.ndim, 1)
    elif ty.layout == "F":
        axes[:1] = ["::1"]
    return f"{ty.dtype}[{', '.join(axes)}]"
