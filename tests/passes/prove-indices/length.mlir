// pass: prove-indices
//
// for i in range(len(a)): a[i] = x
func.func @f(%a: !nd.array<f64, 1, "C">, %x: f64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %u = arith.index_cast %n : i64 to index
  scf.for %k = %c0 to %u step %c1 {
    %i = arith.index_cast %k : index to i64
    %e = nd.dim %a, 0 : !nd.array<f64, 1, "C">
    %p = nd.index %i of %e wrap check
    nd.store %x, %a[%p] : f64, !nd.array<f64, 1, "C">
  }
  return
}
