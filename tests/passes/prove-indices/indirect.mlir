// pass: prove-indices
//
// for i in range(len(b)): a[index(i)]: an index that is loaded keeps its check; the loop stays single.
func.func @f(%a: !nd.array<f64, 1, "C">, %b: !nd.array<f64, 1, "C">, %x: f64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = nd.dim %b, 0 : !nd.array<f64, 1, "C">
  %e = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %u = arith.index_cast %n : i64 to index
  scf.for %k = %c0 to %u step %c1 {
    %i = arith.index_cast %k : index to i64
    %p = nd.index %i of %n wrap check
    %y = nd.load %b[%p] : !nd.array<f64, 1, "C"> -> f64
    %at = arith.fptosi %y : f64 to i64
    %q = nd.index %at of %e wrap check
    nd.store %x, %a[%q] : f64, !nd.array<f64, 1, "C">
  }
  return
}
