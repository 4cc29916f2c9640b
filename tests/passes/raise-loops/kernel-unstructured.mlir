// pass: raise-loops
// options: kernel
//
// while x > 1: x = x / 2
// return x
// A loop of another kind stays, and with it the body.
func.func private @f(%x: f64) -> f64 attributes {numlir.entry} {
  %one = py.constant(1.000000e+00 : f64) : f64
  cf.br ^head(%x : f64)
^head(%y: f64):
  %c = py.compare "gt" %y, %one : (f64, f64) -> i1
  cf.cond_br %c, ^body, ^end
^body:
  %two = py.constant(2.000000e+00 : f64) : f64
  %z = py.binary "truediv" %y, %two : (f64, f64) -> f64
  cf.br ^head(%z : f64)
^end:
  return %y : f64
}
