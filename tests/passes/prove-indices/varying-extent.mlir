// pass: prove-indices
//
// The array changes with the loop: its extent is not known before it.
func.func @f(%a: !nd.array<f64, 1, "C">, %b: !nd.array<f64, 1, "C">, %m: i64, %x: f64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %u = arith.index_cast %m : i64 to index
  %r = scf.for %k = %c0 to %u step %c1 iter_args(%v = %a) -> (!nd.array<f64, 1, "C">) {
    %i = arith.index_cast %k : index to i64
    %n = nd.dim %v, 0 : !nd.array<f64, 1, "C">
    %p = nd.index %i of %n wrap check
    nd.store %x, %v[%p] : f64, !nd.array<f64, 1, "C">
    scf.yield %b : !nd.array<f64, 1, "C">
  }
  return
}
