// pass: collapse-loops
// A nest with a sum is one loop over two axes; where the inner bound is the outer position, it stays a nest.
func.func @nest(%a: !nd.array<f64, 2, "C">, %m: index, %n: i64) -> f64 {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %s = arith.constant 0.0 : f64
  %none = arith.constant -0.0 : f64
  %sum = par.loop "prange" (%zero) to (%m) step (%one) reduce ["add"] (%s) from (%none) {
  ^bb0(%i: index, %before: f64):
    %k = arith.index_cast %i : index to i64
    %end = arith.index_cast %n : i64 to index
    %row = par.loop "prange" (%zero) to (%end) step (%one) reduce ["add"] (%before) from (%none) {
    ^bb0(%j: index, %so_far: f64):
      %l = arith.index_cast %j : index to i64
      %x = nd.load %a[%k, %l] : !nd.array<f64, 2, "C"> -> f64
      %t = arith.addf %so_far, %x : f64
      par.yield %t : f64
    } combine {
    ^bb0(%l: f64, %r: f64):
      %t = arith.addf %l, %r : f64
      par.yield %t : f64
    } : (f64) -> f64 from f64
    par.yield %row : f64
  } combine {
  ^bb0(%l: f64, %r: f64):
    %t = arith.addf %l, %r : f64
    par.yield %t : f64
  } : (f64) -> f64 from f64
  return %sum : f64
}

func.func @triangle(%a: !nd.array<f64, 2, "C">, %m: index) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %x = arith.constant 1.0 : f64
  par.loop "prange" (%zero) to (%m) step (%one) reduce [] () from () {
  ^bb0(%i: index):
    %k = arith.index_cast %i : index to i64
    par.loop "prange" (%zero) to (%i) step (%one) reduce [] () from () {
    ^bb0(%j: index):
      %l = arith.index_cast %j : index to i64
      nd.store %x, %a[%k, %l] : f64, !nd.array<f64, 2, "C">
      par.yield
    } combine {
      par.yield
    } : () -> ()
    par.yield
  } combine {
    par.yield
  } : () -> ()
  return
}
