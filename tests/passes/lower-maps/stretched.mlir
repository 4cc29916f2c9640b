// pass: lower-maps
//
// Of three arrays, one with any strides, several may be stretched along a row: where those that are not have neighbours in it, one loop serves
// for all.
func.func @f(%a: !nd.array<f64, 2, "A">, %b: !nd.array<f64, 1, "C">, %c: !nd.array<f64, 2, "C">, %m: i64, %n: i64) -> !nd.array<f64, 2, "C"> {
  %d = nd.map (%m, %n) (%a, %b, %c) {
  ^bb0(%x: f64, %y: f64, %z: f64):
    %s = arith.subf %x, %y : f64
    %p = arith.divf %s, %z : f64
    nd.yield %p : f64
  } : (!nd.array<f64, 2, "A">, !nd.array<f64, 1, "C">, !nd.array<f64, 2, "C">) -> !nd.array<f64, 2, "C">
  return %d : !nd.array<f64, 2, "C">
}
