// pass: fuse-maps
//
// sum(copy(a) * a): what is summed would lie in the order of C, unlike what is read.
!M = !nd.array<f64, 2, "C">
!F = !nd.array<f64, 2, "F">
func.func @f(%a: !F) -> f64 {
  %m = nd.dim %a, 0 : !F
  %n = nd.dim %a, 1 : !F
  %c = nd.map (%m, %n) (%a) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!F) -> !M
  %p = nd.map (%m, %n) (%c, %a) {
  ^bb0(%x: f64, %y: f64):
    %r = arith.mulf %x, %y : f64
    nd.yield %r : f64
  } : (!M, !F) -> !M
  %s = nd.reduce "add" axes [0, 1] (%m, %n) (%p) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!M) -> f64
  return %s : f64
}
