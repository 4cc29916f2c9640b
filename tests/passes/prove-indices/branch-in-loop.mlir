// pass: prove-indices
//
// for i in range(m):
//     if b: a[i] = x: hoisted out of the branch too
func.func @f(%a: !nd.array<f64, 1, "C">, %m: i64, %b: i1, %x: f64) -> i64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i64
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %u = arith.index_cast %m : i64 to index
  %r = scf.for %k = %c0 to %u step %c1 iter_args(%last = %zero) -> (i64) {
    %i = arith.index_cast %k : index to i64
    %v = scf.if %b -> (i64) {
      %p = nd.index %i of %n wrap check
      nd.store %x, %a[%p] : f64, !nd.array<f64, 1, "C">
      scf.yield %p : i64
    } else {
      scf.yield %last : i64
    }
    scf.yield %v : i64
  }
  return %r : i64
}
