// pass: prove-indices
//
// for i in range(1, n): if x[i] > key: break        with the step as an argument
// for i in range(0, n, 2): …                        for i in range(n - 1, -1, -1): …
// Elements lie between the range's ends where some are left, and not behind the loop.
func.func @ones(%x: !nd.array<f64, 1, "C">, %key: f64) {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %n = nd.dim %x, 0 : !nd.array<f64, 1, "C">
  %some = arith.cmpi slt, %one, %n : i64
  %distance = arith.subi %n, %one : i64
  %count = arith.select %some, %distance, %zero : i64
  cf.br ^head(%one, %one, %count : i64, i64, i64)
^head(%i: i64, %step: i64, %left: i64):
  %more = arith.cmpi sgt, %left, %zero : i64
  %next = arith.addi %i, %step : i64
  %rest = arith.subi %left, %one : i64
  cf.cond_br %more, ^body, ^exit
^body:
  %p = nd.index %i of %n wrap check
  %a = nd.load %x[%p] : !nd.array<f64, 1, "C"> -> f64
  %q = arith.subi %i, %one : i64
  %r = nd.index %q of %n wrap check
  nd.store %a, %x[%r] : f64, !nd.array<f64, 1, "C">
  %larger = arith.cmpf ogt, %a, %key : f64
  cf.cond_br %larger, ^exit, ^head(%next, %step, %rest : i64, i64, i64)
^exit:
  %s = nd.index %i of %n wrap check
  nd.store %key, %x[%s] : f64, !nd.array<f64, 1, "C">
  return
}

func.func @twos(%x: !nd.array<f64, 1, "C">, %key: f64) {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %two = arith.constant 2 : i64
  %n = nd.dim %x, 0 : !nd.array<f64, 1, "C">
  %some = arith.cmpi slt, %zero, %n : i64
  %distance = arith.subi %n, %zero : i64
  %before = arith.subi %distance, %one : i64
  %steps = arith.divui %before, %two : i64
  %all = arith.addi %steps, %one : i64
  %count = arith.select %some, %all, %zero : i64
  cf.br ^head(%zero, %count : i64, i64)
^head(%i: i64, %left: i64):
  %more = arith.cmpi sgt, %left, %zero : i64
  cf.cond_br %more, ^body, ^exit
^body:
  %p = nd.index %i of %n wrap check
  nd.store %key, %x[%p] : f64, !nd.array<f64, 1, "C">
  %next = arith.addi %i, %two : i64
  %rest = arith.subi %left, %one : i64
  cf.br ^head(%next, %rest : i64, i64)
^exit:
  return
}

func.func @down(%x: !nd.array<f64, 1, "C">, %key: f64) {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %minus = arith.constant -1 : i64
  %n = nd.dim %x, 0 : !nd.array<f64, 1, "C">
  %last = arith.subi %n, %one : i64
  %some = arith.cmpi slt, %minus, %last : i64
  %distance = arith.subi %last, %minus : i64
  %count = arith.select %some, %distance, %zero : i64
  cf.br ^head(%last, %count : i64, i64)
^head(%i: i64, %left: i64):
  %more = arith.cmpi sgt, %left, %zero : i64
  cf.cond_br %more, ^body, ^exit
^body:
  %p = nd.index %i of %n wrap check
  nd.store %key, %x[%p] : f64, !nd.array<f64, 1, "C">
  %next = arith.addi %i, %minus : i64
  %rest = arith.subi %left, %one : i64
  cf.br ^head(%next, %rest : i64, i64)
^exit:
  return
}
