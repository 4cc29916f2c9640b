// pass: prove-indices
//
// What was tested in the turn before was another value; a sum that may overflow bounds nothing; nor does one whose change is not known.
func.func @flag(%x: !nd.array<f64, 1, "C">, %value: f64) {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %false = arith.constant false
  %n = nd.dim %x, 0 : !nd.array<f64, 1, "C">
  cf.br ^head(%zero, %false : i64, i1)
^head(%i: i64, %flag: i1):
  %next = arith.addi %i, %one : i64
  cf.cond_br %flag, ^use, ^test
^use:
  %p = nd.index %i of %n wrap check
  nd.store %value, %x[%p] : f64, !nd.array<f64, 1, "C">
  cf.br ^test
^test:
  %inside = arith.cmpi slt, %i, %n : i64
  cf.cond_br %inside, ^head(%next, %inside : i64, i1), ^exit
^exit:
  return
}

func.func @endless(%x: !nd.array<f64, 1, "C">, %value: f64) {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %n = nd.dim %x, 0 : !nd.array<f64, 1, "C">
  cf.br ^head(%zero : i64)
^head(%i: i64):
  %p = nd.index %i of %n wrap
  nd.store %value, %x[%p] : f64, !nd.array<f64, 1, "C">
  %next = arith.addi %i, %one : i64
  cf.br ^head(%next : i64)
}

func.func @steps(%x: !nd.array<f64, 1, "C">, %value: f64, %step: i64) {
  %zero = arith.constant 0 : i64
  %n = nd.dim %x, 0 : !nd.array<f64, 1, "C">
  cf.br ^head(%zero : i64)
^head(%i: i64):
  %more = arith.cmpi slt, %i, %n : i64
  cf.cond_br %more, ^body, ^exit
^body:
  %p = nd.index %i of %n wrap check
  nd.store %value, %x[%p] : f64, !nd.array<f64, 1, "C">
  %next = arith.addi %i, %step : i64
  cf.br ^head(%next : i64)
^exit:
  return
}
