// pass: fuse-loops
// Arguments may be one array, or share memory: that is tested, and both forms are there.
func.func @arguments(%a: !nd.array<f64, 1, "C">, %b: !nd.array<f64, 1, "C">, %c: !nd.array<f64, 1, "C">, %n: index) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  par.loop "prange" (%zero) to (%n) step (%one) reduce [] () from () {
  ^bb0(%i: index):
    %k = arith.index_cast %i : index to i64
    %x = nd.load %a[%k] : !nd.array<f64, 1, "C"> -> f64
    nd.store %x, %b[%k] : f64, !nd.array<f64, 1, "C">
    par.yield
  } combine {
    par.yield
  } : () -> ()
  par.loop "prange" (%zero) to (%n) step (%one) reduce [] () from () {
  ^bb0(%i: index):
    %k = arith.index_cast %i : index to i64
    %x = nd.load %b[%k] : !nd.array<f64, 1, "C"> -> f64
    nd.store %x, %c[%k] : f64, !nd.array<f64, 1, "C">
    par.yield
  } combine {
    par.yield
  } : () -> ()
  return
}
