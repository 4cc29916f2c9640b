// pass: maps-to-par
//
// One band where the destination may be another part of an input; what a reduction gives is needed before the next loop; what is in a
// parallel loop stays.
!V = !nd.array<f64, 1, "C">
func.func @into(%a: !V, %b: !V) {
  nd.map_into %a(%b) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : !V, (!V) -> ()
  return
}
func.func @needed(%a: !V) -> !V {
  %n = nd.dim %a, 0 : !V
  %m = nd.reduce "max" axes [0] (%n) (%a) {
  ^bb0(%x: f64):
    nd.yield %x : f64
  } : (!V) -> f64
  %c = nd.map (%n) (%a) {
  ^bb0(%x: f64):
    %s = arith.subf %x, %m : f64
    nd.yield %s : f64
  } : (!V) -> !V
  return %c : !V
}
func.func @inside(%a: !V, %b: !V) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %four = arith.constant 4 : index
  par.loop "prange" (%zero) to (%four) step (%one) reduce [] () from () {
  ^bb0(%i: index):
    nd.map_into %a(%a) {
    ^bb0(%x: f64):
      nd.yield %x : f64
    } : !V, (!V) -> ()
    par.yield
  } combine {
    par.yield
  } : () -> ()
  return
}
