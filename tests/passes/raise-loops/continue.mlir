// pass: raise-loops
//
// for i in range(n):
//     if i < m: continue
//     s += i
func.func @f(%n: si64, %m: si64) -> si64 {
  %zero = py.constant(0 : si64) : si64
  %r_fn = py.builtin "builtins.range" : !py.builtin<"builtins.range">
  %r = py.call %r_fn(%n) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
  %r_it = py.iter %r : (!py.range) -> !py.iterator<!py.range>
  cf.br ^head(%r_it, %zero : !py.iterator<!py.range>, si64)
^head(%it: !py.iterator<!py.range>, %s: si64):
  %has, %i, %rest = py.next %it : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  cf.cond_br %has, ^body, ^exit
^body:
  %c = py.compare "lt" %i, %m : (si64, si64) -> i1
  cf.cond_br %c, ^head(%rest, %s : !py.iterator<!py.range>, si64), ^go
^go:
  %t = py.binary "add" %s, %i : (si64, si64) -> si64
  cf.br ^head(%rest, %t : !py.iterator<!py.range>, si64)
^exit:
  return %s : si64
}
