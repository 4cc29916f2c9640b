// pass: raise-loops
//
// A branch outside a loop stays; the loop in its arm is raised.
func.func @f(%n: si64, %c: i1) -> si64 {
  %zero = py.constant(0 : si64) : si64
  cf.cond_br %c, ^before, ^exit(%zero : si64)
^before:
  %r_fn = py.builtin "builtins.range" : !py.builtin<"builtins.range">
  %r = py.call %r_fn(%n) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
  %r_it = py.iter %r : (!py.range) -> !py.iterator<!py.range>
  cf.br ^head(%r_it, %zero : !py.iterator<!py.range>, si64)
^head(%it: !py.iterator<!py.range>, %s: si64):
  %has, %i, %rest = py.next %it : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  cf.cond_br %has, ^body, ^exit(%s : si64)
^body:
  %t = py.binary "add" %s, %i : (si64, si64) -> si64
  cf.br ^head(%rest, %t : !py.iterator<!py.range>, si64)
^exit(%u: si64):
  return %u : si64
}
