// pass: inline-calls
// Memory of a frame that ends before it is used is refused.
func.func private @pointer() -> i64 attributes {numlir.library} {
  %p = nd.call_llvm "numlir.llvm.stack" = "" frame 64 () : () -> i64
  return %p : i64
}
func.func @f(%n: i64) -> !nd.array<f64, 1, "C"> attributes {numlir.entry} {
  %p = call @pointer() : () -> i64
  %a = nd.pointed %p(%n) : !nd.array<f64, 1, "C">
  return %a : !nd.array<f64, 1, "C">
}
