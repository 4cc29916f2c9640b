// pass: raise-loops
// options: whiles
//
// for i in prange(n):
//     if i > m: raise ValueError
// What is behind the raise is not reached.
func.func @f(%n: si64, %m: si64) {
  %r_fn = py.builtin "numlir.prange" : !py.builtin<"numlir.prange">
  %r = py.call %r_fn(%n) keywords [] stars [] : (!py.builtin<"numlir.prange">, si64) -> !py.range
  %r_it = py.iter %r : (!py.range) -> !py.iterator<!py.range>
  cf.br ^head(%r_it : !py.iterator<!py.range>)
^head(%it: !py.iterator<!py.range>):
  %has, %i, %rest = py.next %it : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  cf.cond_br %has, ^body, ^exit
^body:
  %c = py.compare "gt" %i, %m : (si64, si64) -> i1
  cf.cond_br %c, ^fail, ^head(%rest : !py.iterator<!py.range>)
^fail:
  %e = py.builtin "builtins.ValueError" : !py.builtin<"builtins.ValueError">
  py.raise %e : !py.builtin<"builtins.ValueError">
^exit:
  return
}
