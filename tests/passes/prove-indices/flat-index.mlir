// pass: prove-indices
//
// for j in range(w): a[i * w + j] = x: the product is computed before the loop.
func.func @f(%a: !nd.array<f64, 1, "C">, %i: i64, %w: i64, %x: f64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %u = arith.index_cast %w : i64 to index
  scf.for %k = %c0 to %u step %c1 {
    %j = arith.index_cast %k : index to i64
    %row = arith.muli %i, %w : i64
    %at = arith.addi %row, %j : i64
    %p = nd.index %at of %n wrap check
    nd.store %x, %a[%p] : f64, !nd.array<f64, 1, "C">
  }
  return
}
