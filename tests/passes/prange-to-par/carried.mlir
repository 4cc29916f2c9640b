// pass: prange-to-par
// What is used before it is added to is no sum: the loop stays as it is. Of two operations of different kinds neither is one.
func.func @prefix(%a: !nd.array<f64, 1, "C">, %n: index) -> f64 {
  %zero = arith.constant 0.0 : f64
  %from = arith.constant 0 : index
  %step = arith.constant 1 : index
  %all = scf.for %i = %from to %n step %step iter_args(%sum = %zero) -> (f64) {
    %k = arith.index_cast %i : index to i64
    %x = nd.load %a[%k] : !nd.array<f64, 1, "C"> -> f64
    %next = arith.addf %sum, %x : f64
    nd.store %next, %a[%k] : f64, !nd.array<f64, 1, "C">
    scf.yield %next : f64
  } {numlir.prange}
  return %all : f64
}
func.func @recurrence(%n: index, %x: f64) -> f64 {
  %from = arith.constant 0 : index
  %step = arith.constant 1 : index
  %all = scf.for %i = %from to %n step %step iter_args(%y = %x) -> (f64) {
    %scaled = arith.mulf %y, %x : f64
    %next = arith.addf %scaled, %x : f64
    scf.yield %next : f64
  } {numlir.prange}
  return %all : f64
}
