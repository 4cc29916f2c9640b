// pass: inline-calls
// Callees go into callers before these go into theirs; what nothing calls any more is gone.
func.func private @half(%x: f64) -> f64 attributes {numlir.library} {
  %two = arith.constant 2.0 : f64
  %r = arith.divf %x, %two : f64
  return %r : f64
}
func.func private @quarter(%x: f64) -> f64 attributes {numlir.library} {
  %h = call @half(%x) : (f64) -> f64
  %r = call @half(%h) : (f64) -> f64
  return %r : f64
}
func.func @f(%a: f64, %n: index) -> f64 {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %r = scf.for %i = %zero to %n step %one iter_args(%s = %a) -> (f64) {
    %q = func.call @quarter(%s) : (f64) -> f64
    scf.yield %q : f64
  }
  return %r : f64
}
