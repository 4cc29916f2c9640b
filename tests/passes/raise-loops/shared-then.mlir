// pass: raise-loops
//
// if i < m or i > k: s += i. Both tests lead to one block.
func.func @f(%n: si64, %m: si64, %k: si64) -> si64 {
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
  cf.cond_br %c, ^then, ^test
^test:
  %d = py.compare "gt" %i, %k : (si64, si64) -> i1
  cf.cond_br %d, ^then, ^join(%s : si64)
^then:
  %t = py.binary "add" %s, %i : (si64, si64) -> si64
  cf.br ^join(%t : si64)
^join(%v: si64):
  cf.br ^head(%rest, %v : !py.iterator<!py.range>, si64)
^exit:
  return %s : si64
}
