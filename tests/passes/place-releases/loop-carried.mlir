// pass: place-releases
//
// Two arrays change places in each round: only the borrowed one is retained, and nothing is counted in the loop.
func.func @f(%a: !nd.array<f64, 1, "C">, %n: i64) -> !nd.array<f64, 1, "C"> {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %fresh = nd.create (%n) : !nd.array<f64, 1, "C">
  cf.br ^head(%zero, %a, %fresh : i64, !nd.array<f64, 1, "C">, !nd.array<f64, 1, "C">)
^head(%i: i64, %x: !nd.array<f64, 1, "C">, %y: !nd.array<f64, 1, "C">):
  %more = arith.cmpi slt, %i, %n : i64
  cf.cond_br %more, ^body, ^exit
^body:
  %v = nd.load %x[%i] : !nd.array<f64, 1, "C"> -> f64
  nd.store %v, %y[%i] : f64, !nd.array<f64, 1, "C">
  %next = arith.addi %i, %one : i64
  cf.br ^head(%next, %y, %x : i64, !nd.array<f64, 1, "C">, !nd.array<f64, 1, "C">)
^exit:
  return %x : !nd.array<f64, 1, "C">
}
