//===- Py.td - Python's operations ----------------------------------------===//
//
// The `py` dialect says exactly what a Python function does, one operation for
// each of Python's, and no more. It exists twice on the road of a function:
// with every value `!py.unknown`, as the front end emits it, and typed for one
// signature, as inference leaves it. Control flow is `cf`, then `scf` where
// loops could be raised.
//
//===----------------------------------------------------------------------===//

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Py_Dialect : Dialect {
  let name = "py";
  let cppNamespace = "::numlir::py";
  let summary = "Python's operations, untyped or typed for one signature";
  let description = [{
    Scalars are MLIR's own types: `i1` is `bool`, `si64`, `ui8`, … are the
    integers, `f32` and `f64` the floats, `complex<f64>` the complex numbers.
    Tuples are `tuple<…>`, arrays `!nd.array<…>`. Constants are attributes of the
    matching type: integers, floats, strings, `unit` for `None`, `array<f64: re, im>`
    for a complex number, an array attribute for a tuple.
  }];
  let useDefaultTypePrinterParser = 1;
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

class Py_Type<string name, string m> : TypeDef<Py_Dialect, name> { let mnemonic = m; }

def Py_UnknownType : Py_Type<"Unknown", "unknown"> {
  let summary = "a value whose type is not inferred yet";
}
def Py_NoneType : Py_Type<"None", "none"> {
  let summary = "the type of `None`";
}
def Py_StrType : Py_Type<"Str", "str"> {
  let summary = "a string";
}
def Py_BytesType : Py_Type<"Bytes", "bytes"> {
  let summary = "a string of bytes";
}
def Py_SliceType : Py_Type<"Slice", "slice"> {
  let summary = "a slice object: the types of start, stop and step, each `si64` or `!py.none`";
  let parameters = (ins ArrayRefParameter<"::mlir::Type">:$bounds);
  let assemblyFormat = "`<` $bounds `>`";
}
def Py_GeneratorType : Py_Type<"Generator", "generator"> {
  let summary = "a `numpy.random.Generator`";
}
def Py_RangeType : Py_Type<"Range", "range"> {
  let summary = "`range(start, stop, step)` over 64-bit integers";
}
def Py_IteratorType : Py_Type<"Iterator", "iterator"> {
  let summary = "an iterator over a value of the given type";
  let description = [{
    Iterators are values: `py.next` gives the iterator after the element, and a
    loop carries it. No iterator has hidden state.
  }];
  let parameters = (ins "::mlir::Type":$iterated);
  let assemblyFormat = "`<` $iterated `>`";
}
def Py_EnumerateType : Py_Type<"Enumerate", "enumerate"> {
  let summary = "`enumerate(x, start)`";
  let parameters = (ins "::mlir::Type":$iterated);
  let assemblyFormat = "`<` $iterated `>`";
}
def Py_ZipType : Py_Type<"Zip", "zip"> {
  let summary = "`zip(x, y, …)`";
  let parameters = (ins ArrayRefParameter<"::mlir::Type">:$iterated);
  let assemblyFormat = "`<` $iterated `>`";
}
def Py_FlatType : Py_Type<"Flat", "flat"> {
  let summary = "the elements of an array in order (`a.flat`), or the positions of a shape (`np.ndindex`)";
  let description = "With `views`, elements are views without axes (`np.nditer`). A shape is a tuple of `si64`.";
  let parameters = (ins "::mlir::Type":$iterated, DefaultValuedParameter<"bool", "false">:$views);
  let assemblyFormat = "`<` $iterated (`,` $views^)? `>`";
}
def Py_BuiltinType : Py_Type<"Builtin", "builtin"> {
  let summary = "a function, class or module that the compiler knows, by its canonical name";
  let description = "For example `!py.builtin<\"numpy.sqrt\">`. The value is known from its type and takes no space.";
  let parameters = (ins "::mlir::StringAttr":$name);
  let assemblyFormat = "`<` $name `>`";
}
def Py_DtypeType : Py_Type<"Dtype", "dtype"> {
  let summary = "a dtype object";
  let parameters = (ins "::mlir::Type":$element);
  let assemblyFormat = "`<` $element `>`";
}
def Py_FunctionType : Py_Type<"Function", "function"> {
  let summary = "a function of the program with the values it captures";
  let description = "`!py.function<@f, f64, si64>`: the symbol of the template, then the types of what is captured.";
  let parameters = (ins "::mlir::FlatSymbolRefAttr":$symbol, OptionalArrayRefParameter<"::mlir::Type">:$captures);
  let assemblyFormat = "`<` $symbol (`,` $captures^)? `>`";
}
def Py_ChoiceType : Py_Type<"Choice", "choice"> {
  let summary = "one of several functions of the program, known when the code runs";
  let description = [{
    `!py.choice<!py.function<@f>, !py.function<@g, f64>>`: the value is the position of the function among these, then
    what each of them captures.
  }];
  let parameters = (ins ArrayRefParameter<"::mlir::Type">:$functions);
  let assemblyFormat = "`<` $functions `>`";
}
def Py_NamedTupleType : Py_Type<"NamedTuple", "named_tuple"> {
  let summary = "a named tuple, by its class and its elements";
  let description = "`!py.named_tuple<\"module.Point(x,y)\", f64, f64>`: to most operations it is a tuple.";
  let parameters = (ins "::mlir::StringAttr":$name, OptionalArrayRefParameter<"::mlir::Type">:$elements);
  let assemblyFormat = "`<` $name (`,` $elements^)? `>`";
}
def Py_MethodType : Py_Type<"Method", "method"> {
  let summary = "a method of a value, before it is called";
  let parameters = (ins "::mlir::Type":$object, "::mlir::StringAttr":$name);
  let assemblyFormat = "`<` $object `,` $name `>`";
}
def Py_ExceptionType : Py_Type<"Exception", "exception"> {
  let summary = "an exception instance, by its class name";
  let parameters = (ins "::mlir::StringAttr":$name);
  let assemblyFormat = "`<` $name `>`";
}

def Py_CaughtType : Py_Type<"Caught", "caught"> {
  let summary = "an exception that was caught, of whatever class";
}
def Py_PointerType : Py_Type<"Pointer", "pointer"> {
  let summary = "an address that C gave, of values of a type; `!py.none` where C does not say which";
  let parameters = (ins "::mlir::Type":$element);
  let assemblyFormat = "`<` $element `>`";
}
def Py_OptionalType : Py_Type<"Optional", "optional"> {
  let summary = "a value of a type, or `None`";
  let parameters = (ins "::mlir::Type":$element);
  let assemblyFormat = "`<` $element `>`";
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

class Py_Op<string m, list<Trait> t = []> : Op<Py_Dialect, m, t>;

def Py_ConstantOp : Py_Op<"constant", [Pure]> {
  let summary = "a constant: None, a number, a string, or a tuple of constants";
  let arguments = (ins AnyAttr:$value);
  let results = (outs AnyType:$result);
  let assemblyFormat = "`(` $value `)` attr-dict `:` type($result)";
}
def Py_BuiltinOp : Py_Op<"builtin", [Pure]> {
  let summary = "a function, class or module known to the compiler";
  let description = [{
    ```mlir
    %0 = py.builtin "numpy.sqrt" : !py.unknown
    ```
    The name is canonical: the front end has followed the user's imports and aliases.
  }];
  let arguments = (ins StrAttr:$name);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$name attr-dict `:` type($result)";
}
def Py_FrozenOp : Py_Op<"frozen", [Pure]> {
  let summary = "a global array, frozen when the function was compiled";
  let arguments = (ins StrAttr:$symbol, TypeAttr:$array_type, DenseI64ArrayAttr:$shape, DenseI64ArrayAttr:$strides);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$symbol `,` $array_type $shape $strides attr-dict `:` type($result)";
}
def Py_DtypeOp : Py_Op<"dtype", [Pure]> {
  let summary = "a dtype object";
  let arguments = (ins TypeAttr:$element);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$element attr-dict `:` type($result)";
}
def Py_FunctionOp : Py_Op<"function", [Pure]> {
  let summary = "a function of the program, with what it captures and its own defaults";
  let description = [{
    Captured values come first in the template's block arguments. `defaults` names
    the parameters whose default values are the operands `default_values`, for functions
    defined inside another; those of outermost functions are on the template.
  }];
  let arguments = (ins FlatSymbolRefAttr:$symbol, StrArrayAttr:$defaults,
                       Variadic<AnyType>:$captures, Variadic<AnyType>:$default_values);
  let results = (outs AnyType:$result);
  let traits = [AttrSizedOperandSegments];
  let assemblyFormat = [{
    $symbol (`captures` `(` $captures^ `:` type($captures) `)`)? `defaults` $defaults
    (`(` $default_values^ `:` type($default_values) `)`)?
    attr-dict `:` type($result)
  }];
}
def Py_CapturedOp : Py_Op<"captured", [Pure]> {
  let summary = "a value that a function has captured";
  let arguments = (ins AnyType:$function, I64Attr:$position);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$function $position attr-dict `:` functional-type(operands, results)";
}
def Py_UnsupportedNameOp : Py_Op<"unknown_name", []> {
  let summary = "a name that has no meaning the compiler knows; using it is an error";
  let description = "`reason` is `undefined`, `no module` for what cannot be imported, or the name of the object's type.";
  let arguments = (ins StrAttr:$name, StrAttr:$reason);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$name $reason attr-dict `:` type($result)";
}
def Py_UndefOp : Py_Op<"undef", [Pure]> {
  let summary = "the value of a local variable that has none";
  let results = (outs AnyType:$result);
  let assemblyFormat = "attr-dict `:` type($result)";
}
def Py_NarrowOp : Py_Op<"narrow", [Pure]> {
  let summary = "a value that a test has shown to be None, or not to be None";
  let description = [{
    Stands where the side of a test that it follows begins.
    ```mlir
    %0 = py.narrow %x none false : (!py.optional<si64>) -> si64
    ```
  }];
  let arguments = (ins AnyType:$value, BoolAttr:$none);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$value `none` $none attr-dict `:` functional-type(operands, results)";
}
def Py_CheckBoundOp : Py_Op<"check_bound", []> {
  let summary = "raises UnboundLocalError where the flag is false";
  let arguments = (ins I1:$bound, StrAttr:$name);
  let assemblyFormat = "$bound `,` $name attr-dict";
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

def Py_BinaryOp : Py_Op<"binary", []> {
  let summary = "a binary operator";
  let description = [{
    `op` is Python's name: `add sub mul matmul truediv floordiv mod pow lshift rshift or xor and`.
    Typed operands keep their own types; the lowering converts them as the operator's typing rule says.
  }];
  let arguments = (ins StrAttr:$op, AnyType:$lhs, AnyType:$rhs);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$op $lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
}
def Py_InplaceOp : Py_Op<"inplace", []> {
  let summary = "an augmented assignment's operator";
  let arguments = (ins StrAttr:$op, AnyType:$lhs, AnyType:$rhs);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$op $lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
}
def Py_UnaryOp : Py_Op<"unary", []> {
  let summary = "a unary operator: `neg pos invert not`";
  let arguments = (ins StrAttr:$op, AnyType:$operand);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$op $operand attr-dict `:` functional-type(operands, results)";
}
def Py_CompareOp : Py_Op<"compare", []> {
  let summary = "a comparison: `eq ne lt le gt ge is is_not in not_in`";
  let arguments = (ins StrAttr:$op, AnyType:$lhs, AnyType:$rhs);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$op $lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
}
def Py_TruthOp : Py_Op<"truth", []> {
  let summary = "Python's truth of a value";
  let arguments = (ins AnyType:$operand);
  let results = (outs I1:$result);
  let assemblyFormat = "$operand attr-dict `:` type($operand)";
}
def Py_CastOp : Py_Op<"cast", [Pure]> {
  let summary = "converts a value to the type that inference unified it to";
  let description = "Between scalars, between tuples of castable elements, and from a more to a less specific array layout.";
  let arguments = (ins AnyType:$operand);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$operand attr-dict `:` type($operand) `to` type($result)";
}

//===----------------------------------------------------------------------===//
// Attributes, items, containers
//===----------------------------------------------------------------------===//

def Py_GetAttrOp : Py_Op<"getattr", []> {
  let summary = "`object.name`";
  let arguments = (ins AnyType:$object, StrAttr:$name);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$object $name attr-dict `:` functional-type(operands, results)";
}
def Py_SetAttrOp : Py_Op<"setattr", []> {
  let summary = "`object.name = value`";
  let arguments = (ins AnyType:$object, StrAttr:$name, AnyType:$value);
  let assemblyFormat = "$object $name `,` $value attr-dict `:` type(operands)";
}
def Py_GetItemOp : Py_Op<"getitem", []> {
  let summary = "`object[index]`";
  let arguments = (ins AnyType:$object, AnyType:$index);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$object `[` $index `]` attr-dict `:` functional-type(operands, results)";
}
def Py_SetItemOp : Py_Op<"setitem", []> {
  let summary = "`object[index] = value`";
  let arguments = (ins AnyType:$object, AnyType:$index, AnyType:$value);
  let assemblyFormat = "$object `[` $index `]` `,` $value attr-dict `:` type(operands)";
}
def Py_DelItemOp : Py_Op<"delitem", []> {
  let summary = "`del object[index]`";
  let arguments = (ins AnyType:$object, AnyType:$index);
  let assemblyFormat = "$object `[` $index `]` attr-dict `:` type(operands)";
}
def Py_SliceOp : Py_Op<"slice", [Pure]> {
  let summary = "`start:stop:step`; an absent bound is None";
  let arguments = (ins AnyType:$start, AnyType:$stop, AnyType:$step);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$start `,` $stop `,` $step attr-dict `:` functional-type(operands, results)";
}

class Py_BuildOp<string m, string what> : Py_Op<m, []> {
  let summary = what;
  let description = "`stars` are the positions of elements that are spread (`*x`).";
  let arguments = (ins Variadic<AnyType>:$elements, DenseI64ArrayAttr:$stars);
  let results = (outs AnyType:$result);
  let assemblyFormat = "`(` $elements `)` `stars` $stars attr-dict `:` functional-type(operands, results)";
}
def Py_BuildTupleOp : Py_BuildOp<"build_tuple", "a tuple display">;
def Py_BuildListOp : Py_BuildOp<"build_list", "a list display">;
def Py_BuildSetOp : Py_BuildOp<"build_set", "a set display">;
def Py_BuildDictOp : Py_BuildOp<"build_dict", "a dict display of alternating keys and values">;

def Py_UnpackOp : Py_Op<"unpack", []> {
  let summary = "unpacks a value into as many as there are results";
  let description = [{
    With `star = k`, result k is the tuple of what the others leave; without it
    (`star = -1`) the lengths must agree.
  }];
  let arguments = (ins AnyType:$value, I64Attr:$star);
  let results = (outs Variadic<AnyType>:$elements);
  let assemblyFormat = "$value `star` $star attr-dict `:` functional-type(operands, results)";
}
def Py_AppendOp : Py_Op<"append", []> {
  let summary = "appends an element of a comprehension to its list or set";
  let arguments = (ins AnyType:$container, AnyType:$value);
  let assemblyFormat = "$container `,` $value attr-dict `:` type(operands)";
}
def Py_FormatOp : Py_Op<"format", []> {
  let summary = "a formatted value of an f-string";
  let arguments = (ins AnyType:$value, StrAttr:$conversion, Optional<AnyType>:$spec);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$value $conversion (`spec` $spec^)? attr-dict `:` functional-type(operands, results)";
}
def Py_JoinOp : Py_Op<"join", []> {
  let summary = "concatenates the pieces of an f-string";
  let arguments = (ins Variadic<AnyType>:$pieces);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$pieces attr-dict `:` functional-type(operands, results)";
}

//===----------------------------------------------------------------------===//
// Iteration, calls, exceptions
//===----------------------------------------------------------------------===//

def Py_IterOp : Py_Op<"iter", []> {
  let summary = "`iter(x)`, at the start of a for loop";
  let arguments = (ins AnyType:$iterable);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$iterable attr-dict `:` functional-type(operands, results)";
}
def Py_NextOp : Py_Op<"next", []> {
  let summary = "whether there is a next element, the element, and the iterator after it";
  let arguments = (ins AnyType:$iterator);
  let results = (outs I1:$has_next, AnyType:$element, AnyType:$rest);
  let assemblyFormat = "$iterator attr-dict `:` functional-type(operands, results)";
}
def Py_YieldOp : Py_Op<"yield", []> {
  let summary = "hands a value out of a generator, which goes on behind it when the next is asked for";
  let description = "The result is what is sent to the generator: None.";
  let arguments = (ins AnyType:$value);
  let results = (outs AnyType:$sent);
  let assemblyFormat = "$value attr-dict `:` functional-type(operands, results)";
}
def Py_RangeBoundsOp : Py_Op<"range_bounds", [Pure]> {
  let summary = "the bounds of a range object";
  let arguments = (ins Py_RangeType:$range);
  let results = (outs SI64:$start, SI64:$stop, SI64:$step);
  let assemblyFormat = "$range attr-dict `:` type(results)";
}
def Py_RangeLengthOp : Py_Op<"range_length", [Pure]> {
  let summary = "`len(range)`: how many elements a range object has";
  let arguments = (ins Py_RangeType:$range);
  let results = (outs SI64:$result);
  let assemblyFormat = "$range attr-dict `:` type($result)";
}
def Py_CallOp : Py_Op<"call", []> {
  let summary = "calls a value";
  let description = [{
    Positional arguments first, then those given by keyword, whose names are `keywords`.
    `stars` are the positions of positional arguments that are spread.
    ```mlir
    %1 = py.call %f(%x, %y) keywords ["axis"] stars [] : (!py.unknown, !py.unknown, !py.unknown) -> !py.unknown
    ```
  }];
  let arguments = (ins AnyType:$callee, Variadic<AnyType>:$arguments, StrArrayAttr:$keywords, DenseI64ArrayAttr:$stars);
  let results = (outs AnyType:$result);
  let assemblyFormat = [{
    $callee `(` $arguments `)` `keywords` $keywords `stars` $stars attr-dict `:` functional-type(operands, results)
  }];
}
def Py_RaiseOp : Py_Op<"raise", [Terminator]> {
  let summary = "raises an exception instance or class, from its cause where there is one";
  let arguments = (ins Variadic<AnyType>:$exception);
  let assemblyFormat = "($exception^ `:` type($exception))? attr-dict";
}
def Py_ThrowOp : Py_Op<"throw", []> {
  let summary = "raises an exception where something follows";
  let description = [{
    As `py.raise`. Inside `try`, `py.failed` follows, and a branch to the handler; in a loop that `raise-loops` has made, what
    is not reached.
  }];
  let arguments = (ins Variadic<AnyType>:$exception);
  let assemblyFormat = "($exception^ `:` type($exception))? attr-dict";
}
def Py_FailedOp : Py_Op<"failed", []> {
  let summary = "whether the operation before it, which carries `guarded`, has raised, and what";
  let description = [{
    An operation inside `try` that may raise is the last of its block but for this one and the branch. Where it has raised, its
    results have no value.
    ```mlir
    %0 = py.getitem %a[%i] {guarded} : (!nd.array<f64, 1, "C">, si64) -> f64
    %failed, %status = py.failed
    cf.cond_br %failed, ^handler(%status : si32), ^next
    ```
  }];
  let results = (outs I1:$failed, SI32:$status);
  let assemblyFormat = "attr-dict";
}
def Py_CatchOp : Py_Op<"catch", []> {
  let summary = "the exception that a handler begins with";
  let arguments = (ins SI32:$status);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$status attr-dict `:` type($result)";
}
def Py_MatchesOp : Py_Op<"matches", []> {
  let summary = "whether an exception is an instance of a class, or of one of a tuple of classes";
  let arguments = (ins AnyType:$exception, AnyType:$class_);
  let results = (outs I1:$result);
  let assemblyFormat = "$exception `,` $class_ attr-dict `:` type(operands)";
}
