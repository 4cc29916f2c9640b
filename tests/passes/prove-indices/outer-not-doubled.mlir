// pass: prove-indices
//
// Only innermost loops are doubled.
func.func @f(%a: !nd.array<f64, 1, "C">, %m: i64, %x: f64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %u = arith.index_cast %m : i64 to index
  scf.for %k = %c0 to %u step %c1 {
    %i = arith.index_cast %k : index to i64
    %p = nd.index %i of %n wrap check
    nd.store %x, %a[%p] : f64, !nd.array<f64, 1, "C">
    scf.for %l = %c0 to %u step %c1 {
      %j = arith.index_cast %l : index to i64
      %q = nd.index %j of %n wrap check
      nd.store %x, %a[%q] : f64, !nd.array<f64, 1, "C">
    }
  }
  return
}
