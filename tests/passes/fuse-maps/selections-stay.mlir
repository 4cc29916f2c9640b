// pass: fuse-maps
//
// A selection stays that has another use, or whose array or mask is written to before it is used; one that others than
// selections by its mask are combined with; and one of which something is computed that costs much. A mask that is written to is
// counted again.
!V = !nd.array<f64, 1, "C">
!M = !nd.array<i1, 1, "C">
func.func private @exp(f64) -> f64 attributes {numlir.c, numlir.pure}
func.func @another_use(%a: !V, %m: !M) -> (f64, !V) {
  %n = nd.count_true %m : !M
  %t = nd.compress (%n) %a where %m : !V, !M -> !V
  %s = nd.reduce "add" axes [0] (%n) (%t) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!V) -> f64
  return %s, %t : f64, !V
}
func.func @array_written(%a: !V, %m: !M, %i: i64, %v: f64) -> f64 {
  %n = nd.count_true %m : !M
  %t = nd.compress (%n) %a where %m : !V, !M -> !V
  nd.store %v, %a[%i] : f64, !V
  %s = nd.reduce "max" axes [0] (%n) (%t) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!V) -> f64
  return %s : f64
}
func.func @mask_written(%a: !V, %m: !M, %i: i64, %v: i1) -> (f64, i64) {
  %n = nd.count_true %m : !M
  %t = nd.compress (%n) %a where %m : !V, !M -> !V
  nd.store %v, %m[%i] : i1, !M
  %k = nd.count_true %m : !M
  %s = nd.reduce "add" axes [0] (%n) (%t) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!V) -> f64
  return %s, %k : f64, i64
}
func.func @weighted(%a: !V, %w: !V, %m: !M) -> f64 {
  %n = nd.count_true %m : !M
  %t = nd.compress (%n) %a where %m : !V, !M -> !V
  %s = nd.reduce "add" axes [0] (%n) (%t, %w) {
  ^bb0(%x: f64, %y: f64):
    %r = arith.mulf %x, %y : f64
    nd.yield %r : f64
  } : (!V, !V) -> f64
  return %s : f64
}
func.func @costly(%a: !V, %m: !M) -> f64 {
  %n = nd.count_true %m : !M
  %t = nd.compress (%n) %a where %m : !V, !M -> !V
  %s = nd.reduce "max" axes [0] (%n) (%t) {
  ^bb0(%x: f64):
    %r = func.call @exp(%x) : (f64) -> f64
    nd.yield %r : f64
  } : (!V) -> f64
  return %s : f64
}
