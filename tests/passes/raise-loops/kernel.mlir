// pass: raise-loops
// options: kernel
//
// if x < low: return low
// if x > high: return high
// return x
// The body of a ufunc's kernel becomes one block.
func.func private @f(%x: f64, %low: f64, %high: f64) -> f64 attributes {numlir.entry} {
  %c = py.compare "lt" %x, %low : (f64, f64) -> i1
  cf.cond_br %c, ^below, ^next
^next:
  %d = py.compare "gt" %x, %high : (f64, f64) -> i1
  cf.cond_br %d, ^above, ^within
^within:
  return %x : f64
^above:
  return %high : f64
^below:
  return %low : f64
}
