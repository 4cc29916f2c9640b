// pass: raise-loops
//
// for i in range(n): pass; return i. The variable is an argument of the header of its own.
func.func @f(%n: si64, %before: si64) -> si64 {
  %r_fn = py.builtin "builtins.range" : !py.builtin<"builtins.range">
  %r = py.call %r_fn(%n) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
  %r_it = py.iter %r : (!py.range) -> !py.iterator<!py.range>
  cf.br ^head(%r_it, %before : !py.iterator<!py.range>, si64)
^head(%it: !py.iterator<!py.range>, %last: si64):
  %has, %i, %rest = py.next %it : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  cf.cond_br %has, ^body, ^exit
^body:
  cf.br ^head(%rest, %i : !py.iterator<!py.range>, si64)
^exit:
  return %last : si64
}
