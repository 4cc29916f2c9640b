// pass: lower-maps
//
// One contiguous array: a single loop over all elements.
func.func @f(%a: !nd.array<f64, 2, "C">, %factor: f64) -> !nd.array<f64, 2, "C"> {
  %m = nd.dim %a, 0 : !nd.array<f64, 2, "C">
  %n = nd.dim %a, 1 : !nd.array<f64, 2, "C">
  %c = nd.map (%m, %n) (%a) {
  ^bb0(%x: f64):
    %p = arith.mulf %x, %factor : f64
    nd.yield %p : f64
  } : (!nd.array<f64, 2, "C">) -> !nd.array<f64, 2, "C">
  return %c : !nd.array<f64, 2, "C">
}
