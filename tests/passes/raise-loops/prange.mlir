// pass: raise-loops
//
// for i in prange(n): x[i] = i
func.func @f(%n: si64, %x: !nd.array<f64, 1, "C">) {
  %r_fn = py.builtin "numlir.prange" : !py.builtin<"numlir.prange">
  %r = py.call %r_fn(%n) keywords [] stars [] : (!py.builtin<"numlir.prange">, si64) -> !py.range
  %r_it = py.iter %r : (!py.range) -> !py.iterator<!py.range>
  cf.br ^head(%r_it : !py.iterator<!py.range>)
^head(%it: !py.iterator<!py.range>):
  %has, %i, %rest = py.next %it : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  cf.cond_br %has, ^body, ^exit
^body:
  py.setitem %x[%i], %i : !nd.array<f64, 1, "C">, si64, si64
  cf.br ^head(%rest : !py.iterator<!py.range>)
^exit:
  return
}
