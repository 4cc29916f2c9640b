// pass: lower-reduce
//
// Where the extremes of short rows are: eight rows at once, NaN looked for aside. Integers need no second search.
func.func @floats(%a: !nd.array<f64, 2, "C">, %b: !nd.array<f64, 2, "A">) -> !nd.array<si64, 1, "C"> {
  %m = nd.dim %a, 0 : !nd.array<f64, 2, "C">
  %n = nd.dim %a, 1 : !nd.array<f64, 2, "C">
  %s = nd.reduce "argmax" axes [1] (%m, %n) (%a, %b) {
  ^bb0(%x: f64, %y: f64):
    %d = arith.subf %x, %y : f64
    nd.yield %d : f64
  } : (!nd.array<f64, 2, "C">, !nd.array<f64, 2, "A">) -> !nd.array<si64, 1, "C">
  return %s : !nd.array<si64, 1, "C">
}
func.func @integers(%a: !nd.array<ui8, 2, "F">) -> !nd.array<si64, 1, "C"> {
  %m = nd.dim %a, 0 : !nd.array<ui8, 2, "F">
  %n = nd.dim %a, 1 : !nd.array<ui8, 2, "F">
  %s = nd.reduce "argmin" axes [1] (%m, %n) (%a) {
  ^bb0(%x: i8):
    nd.yield %x : i8
  } {unsigned} : (!nd.array<ui8, 2, "F">) -> !nd.array<si64, 1, "C">
  return %s : !nd.array<si64, 1, "C">
}
