// pass: inline-calls
// Memory of a function's frame that it hands on is memory of its caller's.
func.func private @pointer(%n: i64) -> i64 {
  %p = nd.call_llvm "numlir.llvm.stack" = "" frame 64 () : () -> i64
  return %p : i64
}
func.func private @array(%n: i64) -> !nd.array<f64, 1, "C"> {
  %p = call @pointer(%n) : (i64) -> i64
  %a = nd.pointed %p(%n) : !nd.array<f64, 1, "C">
  return %a : !nd.array<f64, 1, "C">
}
func.func @f(%n: i64, %x: f64) -> f64 attributes {numlir.entry} {
  %c0 = arith.constant 0 : i64
  %a = call @array(%n) : (i64) -> !nd.array<f64, 1, "C">
  nd.store %x, %a[%c0] : f64, !nd.array<f64, 1, "C">
  %y = nd.load %a[%c0] : !nd.array<f64, 1, "C"> -> f64
  return %y : f64
}
