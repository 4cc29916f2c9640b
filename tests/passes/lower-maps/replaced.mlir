// pass: lower-maps
//
// Where a condition leaves an element of the destination as it is, nothing is written: others may write there meanwhile. That of another array
// is written.
func.func @own(%a: !nd.array<f64, 1, "C">, %c: f64) {
  nd.map_into %a(%a) {
  ^bb0(%x: f64):
    %p = arith.cmpf ogt, %x, %c : f64
    %s = arith.select %p, %c, %x : f64
    nd.yield %s : f64
  } : !nd.array<f64, 1, "C">, (!nd.array<f64, 1, "C">) -> ()
  return
}
func.func @other(%a: !nd.array<f64, 1, "C">, %b: !nd.array<f64, 1, "C">, %c: f64) {
  %n = nd.dim %b, 0 : !nd.array<f64, 1, "C">
  %d = nd.create (%n) : !nd.array<f64, 1, "C">
  nd.map_into %d(%b) {
  ^bb0(%x: f64):
    %p = arith.cmpf ogt, %x, %c : f64
    %s = arith.select %p, %c, %x : f64
    nd.yield %s : f64
  } : !nd.array<f64, 1, "C">, (!nd.array<f64, 1, "C">) -> ()
  return
}
