// pass: scf-to-cf
func.func private @f(%n: index, %c: i1, %x: f64) -> f64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%acc = %x) -> (f64) {
    %s = scf.if %c -> (f64) {
      %t = arith.addf %acc, %x : f64
      nd.raise_if %c "ValueError" ["inside"]
      scf.yield %t : f64
    } else {
      scf.yield %acc : f64
    }
    scf.yield %s : f64
  }
  return %r : f64
}
