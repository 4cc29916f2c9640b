// pass: prove-indices
//
// The guard says nothing behind its branch, nor of values from before it.
func.func @f(%a: !nd.array<f64, 1, "C">, %x: f64, %i: i64) {
  %one = arith.constant 1 : i64
  %hundred = arith.constant 100 : i64
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %half = arith.divsi %i, %hundred : i64
  %next = arith.addi %i, %one : i64
  %c = arith.cmpi sge, %i, %hundred : i64
  scf.if %c {
    %p = nd.index %half of %n wrap check
    nd.store %x, %a[%p] : f64, !nd.array<f64, 1, "C">
    %q = nd.index %next of %n wrap check
    nd.store %x, %a[%q] : f64, !nd.array<f64, 1, "C">
  }
  %r = nd.index %half of %n wrap check
  nd.store %x, %a[%r] : f64, !nd.array<f64, 1, "C">
  %s = nd.index %next of %n wrap check
  nd.store %x, %a[%s] : f64, !nd.array<f64, 1, "C">
  return
}
