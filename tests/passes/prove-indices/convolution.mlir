// pass: prove-indices
//
// for j in range(len(b)): s += a[i + j] * b[j]: the invariant i must be small for the test.
func.func @f(%a: !nd.array<f64, 1, "C">, %b: !nd.array<f64, 1, "C">, %i: i64) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f64
  %n = nd.dim %b, 0 : !nd.array<f64, 1, "C">
  %u = arith.index_cast %n : i64 to index
  %s = scf.for %k = %c0 to %u step %c1 iter_args(%acc = %zero) -> (f64) {
    %j = arith.index_cast %k : index to i64
    %ij = arith.addi %i, %j : i64
    %na = nd.dim %a, 0 : !nd.array<f64, 1, "C">
    %p = nd.index %ij of %na wrap check
    %x = nd.load %a[%p] : !nd.array<f64, 1, "C"> -> f64
    %r = nd.index %j of %n wrap check
    %y = nd.load %b[%r] : !nd.array<f64, 1, "C"> -> f64
    %xy = arith.mulf %x, %y : f64
    %t = arith.addf %acc, %xy : f64
    scf.yield %t : f64
  }
  return %s : f64
}
