// pass: prove-indices
//
// a[min(max(i, 0), n - 1)]: the check stays, as n may be 0. With i % n for n > 0 nothing does.
func.func @f(%a: !nd.array<f64, 1, "C">, %i: i64, %x: f64) {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %last = arith.subi %n, %one : i64
  %up = arith.maxsi %i, %zero : i64
  %at = arith.minsi %up, %last : i64
  %p = nd.index %at of %n wrap check
  nd.store %x, %a[%p] : f64, !nd.array<f64, 1, "C">
  %some = arith.cmpi sgt, %n, %zero : i64
  scf.if %some {
    %rest = arith.remsi %up, %n : i64
    %q = nd.index %rest of %n wrap check
    nd.store %x, %a[%q] : f64, !nd.array<f64, 1, "C">
    %mid = arith.minsi %up, %last : i64
    %r = nd.index %mid of %n wrap check
    nd.store %x, %a[%r] : f64, !nd.array<f64, 1, "C">
  }
  return
}
