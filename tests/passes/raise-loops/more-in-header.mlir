// pass: raise-loops
//
// A header that computes more than the next element is left.
func.func @f(%n: si64) -> si64 {
  %zero = py.constant(0 : si64) : si64
  %r_fn = py.builtin "builtins.range" : !py.builtin<"builtins.range">
  %r = py.call %r_fn(%n) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
  %r_it = py.iter %r : (!py.range) -> !py.iterator<!py.range>
  cf.br ^head(%r_it, %zero : !py.iterator<!py.range>, si64)
^head(%it: !py.iterator<!py.range>, %s: si64):
  %has, %i, %rest = py.next %it : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  %t = py.binary "add" %s, %s : (si64, si64) -> si64
  cf.cond_br %has, ^body, ^exit
^body:
  cf.br ^head(%rest, %t : !py.iterator<!py.range>, si64)
^exit:
  return %t : si64
}
