// pass: raise-loops
//
// Iterators are values: two loops from one start over the same elements.
func.func @f(%n: si64) -> si64 {
  %zero = py.constant(0 : si64) : si64
  %r_fn = py.builtin "builtins.range" : !py.builtin<"builtins.range">
  %r = py.call %r_fn(%n) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
  %r_it = py.iter %r : (!py.range) -> !py.iterator<!py.range>
  cf.br ^head(%r_it, %zero : !py.iterator<!py.range>, si64)
^head(%it: !py.iterator<!py.range>, %s: si64):
  %has, %i, %rest = py.next %it : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  cf.cond_br %has, ^body, ^between
^body:
  %t = py.binary "add" %s, %i : (si64, si64) -> si64
  cf.br ^head(%rest, %t : !py.iterator<!py.range>, si64)
^between:
  cf.br ^second(%r_it, %s : !py.iterator<!py.range>, si64)
^second(%jt: !py.iterator<!py.range>, %u: si64):
  %more, %j, %others = py.next %jt : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  cf.cond_br %more, ^work, ^exit
^work:
  %v = py.binary "add" %u, %j : (si64, si64) -> si64
  cf.br ^second(%others, %v : !py.iterator<!py.range>, si64)
^exit:
  return %u : si64
}
