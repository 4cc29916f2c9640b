// pass: prove-indices
//
// while j >= 0 and x[j] > key: x[j + 1] = x[j]; j -= 1
// A condition made of two tells both where it holds; what only falls is at most what it began with.
func.func @f(%x: !nd.array<f64, 1, "C">, %key: f64, %i: i64) {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %n = nd.dim %x, 0 : !nd.array<f64, 1, "C">
  %inside = arith.cmpi slt, %i, %n : i64
  cf.cond_br %inside, ^positive, ^exit
^positive:
  %some = arith.cmpi sgt, %i, %zero : i64
  cf.cond_br %some, ^start, ^exit
^start:
  %before = arith.subi %i, %one : i64
  cf.br ^head(%before : i64)
^head(%j: i64):
  %least = arith.cmpi sge, %j, %zero : i64
  cf.cond_br %least, ^and, ^decide(%least : i1)
^and:
  %p = nd.index %j of %n wrap check
  %a = nd.load %x[%p] : !nd.array<f64, 1, "C"> -> f64
  %larger = arith.cmpf ogt, %a, %key : f64
  cf.br ^decide(%larger : i1)
^decide(%more: i1):
  cf.cond_br %more, ^body, ^behind
^body:
  %q = nd.index %j of %n wrap check
  %b = nd.load %x[%q] : !nd.array<f64, 1, "C"> -> f64
  %next = arith.addi %j, %one : i64
  %r = nd.index %next of %n wrap check
  nd.store %b, %x[%r] : f64, !nd.array<f64, 1, "C">
  %less = arith.subi %j, %one : i64
  cf.br ^head(%less : i64)
^behind:
  %place = arith.addi %j, %one : i64
  %s = nd.index %place of %n wrap check
  nd.store %key, %x[%s] : f64, !nd.array<f64, 1, "C">
  cf.br ^exit
^exit:
  return
}
