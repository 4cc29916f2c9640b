// pass: lower-raises
//
// Extents that are constants or other arrays' are not looked at; the array goes on as a block's argument.
func.func @f(%a: !nd.array<f64, 1, "C">, %n: i64, %m: i64) attributes {numlir.name = "f"} {
  %three = arith.constant 3 : i64
  %k = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %x = nd.create zeroed (%three, %k) : !nd.array<f64, 2, "C"> loc("f.py":2:9 to :22)
  %y = nd.create (%n, %three, %m) : !nd.array<f64, 3, "C"> loc("f.py":3:9 to :22)
  %v = nd.load %x[%n, %m] : !nd.array<f64, 2, "C"> -> f64
  nd.store %v, %y[%n, %m, %n] : f64, !nd.array<f64, 3, "C">
  return
}
