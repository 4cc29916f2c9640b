// pass: lower-maps
//
// a + b of two contiguous matrices that may be stretched: flat where the shapes are equal, rows elsewhere.
func.func @f(%a: !nd.array<f64, 2, "C">, %b: !nd.array<f64, 1, "C">) -> !nd.array<f64, 2, "C"> {
  %m = nd.dim %a, 0 : !nd.array<f64, 2, "C">
  %n = nd.dim %a, 1 : !nd.array<f64, 2, "C">
  %k = nd.dim %b, 0 : !nd.array<f64, 1, "C">
  %p, %q = nd.broadcast [2, 1] (%m, %n, %k) : i64, i64
  %c = nd.map (%p, %q) (%a, %b) {
  ^bb0(%x: f64, %y: f64):
    %s = arith.addf %x, %y : f64
    nd.yield %s : f64
  } : (!nd.array<f64, 2, "C">, !nd.array<f64, 1, "C">) -> !nd.array<f64, 2, "C">
  return %c : !nd.array<f64, 2, "C">
}
