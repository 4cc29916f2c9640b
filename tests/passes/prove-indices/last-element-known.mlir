// pass: prove-indices
//
// a = empty(4); a[-1], a[-4], a[-5], a[3], a[4]: the extent is known.
func.func @f() -> f64 {
  %four = arith.constant 4 : i64
  %a = nd.create (%four) : !nd.array<f64, 1, "C">
  %n = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %m1 = arith.constant -1 : i64
  %m4 = arith.constant -4 : i64
  %m5 = arith.constant -5 : i64
  %p3 = arith.constant 3 : i64
  %i1 = nd.index %m1 of %n wrap check
  %i2 = nd.index %m4 of %n wrap check
  %i3 = nd.index %m5 of %n wrap check
  %i4 = nd.index %p3 of %n wrap check
  %i5 = nd.index %four of %n wrap check
  %x1 = nd.load %a[%i1] : !nd.array<f64, 1, "C"> -> f64
  %x2 = nd.load %a[%i2] : !nd.array<f64, 1, "C"> -> f64
  %x3 = nd.load %a[%i3] : !nd.array<f64, 1, "C"> -> f64
  %x4 = nd.load %a[%i4] : !nd.array<f64, 1, "C"> -> f64
  %x5 = nd.load %a[%i5] : !nd.array<f64, 1, "C"> -> f64
  %y1 = arith.addf %x1, %x2 : f64
  %y2 = arith.addf %x3, %x4 : f64
  %y3 = arith.addf %y1, %y2 : f64
  %y4 = arith.addf %y3, %x5 : f64
  return %y4 : f64
}
