// pass: prove-indices
//
// for i in range(n): for j in range(i + 1): m[i, j], where both extents are n
func.func @f(%n: i64, %x: f64) -> !nd.array<f64, 2, "C"> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i64
  %d = nd.create (%n, %n) : !nd.array<f64, 2, "C">
  %u = arith.index_cast %n : i64 to index
  scf.for %k = %c0 to %u step %c1 {
    %i = arith.index_cast %k : index to i64
    %i1 = arith.addi %i, %one : i64
    %v = arith.index_cast %i1 : i64 to index
    scf.for %l = %c0 to %v step %c1 {
      %j = arith.index_cast %l : index to i64
      %d0 = nd.dim %d, 0 : !nd.array<f64, 2, "C">
      %d1 = nd.dim %d, 1 : !nd.array<f64, 2, "C">
      %p = nd.index %i of %d0 wrap check
      %q = nd.index %j of %d1 wrap check
      nd.store %x, %d[%p, %q] : f64, !nd.array<f64, 2, "C">
    }
  }
  return %d : !nd.array<f64, 2, "C">
}
