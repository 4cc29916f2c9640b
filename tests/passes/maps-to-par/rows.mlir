// pass: maps-to-par
//
// A fresh array and what reads it place by place are one loop, over bands that begin where pairwise summation halves a row.
!V = !nd.array<f64, 1, "C">
func.func @f(%a: !V, %b: !V) -> (f64, !V) {
  %n = nd.dim %a, 0 : !V
  %c = nd.map (%n) (%a, %b) {
  ^bb0(%x: f64, %y: f64):
    %s = arith.addf %x, %y : f64
    nd.yield %s : f64
  } : (!V, !V) -> !V
  %s = nd.reduce "add" axes [0] (%n) (%c) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!V) -> f64
  return %s, %c : f64, !V
}
