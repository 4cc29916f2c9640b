// pass: prove-indices
//
// An index that the loop carries is not known.
func.func @f(%a: !nd.array<f64, 1, "C">, %x: f64) -> i64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %u = arith.index_cast %n : i64 to index
  %r = scf.for %k = %c0 to %u step %c1 iter_args(%i = %zero) -> (i64) {
    %p = nd.index %i of %n wrap check
    nd.store %x, %a[%p] : f64, !nd.array<f64, 1, "C">
    %j = arith.addi %i, %one : i64
    scf.yield %j : i64
  }
  return %r : i64
}
