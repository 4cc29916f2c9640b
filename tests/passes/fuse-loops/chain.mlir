// pass: fuse-loops
// The second loop reads what the same iteration of the first one wrote; the arrays are made here, so nothing else is in the way.
func.func @chain(%a: !nd.array<f64, 1, "C">, %n: i64) -> f64 {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %end = arith.index_cast %n : i64 to index
  %s = arith.constant 0.0 : f64
  %none = arith.constant -0.0 : f64
  %b = nd.create(%n) : <f64, 1, "C">
  par.loop "prange" (%zero) to (%end) step (%one) reduce [] () from () {
  ^bb0(%i: index):
    %k = arith.index_cast %i : index to i64
    %x = nd.load %a[%k] : !nd.array<f64, 1, "C"> -> f64
    %y = arith.mulf %x, %x : f64
    nd.store %y, %b[%k] : f64, !nd.array<f64, 1, "C">
    par.yield
  } combine {
    par.yield
  } : () -> ()
  cf.br ^next
^next:
  %sum = par.loop "prange" (%zero) to (%end) step (%one) reduce ["add"] (%s) from (%none) {
  ^bb0(%i: index, %so_far: f64):
    %k = arith.index_cast %i : index to i64
    %x = nd.load %b[%k] : !nd.array<f64, 1, "C"> -> f64
    %t = arith.addf %so_far, %x : f64
    par.yield %t : f64
  } combine {
  ^bb0(%l: f64, %r: f64):
    %t = arith.addf %l, %r : f64
    par.yield %t : f64
  } : (f64) -> f64 from f64
  return %sum : f64
}
