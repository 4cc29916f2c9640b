// pass: fuse-maps
//
// What positions select goes into the map or the reduction that uses it, which reads the array itself: not where the array has been written
// since, not into what is written through an array from elsewhere, and not where another one uses it too.
!V = !nd.array<f64, 1, "C">
!I = !nd.array<si64, 1, "C">
func.func @sum_of_products(%a: !V, %w: !V, %p: !I) -> f64 {
  %n = nd.dim %p, 0 : !I
  %l = nd.dim %w, 0 : !V
  %t = nd.take (%n) %a at %p : !V, !I -> !V
  %e = nd.broadcast [1, 1] (%n, %l) : i64
  %r = nd.map (%e) (%w, %t) {
  ^bb0(%x: f64, %y: f64):
    %z = arith.mulf %x, %y : f64
    nd.yield %z : f64
  } : (!V, !V) -> !V
  %s = nd.reduce "add" axes [0] (%e) (%r) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!V) -> f64
  return %s : f64
}
func.func @two_of_the_same(%a: !V, %b: !V, %p: !I) -> !V {
  %n = nd.dim %p, 0 : !I
  %l = nd.dim %b, 0 : !V
  %t = nd.take (%n) %a at %p : !V, !I -> !V
  %h = nd.reach %p : !I
  %o = nd.first_outside %p of %l reaching %h : !I
  %u = nd.take (%n) %b at %p : !V, !I -> !V
  %r = nd.map (%n) (%t, %u) {
  ^bb0(%x: f64, %y: f64):
    %z = arith.mulf %x, %y : f64
    nd.yield %z : f64
  } : (!V, !V) -> !V
  return %r : !V
}
func.func @written_since(%a: !V, %p: !I) -> f64 {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1.0 : f64
  %n = nd.dim %p, 0 : !I
  %t = nd.take (%n) %a at %p : !V, !I -> !V
  nd.store %one, %a[%zero] : f64, !V
  %s = nd.reduce "add" axes [0] (%n) (%t) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!V) -> f64
  return %s : f64
}
func.func @written_after_a_map(%a: !V, %p: !I) -> f64 {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1.0 : f64
  %n = nd.dim %p, 0 : !I
  %t = nd.take (%n) %a at %p : !V, !I -> !V
  %r = nd.map (%n) (%t) {
  ^bb0(%x: f64):
    %z = arith.mulf %x, %x : f64
    nd.yield %z : f64
  } : (!V) -> !V
  nd.store %one, %a[%zero] : f64, !V
  %s = nd.reduce "add" axes [0] (%n) (%r) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!V) -> f64
  return %s : f64
}
func.func @into(%a: !V, %p: !I, %d: !V) {
  %n = nd.dim %p, 0 : !I
  %t = nd.take (%n) %a at %p : !V, !I -> !V
  %r = nd.map (%n) (%t) {
  ^bb0(%x: f64):
    %z = arith.mulf %x, %x : f64
    nd.yield %z : f64
  } : (!V) -> !V
  nd.map_into %d (%r) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : !V, (!V) -> ()
  return
}
func.func @used_twice(%a: !V, %p: !I) -> (f64, !V) {
  %n = nd.dim %p, 0 : !I
  %t = nd.take (%n) %a at %p : !V, !I -> !V
  %s = nd.reduce "add" axes [0] (%n) (%t) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!V) -> f64
  return %s, %t : f64, !V
}
