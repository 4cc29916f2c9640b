// pass: fuse-loops
// Iterations of the second loop read what other iterations of the first one write: the loops stay.
func.func @apart(%a: !nd.array<f64, 1, "C">, %n: i64) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %end = arith.index_cast %n : i64 to index
  %b = nd.create(%n) : <f64, 1, "C">
  par.loop "prange" (%zero) to (%end) step (%one) reduce [] () from () {
  ^bb0(%i: index):
    %k = arith.index_cast %i : index to i64
    %x = nd.load %a[%k] : !nd.array<f64, 1, "C"> -> f64
    nd.store %x, %b[%k] : f64, !nd.array<f64, 1, "C">
    par.yield
  } combine {
    par.yield
  } : () -> ()
  par.loop "prange" (%zero) to (%end) step (%one) reduce [] () from () {
  ^bb0(%i: index):
    %k = arith.index_cast %i : index to i64
    %c = arith.constant 1 : i64
    %behind = arith.addi %k, %c : i64
    %x = nd.load %b[%behind] : !nd.array<f64, 1, "C"> -> f64
    nd.store %x, %a[%k] : f64, !nd.array<f64, 1, "C">
    par.yield
  } combine {
    par.yield
  } : () -> ()
  return
}
