// pass: par-to-gpu
func.func @sum(%a: !nd.array<f64, 1, "C">, %init: f64) -> f64 {
  %from = arith.constant 0 : index
  %step = arith.constant 1 : index
  %size = nd.dim %a, 0 : !nd.array<f64, 1, "C">
  %n = arith.index_cast %size : i64 to index
  %none = arith.constant -0.0 : f64
  %s = par.loop "prange" (%from) to (%n) step (%step) reduce ["add"] (%init) from (%none) {
  ^bb0(%i: index, %acc: f64):
    %k = arith.index_cast %i : index to i64
    %x = nd.load %a[%k] : !nd.array<f64, 1, "C"> -> f64
    %next = arith.addf %acc, %x : f64
    par.yield %next : f64
  } combine {
  ^bb0(%before: f64, %behind: f64):
    %both = arith.addf %before, %behind : f64
    par.yield %both : f64
  } : (f64) -> f64 from f64
  return %s : f64
}
