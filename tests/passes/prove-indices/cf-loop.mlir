// pass: prove-indices
//
// A loop in cf form: the header's argument is not known, a constant is.
func.func @f(%a: !nd.array<f64, 1, "C">, %x: f64) {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  cf.br ^head(%zero : i64)
^head(%i: i64):
  %more = arith.cmpi slt, %i, %n : i64
  cf.cond_br %more, ^body, ^exit
^body:
  %p = nd.index %i of %n wrap check
  nd.store %x, %a[%p] : f64, !nd.array<f64, 1, "C">
  %q = nd.index %zero of %n wrap check
  nd.store %x, %a[%q] : f64, !nd.array<f64, 1, "C">
  %j = arith.addi %i, %one : i64
  cf.br ^head(%j : i64)
^exit:
  return
}
