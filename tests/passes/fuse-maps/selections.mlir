// pass: fuse-maps
//
// What a mask selects goes into the reduction that uses it: with a condition where elements may be passed over, as a sum of
// compressed elements where their number decides about the order. A mask is counted once, and what nobody asks for is gone.
!V = !nd.array<f64, 1, "C">
!I = !nd.array<si64, 1, "C">
!M = !nd.array<i1, 1, "C">
func.func @integers(%a: !I) -> i64 {
  %l = nd.dim %a, 0 : !I
  %three = arith.constant 3 : i64
  %m = nd.map (%l) (%a) {
  ^bb0(%x: i64):
    %c = arith.cmpi sgt, %x, %three : i64
    nd.yield %c : i1
  } : (!I) -> !M
  %n = nd.count_true %m : !M
  %t = nd.compress (%n) %a where %m : !I, !M -> !I
  %s = nd.reduce "add" axes [0] (%n) (%t) {
  ^bb0(%x: i64):
    nd.yield %x : i64
  } : (!I) -> i64
  return %s : i64
}
func.func @largest(%a: !V, %m: !M) -> (f64, i64) {
  %n = nd.count_true %m : !M
  %t = nd.compress (%n) %a where %m : !V, !M -> !V
  %s = nd.reduce "max" axes [0] (%n) (%t) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!V) -> f64
  return %s, %n : f64, i64
}
func.func @product_of_two(%a: !V, %b: !V, %m: !M) -> f64 {
  %n = nd.count_true %m : !M
  %t = nd.compress (%n) %a where %m : !V, !M -> !V
  %k = nd.count_true %m : !M
  %u = nd.compress (%k) %b where %m : !V, !M -> !V
  %e = nd.broadcast [1, 1] (%n, %k) : i64
  %p = nd.map (%e) (%t, %u) {
  ^bb0(%x: f64, %y: f64):
    %r = arith.mulf %x, %y : f64
    nd.yield %r : f64
  } : (!V, !V) -> !V
  %s = nd.reduce "add" axes [0] (%e) (%p) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!V) -> f64
  return %s : f64
}
func.func @size(%a: !V, %m: !M) -> i64 {
  %n = nd.count_true %m : !M
  %t = nd.compress (%n) %a where %m : !V, !M -> !V
  %s = nd.dim %t, 0 : !V
  return %s : i64
}
