"""``numlir.extending.intrinsic``: functions whose code is LLVM IR that the user's Python writes.

The typing function is asked once for each combination of argument types, and what it gives writes a function of LLVM; this text
is a part of the program that calls it, so that it is inlined, cached and compiled ahead of time like everything else.
"""

import hashlib
import inspect

from . import _llvm_values as values
from . import library, types
from ._numlir import check_llvm
from .errors import TypingError, UnsupportedError
from .signature import Signature


class Intrinsic:
    """A function of compiled code that is written as LLVM IR. Python cannot call it."""

    def __init__(self, function, prefer_literal):
        self.__name__ = function.__name__
        self.__qualname__ = function.__qualname__
        self.__module__ = function.__module__
        self.__doc__ = function.__doc__
        self._defn = function
        self._prefer_literal = prefer_literal
        parameters = list(inspect.signature(function).parameters.values())
        if not parameters or any(each.kind not in _POSITIONAL for each in parameters):
            raise TypeError(f"{self.__name__}: an intrinsic has the typing context and positional parameters, no * and no **")
        self._signature = inspect.Signature(parameters[1:])

    def __repr__(self):
        return f"<intrinsic {self.__name__}>"

    def __call__(self, *arguments, **keywords):
        raise NotImplementedError(f"{self.__name__} is an intrinsic: only compiled code calls it")

    def resolve(self, plain, known):
        """The Python function that stands for the intrinsic where it is called with arguments of these types, or None where it does
        not serve them. ``plain`` and ``known`` are pairs of a keyword and a type, the second with literal types."""
        plain, known = self._in_order(plain), self._in_order(known)
        if plain is None:
            return None
        for attempt in [known, plain] if self._prefer_literal else [plain, known]:
            answer = self._defn(_TypingContext(), *attempt)
            if answer is not None:
                return self._function(answer, known)
        return None

    def _in_order(self, arguments):
        positional = [kind for keyword, kind in arguments if keyword is None]
        named = {keyword: kind for keyword, kind in arguments if keyword is not None}
        try:
            bound = self._signature.bind(*positional, **named)
        except TypeError:
            return None
        return [bound.arguments.get(name, types.Omitted(each.default)) for name, each in self._signature.parameters.items()]

    def _function(self, answer, known):
        if not (isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[0], Signature) and callable(answer[1])):
            raise TypingError(f"the typing function of {self.__name__} gives a signature and a function that writes code")
        signature, codegen = answer
        if len(signature.args) != len(known):
            raise TypingError(f"{self.__name__}: the signature {signature} is not of {len(known)} arguments")
        return _function(self.__name__, signature, codegen, known, list(self._signature.parameters))


_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class _TypingContext:
    """What a typing function may ask."""

    def resolve_value_type(self, value):
        """The type of a value of Python's."""
        from .types.typeof import typeof

        return typeof(value)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise UnsupportedError(f"the typing context of an intrinsic has no {name} (docs/extending.md)")


class Frame:
    """Memory of the calling function, which an intrinsic that gives pointers has its variables in."""

    def __init__(self, base):
        self.base, self.size = base, 0

    def take(self, builder, ty, count):
        size, alignment = values.layout(ty)
        start = -(-self.size // alignment) * alignment
        self.size = start + size * count
        offset = values.ir().Constant(values.ir().IntType(64), start)
        place = builder.gep(self.base, [offset], source_etype=values.ir().IntType(8))
        return builder.bitcast(place, ty.as_pointer())


def _function(name, signature, codegen, known, parameters):
    """A Python function that calls the function of LLVM that ``codegen`` writes."""
    from ._codegen import CodegenContext

    ir = values.ir()
    passing = values.Passing()
    for kind in signature.args:
        passing.add(kind)
    given = values.results(signature.return_type)
    in_frame = values.has_pointer(signature.return_type)
    inputs = passing.parameters + ([values.pointer_to_bytes()] if in_frame else [])
    result = ir.VoidType() if not given else given[0] if len(given) == 1 else ir.LiteralStructType(given)
    module = ir.Module(name)
    # Its name is that of its text, which has the name: of two modules with one name one serves both.
    function = ir.Function(module, ir.FunctionType(result, inputs), _PLACEHOLDER)
    for attribute in ("alwaysinline", "nounwind"):
        function.attributes.add(attribute)
    builder = ir.IRBuilder(function.append_basic_block("entry"))
    module.numlir_frame = Frame(function.args[-1]) if in_frame else None
    arguments = passing.values(builder, function.args)
    if in_frame:
        # How much of the frame is needed may depend on them.
        arguments = [_constant(kind, of, value) for kind, of, value in zip(signature.args, known, arguments)]
    given_back = codegen(CodegenContext(), builder, signature, arguments)
    if not builder.block.is_terminated:
        parts = values.unpack(builder, signature.return_type, given_back)
        if not parts:
            builder.ret_void()
        else:
            builder.ret(parts[0] if len(parts) == 1 else values.pack(builder, result, parts))
    text = str(module)
    symbol = f"numlir.llvm.{name}.{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    text = text.replace(f'"{_PLACEHOLDER}"', f'"{symbol}"')
    try:
        check_llvm(symbol, text)
    except ValueError as error:
        raise TypingError(f"the code that {name} writes for {signature} is not LLVM IR: {error}") from None
    frame = module.numlir_frame.size if in_frame else 0
    return _calling(name, (text, symbol, frame), (signature, known), parameters)


_PLACEHOLDER = "numlir.llvm.placeholder"


def _constant(kind, known, value):
    if isinstance(known, types.IntegerLiteral) and isinstance(kind, types.Integer):
        return values.ir().Constant(value.type, known.literal_value)
    return value


def _calling(name, callee, types_, parameters):
    """The function that calls the code of an intrinsic, with its arguments as the signature has them."""
    signature, known = types_
    names = {"call_llvm": library.call_llvm}
    for part, value in zip(("text", "symbol", "frame"), callee):
        names[f"_{part}"] = value
    result = types.unliteral(signature.return_type)
    names["_result"] = None if values.is_dummy(result) else result
    arguments = ["_text", "_symbol", "_frame", "_result"]
    for index, (parameter, wanted, of) in enumerate(zip(parameters, signature.args, known)):
        wanted, of = types.unliteral(wanted), types.unliteral(of)
        if isinstance(wanted, (types.Number, types.Boolean)) and wanted != of:
            names[f"_type{index}"] = wanted
            parameter = f"_type{index}({parameter})"
        arguments.append(parameter)
    text = f"def {name}({', '.join(parameters)}):\n    return call_llvm({', '.join(arguments)})\n"
    exec(compile(text, f"<intrinsic {name}>", "exec"), names)
    return names[name]
