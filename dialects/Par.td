//===- Par.td - parallel loops ---------------------------------------------===//
//
// The `par` dialect says that the iterations of a loop may run in any order and
// at once, what is combined from them, and how. Bodies are of the `nd` stage.
//
//===----------------------------------------------------------------------===//

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Par_Dialect : Dialect {
  let name = "par";
  let cppNamespace = "::numlir::par";
  let summary = "parallel loops";
  let description = [{
    A `par.loop` is made where the program promises (`prange`) or a whole-array operation implies that iterations are
    independent but for reductions. `lower-par` puts bodies into functions of their own and leaves `par.run`.
  }];
}

class Par_Op<string m, list<Trait> t = []> : Op<Par_Dialect, m, t>;

def Par_LoopOp : Par_Op<"loop", [AttrSizedOperandSegments]> {
  let summary = "a loop whose iterations may run in any order and at once";
  let description = [{
    The space has an axis for each `lower`, `upper` and positive `step`; the body's first arguments are the position on each.
    Each reduction has an initial value, an identity, and an argument of the body behind the positions; the body yields its
    next value. An array among the initial values is an accumulator: the body updates its argument in place and yields it, and
    the identity is that of an element. The combiner has two arguments for each reduction that is no array, the values of
    what came before and of what comes behind, and yields the value of both. Partial results are combined in the order of
    the iterations, in an order that depends on the space alone.

    `kinds` names how each reduction combines (`add`, `mul`, `and`, `or`, `xor`, `min`, `max`, `select`: the better of two with what
    goes with it, `last`: that of the last iteration). `source` says where the loop comes from: `prange`, `map` or `reduce`.
    `schedule` is the number of iterations in a chunk, where the program says it. What the body allocates is private
    to an iteration.
    ```mlir
    %s = par.loop "prange" (%zero) to (%n) step (%one) reduce ["add"] (%init) from (%none) {
    ^bb0(%i: index, %acc: f64):
      %k = arith.index_cast %i : index to i64
      %x = nd.load %a[%k] : !nd.array<f64, 1, "C"> -> f64
      %next = arith.addf %acc, %x : f64
      par.yield %next : f64
    } combine {
    ^bb0(%before: f64, %behind: f64):
      %both = arith.addf %before, %behind : f64
      par.yield %both : f64
    } : (f64) -> f64 from f64
    ```
  }];
  let arguments = (ins StrAttr:$source, Variadic<Index>:$lower, Variadic<Index>:$upper, Variadic<Index>:$step, ArrayAttr:$kinds,
                       Variadic<AnyType>:$initial, Variadic<AnyType>:$identity, OptionalAttr<I64Attr>:$schedule);
  let results = (outs Variadic<AnyType>:$values);
  let regions = (region SizedRegion<1>:$body, SizedRegion<1>:$combiner);
  let assemblyFormat = [{
    $source `(` $lower `)` `to` `(` $upper `)` `step` `(` $step `)` `reduce` $kinds `(` $initial `)` `from` `(` $identity `)`
    $body `combine` $combiner attr-dict `:` functional-type($initial, $values) (`from` type($identity)^)?
  }];
  let hasVerifier = 1;
}
def Par_YieldOp : Par_Op<"yield", [Pure, Terminator]> {
  let summary = "the next values of a loop's reductions, or what a combiner gives";
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

def Par_RunOp : Par_Op<"run", []> {
  let summary = "runs a function over the chunks of a loop";
  let description = [{
    Calls `callee(first, last, slot, captures…)` for parts `first..last` of the iterations `0..count`; parts of one
    chunk run one after the other with the chunk's number as `slot`. With `serial` there is one chunk, on the calling thread. With
    `whole`, chunks are not run in parts. Raises what the lowest iteration that fails raises.
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, I64:$count, I64:$chunks, Variadic<AnyType>:$captures, UnitAttr:$serial, UnitAttr:$whole);
  let assemblyFormat = "(`serial` $serial^)? (`whole` $whole^)? $callee $count `in` $chunks `(` $captures `)` attr-dict `:` type($captures)";
}
def Par_TryRunOp : Par_Op<"try_run", []> {
  let summary = "as `par.run`, and gives the status";
  let description = "Made by `lower-raises` from `par.run`.";
  let arguments = (ins FlatSymbolRefAttr:$callee, I64:$count, I64:$chunks, Variadic<AnyType>:$captures, UnitAttr:$serial, UnitAttr:$whole);
  let results = (outs I32:$status);
  let assemblyFormat = "(`serial` $serial^)? (`whole` $whole^)? $callee $count `in` $chunks `(` $captures `)` attr-dict `:` type($captures)";
}
