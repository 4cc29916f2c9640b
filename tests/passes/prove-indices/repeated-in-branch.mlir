// pass: prove-indices
//
// A check inside a branch says nothing behind it.
func.func @f(%a: !nd.array<f64, 1, "C">, %i: i64, %x: f64, %c: i1) {
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  scf.if %c {
    %p = nd.index %i of %n wrap check
    nd.store %x, %a[%p] : f64, !nd.array<f64, 1, "C">
  }
  %q = nd.index %i of %n wrap check
  nd.store %x, %a[%q] : f64, !nd.array<f64, 1, "C">
  return
}
