// pass: prove-indices
// options: version=false
//
// As other-arrays, without doubling.
func.func @f(%a: !nd.array<f64, 1, "C">, %b: !nd.array<f64, 1, "C">) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %u = arith.index_cast %n : i64 to index
  scf.for %k = %c0 to %u step %c1 {
    %i = arith.index_cast %k : index to i64
    %p = nd.index %i of %n wrap check
    %x = nd.load %a[%p] : !nd.array<f64, 1, "C"> -> f64
    %nb = nd.dim %b, 0 : !nd.array<f64, 1, "C">
    %q = nd.index %i of %nb wrap check
    nd.store %x, %b[%q] : f64, !nd.array<f64, 1, "C">
  }
  return
}
