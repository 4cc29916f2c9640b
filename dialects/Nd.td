//===- Nd.td - NumPy's arrays ----------------------------------------------===//
//
// The `nd` dialect has NumPy's arrays as mutable references, as NumPy means
// them, and the run-time errors of compiled code. Scalars beside it are those of
// `arith`, `math` and `complex`; integers have no sign here, operations do.
//
//===----------------------------------------------------------------------===//

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Nd_Dialect : Dialect {
  let name = "nd";
  let cppNamespace = "::numlir::nd";
  let summary = "NumPy's arrays as mutable references";
  let description = [{
    An array value is a reference: two values may share memory. Effects say what
    an operation reads, writes and allocates, so that motion is legal exactly when
    no write intervenes. Operations that may raise are not pure; they become
    explicit control flow late, in `lower-raises`.
  }];
  let useDefaultTypePrinterParser = 1;
}

class Nd_Type<string name, string m> : TypeDef<Nd_Dialect, name> { let mnemonic = m; }

def Nd_ArrayType : Nd_Type<"Array", "array"> {
  let summary = "an array: element type, rank, layout";
  let description = [{
    `!nd.array<f64, 2, "C">`. The layout is `C`, `F` or `A` (any strides). The element type has NumPy's sign
    (`si64`, `ui8`); `i1` is a bool stored in a byte. `flags`: 1 read-only, 2 not aligned.
  }];
  let parameters = (ins "::mlir::Type":$element, "int64_t":$rank, "::mlir::StringAttr":$layout,
                        DefaultValuedParameter<"int64_t", "0">:$flags);
  let assemblyFormat = "`<` $element `,` $rank `,` $layout (`,` $flags^)? `>`";
}

def Nd_ListType : Nd_Type<"List", "list"> {
  let summary = "a list of elements of one type";
  let description = [{
    `!nd.list<si64>`: a reference to an object of the runtime (docs/calling-convention.md). The element is a type as the `py`
    dialect has it: a scalar with its sign, a tuple, an array, a string, another list.
  }];
  let parameters = (ins "::mlir::Type":$element);
  let assemblyFormat = "`<` $element `>`";
}
def Nd_SetType : Nd_Type<"Set", "set"> {
  let summary = "a set of numbers";
  let parameters = (ins "::mlir::Type":$element);
  let assemblyFormat = "`<` $element `>`";
}
def Nd_InstanceType : Nd_Type<"Instance", "instance"> {
  let summary = "an instance of a class";
  let description = [{
    `!nd.instance<"typedlist", [!nd.list<si64>]>`: a reference to an object of the runtime. The types are those of its fields;
    a class whose fields have the same types in all instances has none here.
  }];
  let parameters = (ins "::mlir::StringAttr":$name, OptionalArrayRefParameter<"::mlir::Type">:$fields);
  let assemblyFormat = "`<` $name (`,` `[` $fields^ `]`)? `>`";
}
def Nd_RecordType : Nd_Type<"Record", "record"> {
  let summary = "the element of an array of records, texts or dates, by the text of its layout or its name";
  let parameters = (ins "::mlir::StringAttr":$name);
  let assemblyFormat = "`<` $name `>`";
}

class Nd_Op<string m, list<Trait> t = []> : Op<Nd_Dialect, m, t>;

//===----------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------===//

def Nd_CreateOp : Nd_Op<"create", [MemoryEffects<[MemAlloc, MemWrite]>]> {
  let summary = "a fresh contiguous array";
  let description = [{
    One extent for each axis. `zeroed` arrays are filled with zero, others hold whatever the memory held.
    Raises ValueError for a negative extent and MemoryError when there is no memory. The result
    is a new reference.
  }];
  let arguments = (ins Variadic<I64>:$shape, UnitAttr:$zeroed);
  let results = (outs Nd_ArrayType:$result);
  let assemblyFormat = "(`zeroed` $zeroed^)? `(` $shape `)` attr-dict `:` type($result)";
}
def Nd_FrozenOp : Nd_Op<"frozen", [Pure]> {
  let summary = "a global array, by the symbol of its data";
  let arguments = (ins StrAttr:$symbol, DenseI64ArrayAttr:$shape, DenseI64ArrayAttr:$strides);
  let results = (outs Nd_ArrayType:$result);
  let assemblyFormat = "$symbol $shape $strides attr-dict `:` type($result)";
}
def Nd_PointedOp : Nd_Op<"pointed", [Pure]> {
  let summary = "the contiguous array at an address that C gave; nobody here owns it";
  let arguments = (ins I64:$address, Variadic<I64>:$shape);
  let results = (outs Nd_ArrayType:$result);
  let assemblyFormat = "$address `(` $shape `)` attr-dict `:` type($result)";
}
def Nd_UndefOp : Nd_Op<"undef", [Pure]> {
  let summary = "any value, never used";
  let results = (outs AnyType:$result);
  let assemblyFormat = "attr-dict `:` type($result)";
}
def Nd_DimOp : Nd_Op<"dim", [Pure]> {
  let summary = "the extent of an axis";
  let arguments = (ins Nd_ArrayType:$array, I64Attr:$axis);
  let results = (outs I64:$result);
  let assemblyFormat = "$array `,` $axis attr-dict `:` type($array)";
}
def Nd_StrideOp : Nd_Op<"stride", [Pure]> {
  let summary = "the stride of an axis, in bytes";
  let arguments = (ins Nd_ArrayType:$array, I64Attr:$axis);
  let results = (outs I64:$result);
  let assemblyFormat = "$array `,` $axis attr-dict `:` type($array)";
}
def Nd_AddressOp : Nd_Op<"address", [Pure]> {
  let summary = "the address of the first element, as a number";
  let arguments = (ins Nd_ArrayType:$array);
  let results = (outs I64:$result);
  let assemblyFormat = "$array attr-dict `:` type($array)";
}
def Nd_IndexOp : Nd_Op<"index", []> {
  let summary = "turns a Python index into a position on an axis";
  let description = [{
    With `wrap`, a negative index counts from the end. With `check`, a position outside the axis
    raises IndexError. Where both are gone, the operation is its operand.
  }];
  let arguments = (ins I64:$index, I64:$extent, UnitAttr:$wrap, UnitAttr:$check, DefaultValuedAttr<I64Attr, "0">:$axis);
  let results = (outs I64:$result);
  let assemblyFormat = "$index `of` $extent (`axis` $axis^)? (`wrap` $wrap^)? (`check` $check^)? attr-dict";
}
def Nd_LoadOp : Nd_Op<"load", [MemoryEffects<[MemRead]>]> {
  let summary = "reads an element";
  let arguments = (ins Nd_ArrayType:$array, Variadic<I64>:$indices);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$array `[` $indices `]` attr-dict `:` type($array) `->` type($result)";
}
def Nd_StoreOp : Nd_Op<"store", [MemoryEffects<[MemWrite]>]> {
  let summary = "writes an element";
  let arguments = (ins AnyType:$value, Nd_ArrayType:$array, Variadic<I64>:$indices);
  let assemblyFormat = "$value `,` $array `[` $indices `]` attr-dict `:` type($value) `,` type($array)";
}
def Nd_FillOp : Nd_Op<"fill", [MemoryEffects<[MemWrite]>]> {
  let summary = "writes one value to every element of a contiguous array";
  let arguments = (ins AnyType:$value, Nd_ArrayType:$array);
  let assemblyFormat = "$value `,` $array attr-dict `:` type($value) `,` type($array)";
}
def Nd_SelectOp : Nd_Op<"select", [Pure]> {
  let summary = "a view with the leading axes indexed by positions";
  let description = [{
    `a[i]` of a matrix is a view of a row. The result shares the owner of the array; it is a new reference only
    once `place-releases` has retained it.
  }];
  let arguments = (ins Nd_ArrayType:$array, Variadic<I64>:$indices);
  let results = (outs Nd_ArrayType:$result);
  let assemblyFormat = "$array `[` $indices `]` attr-dict `:` type($array) `->` type($result)";
}
def Nd_RelayoutOp : Nd_Op<"relayout", [Pure]> {
  let summary = "the same array with a less specific type";
  let arguments = (ins Nd_ArrayType:$array);
  let results = (outs Nd_ArrayType:$result);
  let assemblyFormat = "$array attr-dict `:` type($array) `to` type($result)";
}

def Nd_ViewOp : Nd_Op<"view", [Pure, AttrSizedOperandSegments]> {
  let summary = "another array over the same memory";
  let description = [{
    The data begins `offset` bytes further on; one extent for each axis, and byte strides where the result's layout
    is `A` (elsewhere the layout says them). Every view can be written so: slices, transposes, diagonals, fields of
    records. Nothing is checked. The result shares the owner; it is a new reference only once `place-releases` has
    retained it.
    ```mlir
    %row = nd.view %a[%offset] (%n) (%stride) : !nd.array<f64, 2, "C"> -> !nd.array<f64, 1, "A">
    ```
  }];
  let arguments = (ins Nd_ArrayType:$array, I64:$offset, Variadic<I64>:$extents, Variadic<I64>:$strides);
  let results = (outs Nd_ArrayType:$result);
  let assemblyFormat = "$array `[` $offset `]` `(` $extents `)` `(` $strides `)` attr-dict `:` type($array) `->` type($result)";
}

def Nd_ScratchOp : Nd_Op<"scratch", [Pure]> {
  let summary = "memory on the stack for the time of a call";
  let description = [{
    Stands in a function's entry block. The array has so many elements, which hold nothing yet, and no owner; it must not
    leave the function.
  }];
  let arguments = (ins I64Attr:$count);
  let results = (outs Nd_ArrayType:$result);
  let assemblyFormat = "$count attr-dict `:` type($result)";
}

//===----------------------------------------------------------------------===//
// Whole arrays
//===----------------------------------------------------------------------===//

def Nd_BroadcastOp : Nd_Op<"broadcast", []> {
  let summary = "the shape that several shapes broadcast to";
  let description = [{
    NumPy's rule: shapes are aligned at their last axes, and extents of 1 stretch. `ranks` says how many of the
    extents belong to each shape. Raises ValueError where they do not fit, with NumPy's text. With `into`, the first
    shape is that of the destination: it must be the result (`assign`: of an assignment, `out`: of an output argument).
    ```mlir
    %m, %n = nd.broadcast [2, 1] (%a0, %a1, %b0)
    ```
  }];
  let arguments = (ins DenseI64ArrayAttr:$ranks, Variadic<I64>:$extents, OptionalAttr<StrAttr>:$into);
  let results = (outs Variadic<I64>:$shape);
  let assemblyFormat = "$ranks `(` $extents `)` (`into` $into^)? attr-dict `:` type($shape)";
}
def Nd_MapOp : Nd_Op<"map", [AttrSizedOperandSegments, MemoryEffects<[MemAlloc, MemRead, MemWrite]>, SingleBlock]> {
  let summary = "a fresh array, each element computed from the elements at its place";
  let description = [{
    The extents are those of the result. An input is an array, broadcast to the result (an extent that is not the
    result's is 1), or a scalar; each has one block argument, of the type in which a scalar is computed with. The
    region has no effects and does not raise. The result is a new reference.
    ```mlir
    %c = nd.map (%m, %n) (%a, %b) {
    ^bb0(%x: f64, %y: f64):
      %s = arith.addf %x, %y : f64
      nd.yield %s : f64
    } : (!nd.array<f64, 2, "C">, !nd.array<f64, 1, "A">) -> !nd.array<f64, 2, "C">
    ```
  }];
  let arguments = (ins Variadic<I64>:$extents, Variadic<AnyType>:$inputs);
  let results = (outs Nd_ArrayType:$result);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "`(` $extents `)` `(` $inputs `)` $body attr-dict `:` functional-type($inputs, $result)";
}
def Nd_MapIntoOp : Nd_Op<"map_into", [MemoryEffects<[MemRead, MemWrite]>, SingleBlock]> {
  let summary = "writes each element of an array, computed from the elements at its place";
  let description = [{
    As `nd.map`, into an array that exists, as if all were read before anything is written: inputs may share memory
    with the destination in any way.
  }];
  let arguments = (ins Nd_ArrayType:$destination, Variadic<AnyType>:$inputs);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$destination `(` $inputs `)` $body attr-dict `:` type($destination) `,` functional-type($inputs, results)";
}
def Nd_ReduceOp : Nd_Op<"reduce", [AttrSizedOperandSegments, MemoryEffects<[MemAlloc, MemRead, MemWrite]>, SingleBlock]> {
  let summary = "combines elements along axes";
  let description = [{
    The extents are those of the space that is reduced over; inputs are as of `nd.map`, and the region computes the
    value at each place. `kind` says how values combine (integers without a sign where the operation has the
    attribute `unsigned`): `add`, `mul`, `min`, `max` (NaN where there is one), `fmin`,
    `fmax` (a number where there is one), `and`, `or`, `xor`. `argmin` and `argmax` give where along the last of two axes the
    extreme first is, or the first NaN. The result has the axes that are left, or is a scalar
    where there are none. Nothing to combine gives the kind's identity. Floating-point `add` along a contiguous
    innermost axis is in the order of NumPy's pairwise summation (eight accumulators in blocks of 128, halves above), where the
    operation has the attribute `buffered` for each 8192 elements: as many NumPy converts at a time where the elements have another
    type than the sum. Other kinds and axes combine in the order of memory. The attribute `order`, `"C"` or `"F"`, says how what is reduced would
    lie in memory, where it is computed of inputs that lie otherwise.
    ```mlir
    %s = nd.reduce "add" axes [1] (%m, %n) (%a) {
    ^bb0(%x: f64):
      nd.yield %x : f64
    } : (!nd.array<f64, 2, "C">) -> !nd.array<f64, 1, "C">
    ```
  }];
  let arguments = (ins StrAttr:$kind, DenseI64ArrayAttr:$axes, Variadic<I64>:$extents, Variadic<AnyType>:$inputs);
  let results = (outs AnyType:$result);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$kind `axes` $axes `(` $extents `)` `(` $inputs `)` $body attr-dict `:` functional-type($inputs, $result)";
}
def Nd_CountTrueOp : Nd_Op<"count_true", [MemoryEffects<[MemRead]>]> {
  let summary = "how many elements of a mask are true";
  let description = "The mask has one axis and no gaps.";
  let arguments = (ins Nd_ArrayType:$mask);
  let results = (outs I64:$count);
  let assemblyFormat = "$mask attr-dict `:` type($mask)";
}
def Nd_CompressOp : Nd_Op<"compress", [MemoryEffects<[MemAlloc, MemRead, MemWrite]>]> {
  let summary = "a fresh array of the elements or rows that a mask selects, in order";
  let description = [{
    The array and the mask have no gaps and are equally long; the mask has one axis, and an array of more gives rows; `count` is what `nd.count_true` gives of the
    mask. The result is a new reference. `fuse-maps` puts it into the reduction that uses it, `lower-selections` makes
    calls of the runtime of the others.
    ```mlir
    %n = nd.count_true %m : !nd.array<i1, 1, "C">
    %s = nd.compress (%n) %a where %m : !nd.array<f64, 1, "C">, !nd.array<i1, 1, "C"> -> !nd.array<f64, 1, "C">
    ```
  }];
  let arguments = (ins I64:$count, Nd_ArrayType:$array, Nd_ArrayType:$mask);
  let results = (outs Nd_ArrayType:$result);
  let assemblyFormat = "`(` $count `)` $array `where` $mask attr-dict `:` type($array) `,` type($mask) `->` type($result)";
}
def Nd_PlaceOp : Nd_Op<"place", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "elements that a mask selects become values, one after another";
  let description = [{
    The array and the mask are of one shape and have no gaps; the values have one axis, no gaps and the array's type of elements, and are apart from both. `count` is what
    `nd.count_true` gives of the mask; there are so many values, or one that serves for all. `fuse-maps` makes one loop of it and of what computes the
    values from what the same mask selects, `lower-selections` makes a call of the runtime of others.
    ```mlir
    nd.place (%n) %v into %a where %m : !nd.array<f64, 1, "C">, !nd.array<f64, 2, "C">, !nd.array<i1, 2, "C">
    ```
  }];
  let arguments = (ins I64:$count, Nd_ArrayType:$values, Nd_ArrayType:$array, Nd_ArrayType:$mask);
  let assemblyFormat = "`(` $count `)` $values `into` $array `where` $mask attr-dict `:` type($values) `,` type($array) `,` type($mask)";
}
def Nd_ReachOp : Nd_Op<"reach", [MemoryEffects<[MemRead]>]> {
  let summary = "how far positions reach";
  let description = [{
    The positions have one axis and no gaps. The largest of them, or of their complements where they are negative and count from the
    end: an axis has all of them where it is longer. The complement of that where any is negative; zero where there are none.
  }];
  let arguments = (ins Nd_ArrayType:$positions);
  let results = (outs I64:$reach);
  let assemblyFormat = "$positions attr-dict `:` type($positions)";
}
def Nd_FirstOutsideOp : Nd_Op<"first_outside", [MemoryEffects<[MemRead]>]> {
  let summary = "the first position that is outside of an axis; zero where there is none";
  let description = "The positions have one axis and no gaps, and `nd.reach` says how far they reach. Negative ones count from the end.";
  let arguments = (ins Nd_ArrayType:$positions, I64:$extent, I64:$reach);
  let results = (outs I64:$position);
  let assemblyFormat = "$positions `of` $extent `reaching` $reach attr-dict `:` type($positions)";
}
def Nd_TakeOp : Nd_Op<"take", [MemoryEffects<[MemAlloc, MemRead, MemWrite]>]> {
  let summary = "a fresh array of the elements at positions";
  let description = [{
    The array and the positions have one axis and no gaps; `count` is how many positions there are. All of them are inside, which is what
    `nd.first_outside` is asked before; negative ones count from the end. The result is a new reference. `fuse-maps` puts it into the
    map or the reduction that uses it, `lower-selections` makes calls of the runtime of the others.
    ```mlir
    %s = nd.take (%n) %a at %p : !nd.array<f64, 1, "C">, !nd.array<i64, 1, "C"> -> !nd.array<f64, 1, "C">
    ```
  }];
  let arguments = (ins I64:$count, Nd_ArrayType:$array, Nd_ArrayType:$positions);
  let results = (outs Nd_ArrayType:$result);
  let assemblyFormat = "`(` $count `)` $array `at` $positions attr-dict `:` type($array) `,` type($positions) `->` type($result)";
}
def Nd_ReduceCompressedOp : Nd_Op<"reduce_compressed", [MemoryEffects<[MemRead]>, SingleBlock]> {
  let summary = "combines the elements that a mask selects";
  let description = [{
    What `nd.reduce` over all of one axis gives of inputs that are each `nd.compress` by the same mask, or scalars; the arrays are
    those before they are compressed. So the order is that of the selected elements among themselves.
  }];
  let arguments = (ins StrAttr:$kind, I64:$count, Nd_ArrayType:$mask, Variadic<AnyType>:$inputs);
  let results = (outs AnyType:$result);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$kind `(` $count `)` `where` $mask `(` $inputs `)` $body attr-dict `:` type($mask) `,` functional-type($inputs, $result)";
}
def Nd_YieldOp : Nd_Op<"yield", [Pure, Terminator]> {
  let summary = "the value of a region at one place";
  let arguments = (ins AnyType:$value);
  let assemblyFormat = "$value attr-dict `:` type($value)";
}

//===----------------------------------------------------------------------===//
// Lists, sets and strings
//===----------------------------------------------------------------------===//

def Nd_RuntimeOp : Nd_Op<"runtime", [MemoryEffects<[MemAlloc, MemRead, MemWrite]>]> {
  let summary = "calls a function of the runtime";
  let description = [{
    Operands go by value, lists, sets and strings as pointers; a list, set or string that comes back is a new reference, or
    null where memory was out.
    ```mlir
    %joined = nd.runtime "numlir_str_concat"(%a, %b) : (!py.str, !py.str) -> !py.str
    ```
  }];
  let arguments = (ins StrAttr:$symbol, Variadic<AnyType>:$operands_);
  let results = (outs Variadic<AnyType>:$result);
  let assemblyFormat = "$symbol `(` $operands_ `)` attr-dict `:` functional-type($operands_, results)";
}
def Nd_IsNullOp : Nd_Op<"is_null", [Pure]> {
  let summary = "whether a list, set or string could not be made";
  let arguments = (ins AnyType:$object);
  let results = (outs I1:$result);
  let assemblyFormat = "$object attr-dict `:` type($object)";
}
def Nd_StringOp : Nd_Op<"string", [Pure]> {
  let summary = "a constant string; it lives as long as the code";
  let arguments = (ins StrAttr:$text);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$text attr-dict `:` type($result)";
}
def Nd_LengthOp : Nd_Op<"length", [MemoryEffects<[MemRead]>]> {
  let summary = "how many elements a list, set or string has";
  let arguments = (ins AnyType:$object);
  let results = (outs I64:$result);
  let assemblyFormat = "$object attr-dict `:` type($object)";
}
def Nd_CapacityOp : Nd_Op<"capacity", [MemoryEffects<[MemRead]>]> {
  let summary = "how many elements the memory of a list has room for";
  let arguments = (ins Nd_ListType:$list);
  let results = (outs I64:$result);
  let assemblyFormat = "$list attr-dict `:` type($list)";
}
def Nd_SetLengthOp : Nd_Op<"set_length", [MemoryEffects<[MemWrite]>]> {
  let summary = "says how many elements a list has";
  let arguments = (ins I64:$length, Nd_ListType:$list);
  let assemblyFormat = "$length `,` $list attr-dict `:` type($list)";
}
def Nd_GetOp : Nd_Op<"get", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "reads the element of a list or set at a position that is in range";
  let description = [{
    The results are the values that stand for the element. Arrays, lists and strings among them are new references.
    With `take`, the references are those of the list: the element is gone from it.
  }];
  let arguments = (ins AnyType:$list, I64:$index, UnitAttr:$take);
  let results = (outs Variadic<AnyType>:$values);
  let assemblyFormat = "(`take` $take^)? $list `[` $index `]` attr-dict `:` type($list) `->` type($values)";
}
def Nd_PutOp : Nd_Op<"put", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "writes the element of a list at a position that is in range";
  let description = [{
    The list gets references of its own, and gives up those of the element that was there. With `fresh` there was none.
  }];
  let arguments = (ins Nd_ListType:$list, I64:$index, Variadic<AnyType>:$values, UnitAttr:$fresh);
  let assemblyFormat = "(`fresh` $fresh^)? $list `[` $index `]` `(` $values `)` attr-dict `:` type($list) `,` type($values)";
}

def Nd_GetFieldOp : Nd_Op<"get_field", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "reads a field of an instance";
  let description = [{
    The field begins at a slot of the instance. The results are the values that stand for it; what is counted among them is a
    new reference; with `borrowed` the references are the instance's, which `place-releases` allows where no field can change.
  }];
  let arguments = (ins Nd_InstanceType:$instance, I64Attr:$slot, UnitAttr:$borrowed);
  let results = (outs Variadic<AnyType>:$values);
  let assemblyFormat = "(`borrowed` $borrowed^)? $instance $slot attr-dict `:` type($instance) `->` type($values)";
}
def Nd_SetFieldOp : Nd_Op<"set_field", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "writes a field of an instance";
  let description = [{
    The instance gets references of its own, and gives up those of the field's former value. With `fresh` there was none.
  }];
  let arguments = (ins Nd_InstanceType:$instance, I64Attr:$slot, Variadic<AnyType>:$values, UnitAttr:$fresh);
  let assemblyFormat = "(`fresh` $fresh^)? $instance $slot `(` $values `)` attr-dict `:` type($instance) `,` type($values)";
}

def Nd_SuspendOp : Nd_Op<"suspend", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "hands a value out of a generator";
  let description = [{
    In a function with `numlir.generator`, whose result is the generator. Whatever runs before the next value is asked for may
    write to any memory. `split-generators` makes it the end of a function, and what follows the beginning of another.
  }];
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "$values attr-dict `:` type($values)";
}
def Nd_ResumeOp : Nd_Op<"resume", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "runs a generator up to its next `nd.suspend`, or to its end";
  let description = [{
    The generator's fields then say whether there is a value, and which. With `callee` it is known which function goes on.
    What the generator raises comes out of here.
  }];
  let arguments = (ins Nd_InstanceType:$generator, OptionalAttr<FlatSymbolRefAttr>:$callee);
  let assemblyFormat = "$generator ($callee^)? attr-dict `:` type($generator)";
}
def Nd_TryResumeOp : Nd_Op<"try_resume", []> {
  let summary = "resumes a generator of any module and gives the status";
  let description = "Made by `lower-raises` from `nd.resume`. Statuses of another module become ones of the process.";
  let arguments = (ins Nd_InstanceType:$generator);
  let results = (outs I32:$status);
  let assemblyFormat = "$generator attr-dict `:` functional-type(operands, results)";
}
def Nd_AddressOfOp : Nd_Op<"address_of", [Pure]> {
  let summary = "the address of a function of the module; without a name, of what tells this module from others";
  let arguments = (ins OptionalAttr<FlatSymbolRefAttr>:$callee);
  let results = (outs I64:$address);
  let assemblyFormat = "($callee^)? attr-dict `:` type($address)";
}

//===----------------------------------------------------------------------===//
// The runtime
//===----------------------------------------------------------------------===//

def Nd_CallCOp : Nd_Op<"call_c", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "calls a function of the runtime";
  let description = [{
    Scalars go by value, arrays as the addresses of their data. There is one result, a scalar, or none.
    ```mlir
    %status = nd.call_c "numlir_lapack_inv"(%kind, %n, %a, %a0, %a1, %x) : (…) -> i64
    ```
  }];
  let arguments = (ins StrAttr:$symbol, Variadic<AnyType>:$operands_);
  let results = (outs Variadic<AnyType>:$values);
  let assemblyFormat = "$symbol `(` $operands_ `)` attr-dict `:` functional-type($operands_, results)";
}

def Nd_CallLlvmOp : Nd_Op<"call_llvm", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "calls a function that is given as LLVM IR";
  let description = [{
    `text` is a module of LLVM IR that defines the function `symbol`; what it defines beside that is its own. Scalars go by value,
    complex numbers as two, arrays as the addresses of their data, other pointers as integers. A function of several results gives
    a structure. `frame` is how many bytes of the caller's frame the function gets for itself: their address comes last.
    ```mlir
    %count = nd.call_llvm "numlir.llvm.3f" = "define i8 @numlir.llvm.3f(i8 %0) { … }" (%x) : (i8) -> i8
    ```
  }];
  let arguments = (ins StrAttr:$symbol, StrAttr:$text, OptionalAttr<I64Attr>:$frame, Variadic<AnyType>:$operands_);
  let results = (outs Variadic<AnyType>:$values);
  let assemblyFormat =
      "$symbol `=` $text (`frame` $frame^)? `(` $operands_ `)` attr-dict `:` functional-type($operands_, results)";
}

//===----------------------------------------------------------------------===//
// Ownership
//===----------------------------------------------------------------------===//

def Nd_RetainOp : Nd_Op<"retain", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "one more reference to a list, set or string, or to the owner of an array";
  let arguments = (ins AnyType:$array);
  let assemblyFormat = "$array attr-dict `:` type($array)";
}
def Nd_ReleaseOp : Nd_Op<"release", [MemoryEffects<[MemRead, MemWrite, MemFree]>]> {
  let summary = "one reference less to a list, set or string, or to the owner of an array";
  let arguments = (ins AnyType:$array);
  let assemblyFormat = "$array attr-dict `:` type($array)";
}

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

def Nd_RaiseIfOp : Nd_Op<"raise_if", []> {
  let summary = "raises an exception where the condition holds";
  let description = [{
    `exception` is the class's name, `arguments` the constants it is made with. Each `{}` in a text takes one of the
    `values`, in order.
    ```mlir
    nd.raise_if %zero "ZeroDivisionError" ["integer division by zero"]
    nd.raise_if %bad "ValueError" ["cannot reshape array of size {} into shape ({},)"] (%size, %n)
    ```
  }];
  let arguments = (ins I1:$condition, StrAttr:$exception, ArrayAttr:$arguments, Variadic<I64>:$values);
  let assemblyFormat = "$condition $exception $arguments (`(` $values^ `)`)? attr-dict";
}
def Nd_RaiseOp : Nd_Op<"raise", [Terminator]> {
  let summary = "raises an exception";
  let arguments = (ins StrAttr:$exception, ArrayAttr:$arguments, Variadic<I64>:$values);
  let assemblyFormat = "$exception $arguments (`(` $values^ `)`)? attr-dict";
}
def Nd_ReraiseOp : Nd_Op<"reraise", [Terminator]> {
  let summary = "raises what the status says, whose values have been noted";
  let arguments = (ins I32:$status);
  let assemblyFormat = "$status attr-dict";
}
def Nd_TryOp : Nd_Op<"try", []> {
  let summary = "runs its region, and gives the status of what that has raised";
  let description = [{
    The status is 0 where nothing was raised; only then the values, which the region yields, are there.
    ```mlir
    %status, %value = nd.try {
      %at = nd.index %i of %n wrap check
      %0 = nd.load %a[%at] : !nd.array<f64, 1, "C"> -> f64
      nd.try_yield %0 : f64
    } : i32, f64
    ```
  }];
  let results = (outs I32:$status, Variadic<AnyType>:$values);
  let regions = (region AnyRegion:$body);
  let assemblyFormat = "$body attr-dict `:` type(results)";
}
def Nd_TryYieldOp : Nd_Op<"try_yield", [Terminator]> {
  let summary = "ends the region of `nd.try`";
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}
def Nd_ErrorMatchesOp : Nd_Op<"error_matches", [Pure]> {
  let summary = "whether an error is of one of some classes, or of classes derived from them";
  let arguments = (ins I32:$status, StrArrayAttr:$classes);
  let results = (outs I1:$result);
  let assemblyFormat = "$status $classes attr-dict";
}
def Nd_SiteTextOp : Nd_Op<"site_text", [Pure]> {
  let summary = "`str` of the exception of a site, or its `repr`, with places for values";
  let arguments = (ins I32:$status, UnitAttr:$repr);
  let results = (outs AnyType:$result);
  let assemblyFormat = "(`repr` $repr^)? $status attr-dict `:` type($result)";
}
def Nd_FailOp : Nd_Op<"fail", [Terminator]> {
  let summary = "leaves the function with a status that is not zero";
  let arguments = (ins I32:$status);
  let assemblyFormat = "$status attr-dict";
}
def Nd_TryCallOp : Nd_Op<"try_call", []> {
  let summary = "calls a function of the module and gives its status with its results";
  let description = "Made by `lower-raises` from `func.call`; the results hold values only where the status is 0.";
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<AnyType>:$operands_);
  let results = (outs I32:$status, Variadic<AnyType>:$values);
  let assemblyFormat = "$callee `(` $operands_ `)` attr-dict `:` functional-type($operands_, results)";
}
def Nd_TryCreateOp : Nd_Op<"try_create", [MemoryEffects<[MemAlloc, MemWrite]>]> {
  let summary = "makes an array and says whether that failed for want of memory";
  let description = [{
    Made by `lower-raises` from `nd.create`, behind its checks: no extent is negative. The array is one only where
    `failed` is false.
  }];
  let arguments = (ins Variadic<I64>:$shape, UnitAttr:$zeroed);
  let results = (outs I1:$failed, Nd_ArrayType:$result);
  let assemblyFormat = "(`zeroed` $zeroed^)? `(` $shape `)` attr-dict `:` type($result)";
}
def Nd_NoteValuesOp : Nd_Op<"note_values", []> {
  let summary = "records the values that belong into the text of an error that is about to be raised";
  let arguments = (ins Variadic<I64>:$values);
  let assemblyFormat = "$values attr-dict";
}
def Nd_NoteFrameOp : Nd_Op<"note_frame", []> {
  let summary = "records that an error passed through the call at this site";
  let arguments = (ins I32:$site);
  let assemblyFormat = "$site attr-dict";
}
