// pass: lower-maps
//
// exp(a) + b: where one is stretched, the exponentials are computed first, at their own places.
func.func private @exp(f64) -> f64 attributes {numlir.c, numlir.pure}
func.func @f(%a: !nd.array<f64, 1, "C">, %b: !nd.array<f64, 1, "C">) -> !nd.array<f64, 1, "C"> {
  %m = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %k = nd.dim %b, 0 : !nd.array<f64, 1, "C">
  %n = nd.broadcast [1, 1] (%m, %k) : i64
  %c = nd.map (%n) (%a, %b) {
  ^bb0(%x: f64, %y: f64):
    %e = func.call @exp(%x) : (f64) -> f64
    %s = arith.addf %e, %y : f64
    nd.yield %s : f64
  } : (!nd.array<f64, 1, "C">, !nd.array<f64, 1, "C">) -> !nd.array<f64, 1, "C">
  return %c : !nd.array<f64, 1, "C">
}
