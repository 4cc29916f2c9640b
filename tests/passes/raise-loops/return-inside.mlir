// pass: raise-loops
//
// for i in range(n):
//     if i > m: return i
// Not raised.
func.func @f(%n: si64, %m: si64) -> si64 {
  %r_fn = py.builtin "builtins.range" : !py.builtin<"builtins.range">
  %r = py.call %r_fn(%n) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
  %r_it = py.iter %r : (!py.range) -> !py.iterator<!py.range>
  cf.br ^head(%r_it : !py.iterator<!py.range>)
^head(%it: !py.iterator<!py.range>):
  %has, %i, %rest = py.next %it : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  cf.cond_br %has, ^body, ^exit
^body:
  %c = py.compare "gt" %i, %m : (si64, si64) -> i1
  cf.cond_br %c, ^leave, ^head(%rest : !py.iterator<!py.range>)
^leave:
  return %i : si64
^exit:
  return %m : si64
}
