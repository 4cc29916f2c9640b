// pass: prange-to-par
// A sum, a count under a condition, an extremum with its position, the value of the last iteration, a truth value.
func.func @kinds(%a: !nd.array<f64, 1, "C">, %n: index) -> (f64, i64, f64, i64, f64, i1) {
  %zero = arith.constant 0.0 : f64
  %none = arith.constant 0 : i64
  %no = arith.constant false
  %from = arith.constant 0 : index
  %step = arith.constant 1 : index
  %all:6 = scf.for %i = %from to %n step %step
      iter_args(%sum = %zero, %count = %none, %best = %zero, %place = %none, %last = %zero, %any = %no) -> (f64, i64, f64, i64, f64, i1) {
    %k = arith.index_cast %i : index to i64
    %x = nd.load %a[%k] : !nd.array<f64, 1, "C"> -> f64
    %next = arith.subf %sum, %x : f64
    %positive = arith.cmpf ogt, %x, %zero : f64
    %counted = scf.if %positive -> (i64) {
      %one = arith.constant 1 : i64
      %more = arith.addi %count, %one : i64
      scf.yield %more : i64
    } else {
      scf.yield %count : i64
    }
    %better = arith.cmpf olt, %x, %best : f64
    %pair:2 = scf.if %better -> (f64, i64) {
      scf.yield %x, %k : f64, i64
    } else {
      scf.yield %best, %place : f64, i64
    }
    %found = scf.if %any -> (i1) {
      scf.yield %any : i1
    } else {
      scf.yield %positive : i1
    }
    scf.yield %next, %counted, %pair#0, %pair#1, %x, %found : f64, i64, f64, i64, f64, i1
  } {numlir.prange}
  return %all#0, %all#1, %all#2, %all#3, %all#4, %all#5 : f64, i64, f64, i64, f64, i1
}
