// pass: raise-loops
// options: kernel
//
// s = 0
// if n > 0:
//     for i in range(n): s += i
// return s
// A loop in a branch of a kernel; the whole is one block.
func.func private @f(%n: si64) -> si64 attributes {numlir.entry} {
  %zero = py.constant(0 : si64) : si64
  %c = py.compare "gt" %n, %zero : (si64, si64) -> i1
  cf.cond_br %c, ^start, ^end(%zero : si64)
^start:
  %r_fn = py.builtin "builtins.range" : !py.builtin<"builtins.range">
  %r = py.call %r_fn(%n) keywords [] stars [] : (!py.builtin<"builtins.range">, si64) -> !py.range
  %r_it = py.iter %r : (!py.range) -> !py.iterator<!py.range>
  cf.br ^head(%zero, %r_it : si64, !py.iterator<!py.range>)
^head(%s: si64, %it: !py.iterator<!py.range>):
  %has, %i, %rest = py.next %it : (!py.iterator<!py.range>) -> (i1, si64, !py.iterator<!py.range>)
  cf.cond_br %has, ^body, ^end(%s : si64)
^body:
  %t = py.binary "add" %s, %i : (si64, si64) -> si64
  cf.br ^head(%t, %rest : si64, !py.iterator<!py.range>)
^end(%u: si64):
  return %u : si64
}
