// pass: par-to-gpu
// An array for each iteration: the loop stays, and the note says why.
func.func @makes(%a: !nd.array<f64, 1, "C">, %n: index) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  par.loop "prange" (%zero) to (%n) step (%one) reduce [] () from () {
  ^bb0(%i: index):
    %k = arith.index_cast %i : index to i64
    %own = nd.create (%k) : !nd.array<f64, 1, "C">
    %first = arith.constant 0 : i64
    %x = nd.load %own[%first] : !nd.array<f64, 1, "C"> -> f64
    nd.store %x, %a[%k] : f64, !nd.array<f64, 1, "C">
    par.yield
  } combine {
    par.yield
  } : () -> ()
  return
}
