// pass: fuse-maps
//
// a[:] = a + b, through a view: nd.map_into reads before it writes. A map that is the destination stays.
!V = !nd.array<f64, 1, "C">
func.func @f(%a: !V, %b: !V) {
  %zero = arith.constant 0 : i64
  %n = nd.dim %a, 0 : !V
  %n2 = nd.dim %b, 0 : !V
  %k = nd.broadcast [1, 1] (%n, %n2) : i64
  %t = nd.map (%k) (%a, %b) {
  ^bb0(%x: f64, %y: f64):
    %r = arith.addf %x, %y : f64
    nd.yield %r : f64
  } : (!V, !V) -> !V
  %v = nd.view %a[%zero] (%n) () : !V -> !V
  %v0 = nd.dim %v, 0 : !V
  %t0 = nd.dim %t, 0 : !V
  %into = nd.broadcast [1, 1] (%v0, %t0) into "assign" : i64
  nd.map_into %v (%t) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : !V, (!V) -> ()
  return
}
func.func @destination(%a: !V) -> !V {
  %n = nd.dim %a, 0 : !V
  %t = nd.map (%n) (%a) {
  ^bb0(%x: f64):
    %r = arith.negf %x : f64
    nd.yield %r : f64
  } : (!V) -> !V
  nd.map_into %t (%t) {
  ^bb0(%x: f64):
    %r = arith.addf %x, %x : f64
    nd.yield %r : f64
  } : !V, (!V) -> ()
  return %t : !V
}
