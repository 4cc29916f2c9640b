// pass: fuse-maps
//
// A producer that two operations use stays; one that a consumer uses twice goes there once. An input of both is one input.
!V = !nd.array<f64, 1, "C">
func.func @f(%a: !V) -> (f64, !V, !V) {
  %n = nd.dim %a, 0 : !V
  %d = nd.map (%n) (%a) {
  ^bb0(%x: f64):
    %r = arith.negf %x : f64
    nd.yield %r : f64
  } : (!V) -> !V
  %s = nd.reduce "add" axes [0] (%n) (%d, %d, %a) {
  ^bb0(%x: f64, %y: f64, %z: f64):
    %p = arith.mulf %x, %y : f64
    %r = arith.addf %p, %z : f64
    nd.yield %r : f64
  } : (!V, !V, !V) -> f64
  %t = nd.map (%n) (%a) {
  ^bb0(%x: f64):
    %r = arith.negf %x : f64
    nd.yield %r : f64
  } : (!V) -> !V
  %u = nd.map (%n) (%t) {
  ^bb0(%x: f64):
    %r = arith.addf %x, %x : f64
    nd.yield %r : f64
  } : (!V) -> !V
  %v = nd.map (%n) (%t) {
  ^bb0(%x: f64):
    %r = arith.mulf %x, %x : f64
    nd.yield %r : f64
  } : (!V) -> !V
  return %s, %u, %v : f64, !V, !V
}
