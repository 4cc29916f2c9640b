// pass: check-races
// An iteration reads what the one before writes. Even and odd places never meet.
func.func @neighbour(%a: !nd.array<f64, 1, "C">, %b: !nd.array<f64, 1, "C">, %n: index) {
  %one = arith.constant 1 : index
  par.loop "prange" (%one) to (%n) step (%one) reduce [] () from () {
  ^bb0(%i: index):
    %k = arith.index_cast %i : index to i64
    %c = arith.constant 1 : i64
    %t = arith.constant 2 : i64
    %before = arith.subi %k, %c : i64
    %x = nd.load %a[%before] : !nd.array<f64, 1, "C"> -> f64
    nd.store %x, %a[%k] : f64, !nd.array<f64, 1, "C">
    %even = arith.muli %k, %t : i64
    %odd = arith.addi %even, %c : i64
    %y = nd.load %b[%odd] : !nd.array<f64, 1, "C"> -> f64
    nd.store %y, %b[%even] : f64, !nd.array<f64, 1, "C">
    par.yield
  } combine {
    par.yield
  } : () -> ()
  return
}
