// pass: fuse-maps
//
// Into a consumer with more places goes only what is cheap. A map that nobody uses is gone.
!V = !nd.array<f64, 1, "C">
!M = !nd.array<f64, 2, "C">
func.func private @exp(f64) -> f64 attributes {numlir.c, numlir.pure}
func.func @f(%a: !V, %b: !V, %m: !M) -> !M {
  %r0 = nd.dim %m, 0 : !M
  %r1 = nd.dim %m, 1 : !M
  %e = nd.map (%r1) (%a) {
  ^bb0(%x: f64):
    %r = func.call @exp(%x) : (f64) -> f64
    nd.yield %r : f64
  } : (!V) -> !V
  %h = nd.map (%r1) (%b) {
  ^bb0(%x: f64):
    %r = arith.negf %x : f64
    nd.yield %r : f64
  } : (!V) -> !V
  %e0 = nd.dim %e, 0 : !V
  %unused = nd.map (%e0) (%a) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!V) -> !V
  %s:2 = nd.broadcast [2, 1, 1] (%r0, %r1, %e0, %r1) : i64, i64
  %o = nd.map (%s#0, %s#1) (%m, %e, %h) {
  ^bb0(%x: f64, %y: f64, %z: f64):
    %p = arith.mulf %x, %y : f64
    %r = arith.addf %p, %z : f64
    nd.yield %r : f64
  } : (!M, !V, !V) -> !M
  return %o : !M
}
