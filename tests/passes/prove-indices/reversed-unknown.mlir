// pass: prove-indices
//
// for i in range(s, t, -1): a[i + 1] = x: doubled
func.func @f(%a: !nd.array<f64, 1, "C">, %s: i64, %t: i64, %x: f64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i64
  %minus = arith.constant -1 : i64
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %l = arith.xori %s, %minus : i64
  %h = arith.xori %t, %minus : i64
  %lb = arith.index_cast %l : i64 to index
  %ub = arith.index_cast %h : i64 to index
  scf.for %k = %lb to %ub step %c1 {
    %m1 = arith.index_cast %k : index to i64
    %i = arith.xori %m1, %minus : i64
    %j = arith.addi %i, %one : i64
    %p = nd.index %j of %n wrap check
    nd.store %x, %a[%p] : f64, !nd.array<f64, 1, "C">
  }
  return
}
