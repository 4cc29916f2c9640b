// pass: check-races
// Even places are computed from odd ones: the condition keeps iterations apart. Two values for one place race.
func.func @even(%a: !nd.array<f64, 1, "C">, %n: index) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  par.loop "prange" (%zero) to (%n) step (%one) reduce [] () from () {
  ^bb0(%i: index):
    %k = arith.index_cast %i : index to i64
    %c = arith.constant 1 : i64
    %none = arith.constant 0 : i64
    %odd = arith.andi %k, %c : i64
    %is_even = arith.cmpi eq, %odd, %none : i64
    scf.if %is_even {
      %behind = arith.addi %k, %c : i64
      %x = nd.load %a[%behind] : !nd.array<f64, 1, "C"> -> f64
      nd.store %x, %a[%k] : f64, !nd.array<f64, 1, "C">
    }
    par.yield
  } combine {
    par.yield
  } : () -> ()
  return
}
func.func @flags(%a: !nd.array<f64, 1, "C">, %b: !nd.array<f64, 1, "C">, %n: index) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %place = arith.constant 0 : i64
  %yes = arith.constant 1.0 : f64
  %no = arith.constant -1.0 : f64
  par.loop "prange" (%zero) to (%n) step (%one) reduce [] () from () {
  ^bb0(%i: index):
    %k = arith.index_cast %i : index to i64
    %x = nd.load %b[%k] : !nd.array<f64, 1, "C"> -> f64
    %more = arith.cmpf ogt, %x, %yes : f64
    scf.if %more {
      nd.store %yes, %a[%place] : f64, !nd.array<f64, 1, "C">
    } else {
      nd.store %no, %a[%place] : f64, !nd.array<f64, 1, "C">
    }
    par.yield
  } combine {
    par.yield
  } : () -> ()
  return
}
