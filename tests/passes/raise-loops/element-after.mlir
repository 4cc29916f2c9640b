// pass: raise-loops
//
// The element is used behind the loop: left.
func.func @f(%n: si64) -> si64 {
  %r_fn = py.builtin "builtins.range" : !py.builtin<"builtins.range">
  %r = py.call %r_fn(%n) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
  %r_it = py.iter %r : (!py.range) -> !py.iterator<!py.range>
  cf.br ^head(%r_it : !py.iterator<!py.range>)
^head(%it: !py.iterator<!py.range>):
  %has, %i, %rest = py.next %it : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  cf.cond_br %has, ^head(%rest : !py.iterator<!py.range>), ^exit(%i : si64)
^exit(%v: si64):
  return %v : si64
}
