// pass: prange-to-par
// The sum goes through an inner loop; a value that never changes is no longer carried.
func.func @inner(%n: index, %x: i64) -> (i64, i64) {
  %none = arith.constant 0 : i64
  %from = arith.constant 0 : index
  %step = arith.constant 1 : index
  %both:2 = scf.for %i = %from to %n step %step iter_args(%sum = %none, %same = %x) -> (i64, i64) {
    %inner = scf.for %j = %from to %i step %step iter_args(%part = %sum) -> (i64) {
      %k = arith.index_cast %j : index to i64
      %product = arith.muli %k, %same : i64
      %next = arith.addi %product, %part : i64
      scf.yield %next : i64
    }
    scf.yield %inner, %same : i64, i64
  } {numlir.prange}
  return %both#0, %both#1 : i64, i64
}
