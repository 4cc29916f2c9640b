// pass: raise-loops
//
// for i in range(n):
//     while s < i: s += n
// Not raised.
func.func @f(%n: si64) -> si64 {
  %zero = py.constant(0 : si64) : si64
  %r_fn = py.builtin "builtins.range" : !py.builtin<"builtins.range">
  %r = py.call %r_fn(%n) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
  %r_it = py.iter %r : (!py.range) -> !py.iterator<!py.range>
  cf.br ^head(%r_it, %zero : !py.iterator<!py.range>, si64)
^head(%it: !py.iterator<!py.range>, %s: si64):
  %has, %i, %rest = py.next %it : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  cf.cond_br %has, ^while(%s : si64), ^exit
^while(%t: si64):
  %c = py.compare "lt" %t, %i : (si64, si64) -> i1
  cf.cond_br %c, ^work, ^head(%rest, %t : !py.iterator<!py.range>, si64)
^work:
  %u = py.binary "add" %t, %n : (si64, si64) -> si64
  cf.br ^while(%u : si64)
^exit:
  return %s : si64
}
