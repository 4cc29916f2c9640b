// pass: fuse-maps
//
// What is computed of selected elements and goes back to their places is one loop over all places, with what computes the mask: not where an
// array was written since, nor where what is selected has another use, nor by another mask, nor what costs much.
!V = !nd.array<f64, 1, "C">
!W = !nd.array<f64, 2, "C">
!M = !nd.array<i1, 1, "C">
!N = !nd.array<i1, 2, "C">
// a[a > 0] += b[a > 0], whose count is asked for again
func.func @changed(%a: !V, %b: !V) {
  %zero = arith.constant 0 : i64
  %none = arith.constant 0.0 : f64
  %l = nd.dim %a, 0 : !V
  %m = nd.map (%l) (%a) {
  ^bb0(%x: f64):
    %c = arith.cmpf ogt, %x, %none : f64
    nd.yield %c : i1
  } : (!V) -> !M
  %n = nd.count_true %m : !M
  %t = nd.compress (%n) %a where %m : !V, !M -> !V
  %k = nd.count_true %m : !M
  %u = nd.compress (%k) %b where %m : !V, !M -> !V
  nd.map_into %t(%t, %u) {
  ^bb0(%x: f64, %y: f64):
    %s = arith.addf %x, %y : f64
    nd.yield %s : f64
  } : !V, (!V, !V) -> ()
  %j = nd.count_true %m : !M
  %o = nd.dim %t, 0 : !V
  %wrong = arith.cmpi ne, %o, %j : i64
  nd.raise_if %wrong "ValueError" ["cannot assign {} values to {}"](%o, %j)
  %copy = nd.map (%o) (%t) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!V) -> !V
  nd.place (%j) %copy into %a where %m : !V, !V, !M
  return
}
// of two axes, from another array
func.func @moved(%a: !W, %b: !W, %k: i64, %l: i64, %size: i64) {
  %zero = arith.constant 0 : i64
  %none = arith.constant 0.0 : f64
  %m = nd.map (%k, %l) (%a) {
  ^bb0(%x: f64):
    %c = arith.cmpf ogt, %x, %none : f64
    nd.yield %c : i1
  } : (!W) -> !N
  %f = nd.view %b[%zero] (%size) () : !W -> !V
  %g = nd.view %m[%zero] (%size) () : !N -> !M
  %n = nd.count_true %g : !M
  %t = nd.compress (%n) %f where %g : !V, !M -> !V
  %h = nd.view %m[%zero] (%size) () : !N -> !M
  %j = nd.count_true %h : !M
  nd.place (%j) %t into %a where %m : !V, !W, !N
  return
}
func.func @written(%a: !V, %b: !V, %m: !M) {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1.0 : f64
  %n = nd.count_true %m : !M
  %t = nd.compress (%n) %b where %m : !V, !M -> !V
  nd.store %one, %b[%zero] : f64, !V
  nd.place (%n) %t into %a where %m : !V, !V, !M
  return
}
func.func @used(%a: !V, %b: !V, %m: !M) -> !V {
  %n = nd.count_true %m : !M
  %t = nd.compress (%n) %b where %m : !V, !M -> !V
  nd.place (%n) %t into %a where %m : !V, !V, !M
  return %t : !V
}
func.func @two_masks(%a: !V, %b: !V, %m: !M, %w: !M) {
  %n = nd.count_true %m : !M
  %k = nd.count_true %w : !M
  %t = nd.compress (%n) %b where %m : !V, !M -> !V
  nd.place (%k) %t into %a where %w : !V, !V, !M
  return
}
func.func @costly(%a: !V, %m: !M) {
  %n = nd.count_true %m : !M
  %t = nd.compress (%n) %a where %m : !V, !M -> !V
  %v = nd.map (%n) (%t) {
  ^bb0(%x: f64):
    %y = math.sqrt %x : f64
    nd.yield %y : f64
  } : (!V) -> !V
  nd.place (%n) %v into %a where %m : !V, !V, !M
  return
}
