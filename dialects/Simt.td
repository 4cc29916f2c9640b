//===- Simt.td - kernels of many threads -----------------------------------===//
//
// The `simt` dialect has what a kernel written in Python needs before it is known
// whether it goes to a GPU or to the CPU: who a thread is, what threads share, and
// where they wait for one another.
//
//===----------------------------------------------------------------------===//

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Simt_Dialect : Dialect {
  let name = "simt";
  let cppNamespace = "::numlir::simt";
  let summary = "kernels that run as many threads in blocks and warps";
  let description = [{
    A kernel is a function with `numlir.grid_kernel`, run by every thread of a grid of blocks. A block has up to three axes, x
    fastest; 32 threads that follow one another are a warp. *Collective* operations (barriers, shuffles, votes, matches)
    are where threads wait for one another; they write and read memory, so that nothing moves across them.

    Operations on arrays stand beside those of `nd`; `nd-to-llvm` leaves those on numbers and pointers, which
    `distribute-threads` turns into loops for the CPU.
  }];
}

class Simt_Op<string m, list<Trait> t = []> : Op<Simt_Dialect, m, t>;
class Simt_Collective<string m> : Simt_Op<m, [MemoryEffects<[MemRead, MemWrite]>]>;

//===----------------------------------------------------------------------===//
// Who a thread is
//===----------------------------------------------------------------------===//

def Simt_IdOp : Simt_Op<"id", [Pure]> {
  let summary = "a thread's place in its block, its block's in the grid, or an extent of either";
  let description = [{
    `kind` is `thread`, `block`, `block_dim` or `grid_dim`; the axis is 0 for x, 1 for y, 2 for z.
  }];
  let arguments = (ins StrAttr:$kind, I64Attr:$axis);
  let results = (outs I32:$result);
  let assemblyFormat = "$kind $axis attr-dict";
}
def Simt_PositionOp : Simt_Op<"position", [Pure]> {
  let summary = "a thread's place in the whole grid along an axis";
  let arguments = (ins I64Attr:$axis);
  let results = (outs I64:$result);
  let assemblyFormat = "$axis attr-dict";
}
def Simt_ExtentOp : Simt_Op<"extent", [Pure]> {
  let summary = "how many threads the whole grid has along an axis";
  let arguments = (ins I64Attr:$axis);
  let results = (outs I64:$result);
  let assemblyFormat = "$axis attr-dict";
}
def Simt_LaneOp : Simt_Op<"lane", [Pure]> {
  let summary = "a thread's place in its warp";
  let results = (outs I32:$result);
  let assemblyFormat = "attr-dict";
}

//===----------------------------------------------------------------------===//
// Where threads wait for one another
//===----------------------------------------------------------------------===//

def Simt_BarrierOp : Simt_Collective<"barrier"> {
  let summary = "waits for all threads of the block";
  let description = [{
    With `reduce`, each thread brings a number, and gets how many are not zero (`count`), or whether all (`and`) or any
    (`or`) are not.
  }];
  let arguments = (ins OptionalAttr<StrAttr>:$reduce, Optional<I32>:$value);
  let results = (outs Optional<I32>:$result);
  let assemblyFormat = "(`reduce` $reduce^ `(` $value `)` `->` type($result))? attr-dict";
}
def Simt_SplitOp : Simt_Collective<"split"> {
  let summary = "ends a region where no thread waits";
  let description = "Put by `distribute-threads` before conditions that all threads come to together.";
  let assemblyFormat = "attr-dict";
}
def Simt_SyncWarpOp : Simt_Collective<"sync_warp"> {
  let summary = "waits for the threads of the warp that the mask names";
  let arguments = (ins I32:$mask);
  let assemblyFormat = "$mask attr-dict";
}
def Simt_SyncGridOp : Simt_Collective<"sync_grid"> {
  let summary = "waits for all threads of the grid";
  let assemblyFormat = "attr-dict";
}
def Simt_ShuffleOp : Simt_Collective<"shuffle"> {
  let summary = "the value of another thread of the warp";
  let description = [{
    `kind` says which: `index` the lane itself, `up` so many lanes before, `down` so many behind, `xor` the lane with
    these bits turned. `valid` says whether there is such a lane; where not, the value is the thread's own.
  }];
  let arguments = (ins StrAttr:$kind, I32:$mask, AnyType:$value, I32:$lane);
  let results = (outs AnyType:$result, I1:$valid);
  let assemblyFormat = "$kind $mask `,` $value `,` $lane attr-dict `:` type($value) `->` type($result)";
}
def Simt_VoteOp : Simt_Collective<"vote"> {
  let summary = "what the threads of the warp say together";
  let description = "`kind` is `all`, `any` or `eq` (1 or 0), or `ballot` (a bit for each lane).";
  let arguments = (ins StrAttr:$kind, I32:$mask, I1:$predicate);
  let results = (outs I32:$result);
  let assemblyFormat = "$kind $mask `,` $predicate attr-dict";
}
def Simt_MatchOp : Simt_Collective<"match"> {
  let summary = "which threads of the warp have the same value";
  let description = [{
    `any`: the lanes whose value is the thread's. `all`: the mask where all have one value, otherwise 0; `valid`
    says whether they have.
  }];
  let arguments = (ins StrAttr:$kind, I32:$mask, AnyType:$value);
  let results = (outs I32:$result, I1:$valid);
  let assemblyFormat = "$kind $mask `,` $value attr-dict `:` type($value)";
}
def Simt_ActiveMaskOp : Simt_Collective<"active_mask"> {
  let summary = "the lanes of the warp that are here together";
  let results = (outs I32:$result);
  let assemblyFormat = "attr-dict";
}
def Simt_PrintOp : Simt_Op<"print", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "writes values by a format of C's printf";
  let description = [{
    The values are integers and floats of 64 bits; a bool is `True` or `False`, and `%s` in the format. Only for devices: elsewhere
    the runtime prints.
  }];
  let arguments = (ins StrAttr:$format, Variadic<AnyType>:$values);
  let assemblyFormat = "$format (`(` $values^ `:` type($values) `)`)? attr-dict";
}
def Simt_FenceOp : Simt_Op<"fence", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "what a thread wrote before is seen before what it writes behind";
  let description = "By the threads of the `block`, of the `device`, or of the `system`.";
  let arguments = (ins StrAttr:$scope);
  let assemblyFormat = "$scope attr-dict";
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

def Simt_ArrayOp : Simt_Op<"array", [MemoryEffects<[MemAlloc]>]> {
  let summary = "an array that the threads of a block share, or one of each thread's own";
  let description = [{
    `space` is `shared`, `local`, or `dynamic`: the shared memory whose size the launch says. Such an array has one axis, of
    as many elements as there is room for, and all of them begin where that memory begins. The array holds whatever the
    memory held.
  }];
  let arguments = (ins StrAttr:$space, DenseI64ArrayAttr:$shape);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$space $shape attr-dict `:` type($result)";
}
def Simt_MemoryOp : Simt_Op<"memory", [Pure]> {
  let summary = "where an array of a block or a thread begins";
  let description = "Made by `nd-to-llvm` from `simt.array`. The same number is the same memory.";
  let arguments = (ins StrAttr:$space, I64Attr:$number, I64Attr:$bytes, I64Attr:$alignment);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$space $number `bytes` $bytes `align` $alignment attr-dict `:` type($result)";
}
def Simt_DynamicSizeOp : Simt_Op<"dynamic_size", [Pure]> {
  let summary = "how many bytes of shared memory the launch gave";
  let results = (outs I64:$result);
  let assemblyFormat = "attr-dict";
}
def Simt_AtomicOp : Simt_Op<"atomic", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "changes an element as one step, and gives what it was";
  let description = [{
    `kind` is `add`, `sub`, `min`, `max` (of integers), `umin`, `umax`, `fadd`, `fsub`, `fmin`, `fmax` (a number where
    there is one), `fminimum`, `fmaximum` (NaN where one of the two is), `and`, `or`, `xor`, `exchange`, `inc` and `dec` (of unsigned integers, around the value).
  }];
  let arguments = (ins StrAttr:$kind, AnyType:$value, AnyType:$array, Variadic<I64>:$indices);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$kind $value `,` $array `[` $indices `]` attr-dict `:` type($value) `,` type($array) `->` type($result)";
}
def Simt_CompareExchangeOp : Simt_Op<"compare_exchange", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "sets an integer element that has an expected value, and gives what it was";
  let arguments = (ins AnyType:$expected, AnyType:$value, AnyType:$array, Variadic<I64>:$indices);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$expected `,` $value `,` $array `[` $indices `]` attr-dict `:` type($expected) `,` type($value) `,` type($array) `->` type($result)";
}

//===----------------------------------------------------------------------===//
// Launches from compiled code
//===----------------------------------------------------------------------===//

class Simt_Launch<string m> : Simt_Op<m, [MemoryEffects<[MemRead, MemWrite]>]> {
  let arguments = (ins FlatSymbolRefAttr:$kernel, I64:$blocks, Variadic<AnyType>:$captures, I64Attr:$threads, StrAttr:$accesses);
}
def Simt_LaunchOp : Simt_Launch<"launch"> {
  let summary = "runs a kernel, and waits for its end";
  let description = [{
    The grid has one axis of `blocks` blocks, at least one, of `threads` threads. `accesses` has a letter for each array among
    the captures: `r` where the kernel reads it, `w` where it writes every element and reads none, `b` for both. Raises what a
    thread raises.
  }];
  let assemblyFormat = "$kernel $blocks `of` $threads `(` $captures `)` $accesses attr-dict `:` type($captures)";
}
def Simt_TryLaunchOp : Simt_Launch<"try_launch"> {
  let summary = "as `simt.launch`, and gives the status";
  let description = "Made by `lower-raises` from `simt.launch`.";
  let results = (outs I32:$status);
  let assemblyFormat = "$kernel $blocks `of` $threads `(` $captures `)` $accesses attr-dict `:` type($captures)";
}
