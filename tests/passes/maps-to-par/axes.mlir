// pass: maps-to-par
//
// Where an axis is kept, that one is cut: the first one, or of arrays in Fortran's order the last one.
!M = !nd.array<f64, 2, "C">
!F = !nd.array<f64, 2, "F">
!V = !nd.array<f64, 1, "C">
func.func @columns(%a: !M) -> !V {
  %m = nd.dim %a, 0 : !M
  %n = nd.dim %a, 1 : !M
  %s = nd.reduce "add" axes [0] (%m, %n) (%a) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!M) -> !V
  return %s : !V
}
func.func @stretched(%a: !M, %b: !V) -> !M {
  %m = nd.dim %a, 0 : !M
  %n = nd.dim %a, 1 : !M
  %s = nd.map (%m, %n) (%a, %b) {
  ^bb0(%x: f64, %y: f64):
    %r = arith.mulf %x, %y : f64
    nd.yield %r : f64
  } : (!M, !V) -> !M
  return %s : !M
}
func.func @fortran(%a: !F, %b: !F) -> !F {
  %m = nd.dim %a, 0 : !F
  %n = nd.dim %a, 1 : !F
  %s = nd.map (%m, %n) (%a, %b) {
  ^bb0(%x: f64, %y: f64):
    %r = arith.mulf %x, %y : f64
    nd.yield %r : f64
  } : (!F, !F) -> !F
  return %s : !F
}
