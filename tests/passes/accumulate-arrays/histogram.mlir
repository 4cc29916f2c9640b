// pass: accumulate-arrays
// Counts at places that depend on data are a reduction; sums at a place of each iteration's own stay as they are.
func.func @both(%h: !nd.array<si64, 1, "C">, %own: !nd.array<si64, 1, "C">, %places: !nd.array<si64, 1, "C">, %n: index) {
  %zero = arith.constant 0 : index
  %step = arith.constant 1 : index
  par.loop "prange" (%zero) to (%n) step (%step) reduce [] () from () {
  ^bb0(%i: index):
    %k = arith.index_cast %i : index to i64
    %one = arith.constant 1 : i64
    %place = nd.load %places[%k] : !nd.array<si64, 1, "C"> -> i64
    %x = nd.load %h[%place] : !nd.array<si64, 1, "C"> -> i64
    %y = arith.addi %x, %one : i64
    nd.store %y, %h[%place] : i64, !nd.array<si64, 1, "C">
    %u = nd.load %own[%k] : !nd.array<si64, 1, "C"> -> i64
    %v = arith.addi %u, %one : i64
    nd.store %v, %own[%k] : i64, !nd.array<si64, 1, "C">
    par.yield
  } combine {
    par.yield
  } : () -> ()
  return
}
