// pass: prove-indices
//
// for k in range(n): s += X[i, k] * b[k]: i stays, and is tested with the rest.
func.func @f(%X: !nd.array<f64, 2, "C">, %b: !nd.array<f64, 1, "C">, %i: i64) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f64
  %n = nd.dim %b, 0 : !nd.array<f64, 1, "C">
  %u = arith.index_cast %n : i64 to index
  %s = scf.for %k = %c0 to %u step %c1 iter_args(%acc = %zero) -> (f64) {
    %j = arith.index_cast %k : index to i64
    %x0 = nd.dim %X, 0 : !nd.array<f64, 2, "C">
    %x1 = nd.dim %X, 1 : !nd.array<f64, 2, "C">
    %p = nd.index %i of %x0 wrap check
    %q = nd.index %j of %x1 wrap check
    %x = nd.load %X[%p, %q] : !nd.array<f64, 2, "C"> -> f64
    %r = nd.index %j of %n wrap check
    %y = nd.load %b[%r] : !nd.array<f64, 1, "C"> -> f64
    %xy = arith.mulf %x, %y : f64
    %t = arith.addf %acc, %xy : f64
    scf.yield %t : f64
  }
  return %s : f64
}
