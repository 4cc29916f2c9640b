// pass: prove-indices
//
// for i in range(n - 1, -1, -1): a[i] = x, as raise-loops writes it: over ~i
func.func @f(%a: !nd.array<f64, 1, "C">, %x: f64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i64
  %minus = arith.constant -1 : i64
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %last = arith.subi %n, %one : i64
  %l = arith.xori %last, %minus : i64
  %s = arith.xori %minus, %minus : i64
  %lb = arith.index_cast %l : i64 to index
  %ub = arith.index_cast %s : i64 to index
  scf.for %k = %lb to %ub step %c1 {
    %m1 = arith.index_cast %k : index to i64
    %i = arith.xori %m1, %minus : i64
    %p = nd.index %i of %n wrap check
    nd.store %x, %a[%p] : f64, !nd.array<f64, 1, "C">
  }
  return
}
