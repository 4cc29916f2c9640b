// pass: lower-maps
//
// Without axes there is no loop; an array without axes is read before one.
func.func @f(%a: !nd.array<f64, 0, "C">, %b: !nd.array<f64, 1, "C">) {
  nd.map_into %a(%a) {
  ^bb0(%x: f64):
    %s = arith.addf %x, %x : f64
    nd.yield %s : f64
  } : !nd.array<f64, 0, "C">, (!nd.array<f64, 0, "C">) -> ()
  %n = nd.dim %b, 0 : !nd.array<f64, 1, "C">
  %c = nd.map (%n) (%a) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!nd.array<f64, 0, "C">) -> !nd.array<f64, 1, "C">
  return
}
