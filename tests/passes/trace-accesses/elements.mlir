// pass: trace-accesses
//
// Elements of arrays from outside report; what an iteration makes does not.
!V = !nd.array<f64, 1, "C">
func.func @f(%a: !V, %b: !V) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %four = arith.constant 4 : index
  %three = arith.constant 3 : i64
  par.loop "prange" (%zero) to (%four) step (%one) reduce [] () from () {
  ^bb0(%i: index):
    %k = arith.index_cast %i : index to i64
    %t = nd.create (%three) : !V
    %x = nd.load %a[%k] : !V -> f64
    nd.store %x, %t[%k] : f64, !V
    nd.store %x, %b[%k] : f64, !V
    par.yield
  } combine {
    par.yield
  } : () -> ()
  return
}
