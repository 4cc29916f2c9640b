// pass: prove-indices
//
// Extents of views and of less specific types are those of what they view.
func.func @f(%m: !nd.array<f64, 2, "C">, %i: i64, %x: f64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %rows = nd.dim %m, 0 : !nd.array<f64, 2, "C">
  %cols = nd.dim %m, 1 : !nd.array<f64, 2, "C">
  %u = arith.index_cast %cols : i64 to index
  %r = nd.index %i of %rows wrap check
  %row = nd.select %m[%r] : !nd.array<f64, 2, "C"> -> !nd.array<f64, 1, "C">
  %any = nd.relayout %row : !nd.array<f64, 1, "C"> to !nd.array<f64, 1, "A">
  %n = nd.dim %any, 0 : !nd.array<f64, 1, "A">
  scf.for %k = %c0 to %u step %c1 {
    %j = arith.index_cast %k : index to i64
    %p = nd.index %j of %n wrap check
    nd.store %x, %any[%p] : f64, !nd.array<f64, 1, "A">
  }
  return
}
