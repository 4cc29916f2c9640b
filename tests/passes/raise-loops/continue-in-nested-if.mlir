// pass: raise-loops
//
// for i in range(n):
//     if i < m:
//         if i > k: continue
//         x[i] = i
//     s += i
// No join of the inner branch dominates what follows: a flag says whether it does.
func.func @f(%n: si64, %m: si64, %k: si64, %x: !nd.array<f64, 1, "C">) -> si64 {
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
  cf.cond_br %c, ^then, ^go
^then:
  %d = py.compare "gt" %i, %k : (si64, si64) -> i1
  cf.cond_br %d, ^head(%rest, %s : !py.iterator<!py.range>, si64), ^store
^store:
  py.setitem %x[%i], %i : !nd.array<f64, 1, "C">, si64, si64
  cf.br ^go
^go:
  %t = py.binary "add" %s, %i : (si64, si64) -> si64
  cf.br ^head(%rest, %t : !py.iterator<!py.range>, si64)
^exit:
  return %s : si64
}
