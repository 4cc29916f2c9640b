// pass: fuse-maps
//
// exp(a * b + c) - a: one map. What a was broadcast to before, it need not be broadcast to again, so even what is not
// cheap goes along.
!V = !nd.array<f64, 1, "C">
func.func private @exp(f64) -> f64 attributes {numlir.c, numlir.pure}
func.func @f(%a: !V, %b: !V, %c: !V) -> !V {
  %a0 = nd.dim %a, 0 : !V
  %b0 = nd.dim %b, 0 : !V
  %n = nd.broadcast [1, 1] (%a0, %b0) : i64
  %p = nd.map (%n) (%a, %b) {
  ^bb0(%x: f64, %y: f64):
    %r = arith.mulf %x, %y : f64
    nd.yield %r : f64
  } : (!V, !V) -> !V
  %p0 = nd.dim %p, 0 : !V
  %c0 = nd.dim %c, 0 : !V
  %m = nd.broadcast [1, 1] (%p0, %c0) : i64
  %s = nd.map (%m) (%p, %c) {
  ^bb0(%x: f64, %y: f64):
    %r = arith.addf %x, %y : f64
    nd.yield %r : f64
  } : (!V, !V) -> !V
  %e = nd.map (%m) (%s) {
  ^bb0(%x: f64):
    %r = func.call @exp(%x) : (f64) -> f64
    nd.yield %r : f64
  } : (!V) -> !V
  %e0 = nd.dim %e, 0 : !V
  %a1 = nd.dim %a, 0 : !V
  %k = nd.broadcast [1, 1] (%e0, %a1) : i64
  %d = nd.map (%k) (%e, %a) {
  ^bb0(%x: f64, %y: f64):
    %r = arith.subf %x, %y : f64
    nd.yield %r : f64
  } : (!V, !V) -> !V
  return %d : !V
}
