// pass: par-to-gpu
// Two axes are one space; an inner loop counts as often as it runs.
func.func @axes(%a: !nd.array<f64, 2, "C">, %m: index, %n: index, %inner: index) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %two = arith.constant 2 : index
  par.loop "prange" (%zero, %one) to (%m, %n) step (%one, %two) reduce [] () from () {
  ^bb0(%i: index, %j: index):
    %k = arith.index_cast %i : index to i64
    %l = arith.index_cast %j : index to i64
    scf.for %t = %zero to %inner step %one {
      %x = nd.load %a[%k, %l] : !nd.array<f64, 2, "C"> -> f64
      %y = arith.addf %x, %x : f64
      nd.store %y, %a[%k, %l] : f64, !nd.array<f64, 2, "C">
    }
    par.yield
  } combine {
    par.yield
  } : () -> ()
  return
}
