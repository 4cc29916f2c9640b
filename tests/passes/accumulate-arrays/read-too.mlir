// pass: accumulate-arrays
// What is also read in another way is no accumulator.
func.func @read(%h: !nd.array<f64, 1, "C">, %out: !nd.array<f64, 1, "C">, %place: i64, %n: index) {
  %zero = arith.constant 0 : index
  %step = arith.constant 1 : index
  par.loop "prange" (%zero) to (%n) step (%step) reduce [] () from () {
  ^bb0(%i: index):
    %k = arith.index_cast %i : index to i64
    %x = nd.load %h[%place] : !nd.array<f64, 1, "C"> -> f64
    %y = arith.addf %x, %x : f64
    nd.store %y, %h[%place] : f64, !nd.array<f64, 1, "C">
    nd.store %x, %out[%k] : f64, !nd.array<f64, 1, "C">
    par.yield
  } combine {
    par.yield
  } : () -> ()
  return
}
