// pass: raise-loops
//
// A branch tree that leaves three targets open, two of which are shared.
func.func @f(%n: si64, %a: i1, %b: i1, %c: i1) -> si64 {
  %zero = py.constant(0 : si64) : si64
  %one = py.constant(1 : si64) : si64
  %r_fn = py.builtin "builtins.range" : !py.builtin<"builtins.range">
  %r = py.call %r_fn(%n) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
  %r_it = py.iter %r : (!py.range) -> !py.iterator<!py.range>
  cf.br ^head(%r_it, %zero : !py.iterator<!py.range>, si64)
^head(%it: !py.iterator<!py.range>, %s: si64):
  %has, %i, %rest = py.next %it : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  cf.cond_br %has, ^body, ^exit
^body:
  cf.cond_br %a, ^left, ^right
^left:
  cf.cond_br %b, ^x(%one : si64), ^y
^right:
  cf.cond_br %c, ^x(%i : si64), ^more
^more:
  %e = py.compare "eq" %i, %one : (si64, si64) -> i1
  cf.cond_br %e, ^y, ^head(%rest, %s : !py.iterator<!py.range>, si64)
^x(%p: si64):
  %t = py.binary "add" %s, %p : (si64, si64) -> si64
  cf.br ^head(%rest, %t : !py.iterator<!py.range>, si64)
^y:
  %u = py.binary "add" %s, %one : (si64, si64) -> si64
  cf.br ^head(%rest, %u : !py.iterator<!py.range>, si64)
^exit:
  return %s : si64
}
