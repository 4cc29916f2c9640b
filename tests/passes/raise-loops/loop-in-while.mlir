// pass: raise-loops
//
// while s < n:
//     for i in range(n): s += i
// The inner loop is raised, in cf.
func.func @f(%n: si64) -> si64 {
  %zero = py.constant(0 : si64) : si64
  cf.br ^while(%zero : si64)
^while(%w: si64):
  %c = py.compare "lt" %w, %n : (si64, si64) -> i1
  cf.cond_br %c, ^before, ^exit
^before:
  %r_fn = py.builtin "builtins.range" : !py.builtin<"builtins.range">
  %r = py.call %r_fn(%n) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
  %r_it = py.iter %r : (!py.range) -> !py.iterator<!py.range>
  cf.br ^head(%r_it, %w : !py.iterator<!py.range>, si64)
^head(%it: !py.iterator<!py.range>, %s: si64):
  %has, %i, %rest = py.next %it : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  cf.cond_br %has, ^body, ^while(%s : si64)
^body:
  %t = py.binary "add" %s, %i : (si64, si64) -> si64
  cf.br ^head(%rest, %t : !py.iterator<!py.range>, si64)
^exit:
  return %w : si64
}
