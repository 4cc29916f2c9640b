// pass: fuse-loops
// Both loops have a loop within: these follow one another when the outer ones are one loop, and become one, too.
func.func @nested(%n: i64) -> !nd.array<f64, 2, "C"> {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %end = arith.index_cast %n : i64 to index
  %b = nd.create(%n, %n) : <f64, 2, "C">
  par.loop "prange" (%zero) to (%end) step (%one) reduce [] () from () {
  ^bb0(%i: index):
    %k = arith.index_cast %i : index to i64
    par.loop "prange" (%zero) to (%end) step (%one) reduce [] () from () {
    ^bb0(%j: index):
      %l = arith.index_cast %j : index to i64
      %x = arith.sitofp %l : i64 to f64
      nd.store %x, %b[%k, %l] : f64, !nd.array<f64, 2, "C">
      par.yield
    } combine {
      par.yield
    } : () -> ()
    par.yield
  } combine {
    par.yield
  } : () -> ()
  par.loop "prange" (%zero) to (%end) step (%one) reduce [] () from () {
  ^bb0(%i: index):
    %k = arith.index_cast %i : index to i64
    par.loop "prange" (%zero) to (%end) step (%one) reduce [] () from () {
    ^bb0(%j: index):
      %l = arith.index_cast %j : index to i64
      %x = nd.load %b[%k, %l] : !nd.array<f64, 2, "C"> -> f64
      %y = arith.mulf %x, %x : f64
      nd.store %y, %b[%k, %l] : f64, !nd.array<f64, 2, "C">
      par.yield
    } combine {
      par.yield
    } : () -> ()
    par.yield
  } combine {
    par.yield
  } : () -> ()
  return %b : !nd.array<f64, 2, "C">
}
