// pass: place-releases
//
// Each round makes a new array in place of the last, which dies with its last use.
func.func @f(%n: i64) -> !nd.array<f64, 1, "C"> {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %first = nd.create zeroed (%n) : !nd.array<f64, 1, "C">
  cf.br ^head(%zero, %first : i64, !nd.array<f64, 1, "C">)
^head(%i: i64, %x: !nd.array<f64, 1, "C">):
  %fresh = nd.create (%n) : !nd.array<f64, 1, "C">
  %v = nd.load %x[%i] : !nd.array<f64, 1, "C"> -> f64
  nd.fill %v, %fresh : f64, !nd.array<f64, 1, "C">
  %next = arith.addi %i, %one : i64
  %more = arith.cmpi slt, %next, %n : i64
  cf.cond_br %more, ^head(%next, %fresh : i64, !nd.array<f64, 1, "C">), ^exit
^exit:
  return %fresh : !nd.array<f64, 1, "C">
}
