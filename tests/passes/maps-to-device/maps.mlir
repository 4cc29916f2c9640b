// pass: maps-to-device
// One row where both shapes are equal, which is tested; else an axis that one of them may be stretched along.
func.func @sums(%a: !nd.array<f64, 1, "C">, %b: !nd.array<f64, 1, "C">, %n: i64) -> !nd.array<f64, 1, "C"> {
  %c = nd.map (%n) (%a, %b) {
  ^bb0(%x: f64, %y: f64):
    %s = arith.addf %x, %y : f64
    nd.yield %s : f64
  } : (!nd.array<f64, 1, "C">, !nd.array<f64, 1, "C">) -> !nd.array<f64, 1, "C">
  return %c : !nd.array<f64, 1, "C">
}
func.func @reduced(%a: !nd.array<f64, 2, "C">) -> (f64, !nd.array<f64, 1, "C">) {
  %m = nd.dim %a, 0 : !nd.array<f64, 2, "C">
  %n = nd.dim %a, 1 : !nd.array<f64, 2, "C">
  %all = nd.reduce "max" axes [0, 1] (%m, %n) (%a) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!nd.array<f64, 2, "C">) -> f64
  %rows = nd.reduce "add" axes [1] (%m, %n) (%a) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!nd.array<f64, 2, "C">) -> !nd.array<f64, 1, "C">
  return %all, %rows : f64, !nd.array<f64, 1, "C">
}
