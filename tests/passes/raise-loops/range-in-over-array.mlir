// pass: raise-loops
//
// A loop over a range in one over an array: raised alone.
func.func @f(%a: !nd.array<f64, 1, "C">, %n: si64) -> si64 {
  %zero = py.constant(0 : si64) : si64
  %start = py.iter %a : (!nd.array<f64, 1, "C">) -> !py.iterator<!nd.array<f64, 1, "C">>
  cf.br ^head(%start, %zero : !py.iterator<!nd.array<f64, 1, "C">>, si64)
^head(%it: !py.iterator<!nd.array<f64, 1, "C">>, %s: si64):
  %has, %x, %rest = py.next %it : (!py.iterator<!nd.array<f64, 1, "C">>) -> (i1, f64, !py.iterator<!nd.array<f64, 1, "C">>)
  cf.cond_br %has, ^body, ^exit
^body:
  %q_fn = py.builtin "builtins.range" : !py.builtin<"builtins.range">
  %q = py.call %q_fn(%n) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
  %q_it = py.iter %q : (!py.range) -> !py.iterator<!py.range>
  cf.br ^inner(%q_it, %s : !py.iterator<!py.range>, si64)
^inner(%jt: !py.iterator<!py.range>, %t: si64):
  %more, %j, %others = py.next %jt : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  cf.cond_br %more, ^work, ^head(%rest, %t : !py.iterator<!nd.array<f64, 1, "C">>, si64)
^work:
  %u = py.binary "add" %t, %j : (si64, si64) -> si64
  cf.br ^inner(%others, %u : !py.iterator<!py.range>, si64)
^exit:
  return %s : si64
}
