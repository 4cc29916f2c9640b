// pass: wrap-gufunc
// options: arguments=float64[:],float64[:],float64[:] operands=0;0;

// (n),(n)->(): the output without core dimensions is an array of one element; there is a copy of the kernel for neighbours.
func.func private @dot(%a: !nd.array<f64, 1, "A">, %b: !nd.array<f64, 1, "A">, %out: !nd.array<f64, 1, "A">)
    attributes {numlir.entry, numlir.name = "dot"} {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %first = arith.constant 0.0 : f64
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "A">
  %total = scf.for %i = %zero to %n step %one iter_args(%sum = %first) -> f64 : i64 {
    %x = nd.load %a[%i] : !nd.array<f64, 1, "A"> -> f64
    %y = nd.load %b[%i] : !nd.array<f64, 1, "A"> -> f64
    %p = arith.mulf %x, %y : f64
    %s = arith.addf %sum, %p : f64
    scf.yield %s : f64
  }
  nd.store %total, %out[%zero] : f64, !nd.array<f64, 1, "A">
  return
}
