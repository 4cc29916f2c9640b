// pass: raise-loops
//
// for i in range(n):
//     for j in range(i): s += j
func.func @f(%n: si64) -> si64 {
  %zero = py.constant(0 : si64) : si64
  %r_fn = py.builtin "builtins.range" : !py.builtin<"builtins.range">
  %r = py.call %r_fn(%n) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
  %r_it = py.iter %r : (!py.range) -> !py.iterator<!py.range>
  cf.br ^head(%r_it, %zero : !py.iterator<!py.range>, si64)
^head(%it: !py.iterator<!py.range>, %s: si64):
  %has, %i, %rest = py.next %it : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  cf.cond_br %has, ^body, ^exit
^body:
  %q_fn = py.builtin "builtins.range" : !py.builtin<"builtins.range">
  %q = py.call %q_fn(%i) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
  %q_it = py.iter %q : (!py.range) -> !py.iterator<!py.range>
  cf.br ^inner(%q_it, %s : !py.iterator<!py.range>, si64)
^inner(%jt: !py.iterator<!py.range>, %t: si64):
  %more, %j, %others = py.next %jt : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  cf.cond_br %more, ^work, ^head(%rest, %t : !py.iterator<!py.range>, si64)
^work:
  %u = py.binary "add" %t, %j : (si64, si64) -> si64
  cf.br ^inner(%others, %u : !py.iterator<!py.range>, si64)
^exit:
  return %s : si64
}
