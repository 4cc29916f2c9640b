// pass: prove-indices
//
// rows, cols = m.shape
// for i in range(rows):
//     for j in range(cols): m[i, j] = x
func.func @f(%m: !nd.array<f64, 2, "C">, %x: f64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %rows = nd.dim %m, 0 : !nd.array<f64, 2, "C">
  %cols = nd.dim %m, 1 : !nd.array<f64, 2, "C">
  %ru = arith.index_cast %rows : i64 to index
  %cu = arith.index_cast %cols : i64 to index
  scf.for %k = %c0 to %ru step %c1 {
    %i = arith.index_cast %k : index to i64
    scf.for %l = %c0 to %cu step %c1 {
      %j = arith.index_cast %l : index to i64
      %p = nd.index %i of %rows wrap check
      %q = nd.index %j of %cols wrap check
      nd.store %x, %m[%p, %q] : f64, !nd.array<f64, 2, "C">
    }
  }
  return
}
