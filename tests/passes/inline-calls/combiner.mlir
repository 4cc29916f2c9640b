// pass: inline-calls
// A function that only computes, which a loop over prange calls with what it carries, is put into the loop.
func.func private @larger(%x: f64, %y: f64) -> f64 {
  %more = arith.cmpf ogt, %x, %y : f64
  %r = arith.select %more, %x, %y : f64
  return %r : f64
}
func.func @f(%a: !nd.array<f64, 1, "C">, %n: index) -> f64 attributes {numlir.entry} {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %s = arith.constant 0.0 : f64
  %m = scf.for %i = %zero to %n step %one iter_args(%top = %s) -> (f64) {
    %k = arith.index_cast %i : index to i64
    %x = nd.load %a[%k] : !nd.array<f64, 1, "C"> -> f64
    %t = func.call @larger(%top, %x) : (f64, f64) -> f64
    scf.yield %t : f64
  } {numlir.prange}
  return %m : f64
}
