// pass: raise-loops
//
// The inner loop breaks: neither is raised.
func.func @f(%n: si64, %m: si64) {
  %r_fn = py.builtin "builtins.range" : !py.builtin<"builtins.range">
  %r = py.call %r_fn(%n) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
  %r_it = py.iter %r : (!py.range) -> !py.iterator<!py.range>
  cf.br ^head(%r_it : !py.iterator<!py.range>)
^head(%it: !py.iterator<!py.range>):
  %has, %i, %rest = py.next %it : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  cf.cond_br %has, ^body, ^exit
^body:
  %q_fn = py.builtin "builtins.range" : !py.builtin<"builtins.range">
  %q = py.call %q_fn(%i) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
  %q_it = py.iter %q : (!py.range) -> !py.iterator<!py.range>
  cf.br ^inner(%q_it : !py.iterator<!py.range>)
^inner(%jt: !py.iterator<!py.range>):
  %more, %j, %others = py.next %jt : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  cf.cond_br %more, ^work, ^head(%rest : !py.iterator<!py.range>)
^work:
  %c = py.compare "gt" %j, %m : (si64, si64) -> i1
  cf.cond_br %c, ^head(%rest : !py.iterator<!py.range>), ^inner(%others : !py.iterator<!py.range>)
^exit:
  return
}
