// pass: prove-indices
//
// a[0] and again a[0], a[2] and then a[1]: no wrap; what a check has passed is known.
func.func @f(%a: !nd.array<f64, 1, "C">) -> f64 {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %two = arith.constant 2 : i64
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %p = nd.index %zero of %n wrap check
  %x = nd.load %a[%p] : !nd.array<f64, 1, "C"> -> f64
  %q = nd.index %zero of %n wrap check
  %y = nd.load %a[%q] : !nd.array<f64, 1, "C"> -> f64
  %r = nd.index %two of %n wrap check
  %z = nd.load %a[%r] : !nd.array<f64, 1, "C"> -> f64
  %s = nd.index %one of %n wrap check
  %w = nd.load %a[%s] : !nd.array<f64, 1, "C"> -> f64
  %t = arith.addf %x, %y : f64
  %u = arith.addf %z, %w : f64
  %v = arith.addf %t, %u : f64
  return %v : f64
}
