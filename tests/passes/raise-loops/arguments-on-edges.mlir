// pass: raise-loops
//
// The header's arguments reach the body and the exit as arguments of the edges, in any order.
func.func @f(%n: si64) -> (si64, f64) {
  %zero = py.constant(0 : si64) : si64
  %half = py.constant(5.000000e-01 : f64) : f64
  %r_fn = py.builtin "builtins.range" : !py.builtin<"builtins.range">
  %r = py.call %r_fn(%n) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
  %r_it = py.iter %r : (!py.range) -> !py.iterator<!py.range>
  cf.br ^head(%zero, %r_it, %half : si64, !py.iterator<!py.range>, f64)
^head(%s: si64, %it: !py.iterator<!py.range>, %x: f64):
  %has, %i, %rest = py.next %it : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  cf.cond_br %has, ^body(%x, %i : f64, si64), ^exit(%x, %s : f64, si64)
^body(%y: f64, %j: si64):
  %t = py.binary "add" %s, %j : (si64, si64) -> si64
  %z = py.binary "mul" %y, %y : (f64, f64) -> f64
  cf.br ^head(%t, %rest, %z : si64, !py.iterator<!py.range>, f64)
^exit(%p: f64, %q: si64):
  return %q, %p : si64, f64
}
