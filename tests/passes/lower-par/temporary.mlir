// pass: lower-par
// An array that each iteration makes for itself is made once; one that goes elsewhere stays.
func.func private @keep(!nd.array<f64, 1, "C">)
func.func @temporary(%a: !nd.array<f64, 1, "C">, %n: index, %m: i64) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  par.loop "prange" (%zero) to (%n) step (%one) reduce [] () from () {
  ^bb0(%i: index):
    %k = arith.index_cast %i : index to i64
    %t = nd.create zeroed (%m) : <f64, 1, "C">
    %x = nd.load %t[%k] : !nd.array<f64, 1, "C"> -> f64
    nd.store %x, %a[%k] : f64, !nd.array<f64, 1, "C">
    %kept = nd.create (%m) : <f64, 1, "C">
    func.call @keep(%kept) : (!nd.array<f64, 1, "C">) -> ()
    par.yield
  } combine {
    par.yield
  } : () -> ()
  return
}
