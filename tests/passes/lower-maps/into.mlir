// pass: lower-maps
//
// In place on an argument and on a fresh array: no detour. Between two arguments: one where they may overlap.
func.func @itself(%a: !nd.array<f64, 1, "C">) {
  nd.map_into %a(%a) {
  ^bb0(%x: f64):
    %s = arith.addf %x, %x : f64
    nd.yield %s : f64
  } : !nd.array<f64, 1, "C">, (!nd.array<f64, 1, "C">) -> ()
  return
}
func.func @fresh(%a: !nd.array<f64, 1, "C">) -> !nd.array<f64, 1, "C"> {
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %c = nd.create (%n) : !nd.array<f64, 1, "C">
  nd.map_into %c(%a) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : !nd.array<f64, 1, "C">, (!nd.array<f64, 1, "C">) -> ()
  return %c : !nd.array<f64, 1, "C">
}
func.func @unknown(%a: !nd.array<f64, 1, "C">, %b: !nd.array<f64, 1, "C">) {
  %m = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %n = nd.dim %b, 0 : !nd.array<f64, 1, "C">
  %k = nd.broadcast [1, 1] (%m, %n) into "assign" : i64
  nd.map_into %a(%b) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : !nd.array<f64, 1, "C">, (!nd.array<f64, 1, "C">) -> ()
  return
}
