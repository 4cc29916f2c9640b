// pass: prove-indices
//
// a[i] = a[i] + x for an i of any sign: one check.
func.func @f(%a: !nd.array<f64, 1, "C">, %i: i64, %x: f64) {
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %p = nd.index %i of %n wrap check
  %y = nd.load %a[%p] : !nd.array<f64, 1, "C"> -> f64
  %z = arith.addf %x, %y : f64
  %e = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %q = nd.index %i of %e wrap check
  nd.store %z, %a[%q] : f64, !nd.array<f64, 1, "C">
  return
}
